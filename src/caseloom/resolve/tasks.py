"""Resolutions that the worker does."""

from uuid import UUID

from procrastinate.contrib.django import app

from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.resolve import actions


@app.task(name="resolve.run", queue="resolve", pass_context=False)
def run(*, schemata: list[str], person_id: str, purpose: str) -> None:
    """Look for pairs as the person who asked for it, with what he may see now."""
    viewer = access.viewer_of(UUID(person_id), purpose)
    with as_viewer(viewer):
        actions.run(schemata=tuple(schemata), by=viewer)


@app.task(name="resolve.run_nightly", queue="resolve", pass_context=False)
def run_nightly() -> None:
    """Look for pairs as the machine: everything that is not sealed."""
    with as_viewer(access.machine("resolve", "nightly resolution")) as viewer:
        actions.run(by=viewer)
