"""Resolutions that the worker does: a transaction per group, so that progress can be read."""

from uuid import UUID

from procrastinate.contrib.django import app

from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import running


@app.task(name="resolve.run", queue="resolve", pass_context=False)
def run(*, schemata: list[str], person_id: str, purpose: str) -> None:
    """Look for pairs as the person who asked for it, with what he may see now."""
    work(schemata=tuple(schemata), by=access.viewer_of(UUID(person_id), purpose))


@app.task(name="resolve.run_nightly", queue="resolve", pass_context=False)
def run_nightly() -> None:
    """Look for pairs as the machine: everything that is not sealed."""
    work(schemata=(), by=access.machine("resolve", "nightly resolution"))


def work(*, schemata: tuple[str, ...], by: Viewer) -> UUID:
    """Do a run, each group in a transaction of its own; its id. What fails is put on its row."""
    with as_viewer(by):
        started = running.start(schemata=schemata, by=by)
    try:
        for group in started.groups:
            with as_viewer(by):
                running.run_group(run_id=started.id, group=group, by=by)
    except Exception as error:
        with as_viewer(by):
            running.fail(run_id=started.id, error=str(error), by=by)
        raise
    with as_viewer(by):
        running.finish(run_id=started.id, by=by)
    return started.id
