"""Imports that the worker does."""

from uuid import UUID

from procrastinate.contrib.django import app

from caseloom.access import queries as access
from caseloom.ingest import actions


@app.task(name="ingest.import_upload", queue="ingest", pass_context=False)
def import_upload(*, upload_id: str, person_id: str, purpose: str) -> None:
    """Import an uploaded file as the person who asked for it, with what he may see now."""
    viewer = access.viewer_of(UUID(person_id), purpose)
    actions.run_upload(upload_id=UUID(upload_id), by=viewer)
