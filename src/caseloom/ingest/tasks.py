"""Imports that the worker does."""

from uuid import UUID

from procrastinate.contrib.django import app

from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.ingest import actions


@app.task(name="ingest.import_upload", queue="ingest", pass_context=False)
def import_upload(*, upload_id: str, person_id: str, purpose: str) -> None:
    """Import an uploaded file as the person who asked for it, with what he may see now."""
    viewer = access.viewer_of(UUID(person_id), purpose)
    actions.run_upload(upload_id=UUID(upload_id), by=viewer)


# Every hour: the bytes of an upload that was cut off are nobody's and can be large.
@app.periodic(cron="40 * * * *")
@app.task(name="ingest.clear_uploads", queue="ingest", queueing_lock="ingest.clear_uploads")
def clear_uploads(timestamp: int) -> None:
    """Remove what uploads that were cut off left in the data folder."""
    with as_viewer(access.machine("ingest", "clearing uploads that were cut off")) as viewer:
        actions.clear_uploads(by=viewer)
