"""Resolutions that the worker does: a transaction per group, so that progress can be read."""

from collections.abc import Callable
from uuid import UUID

from procrastinate.contrib.django import app

from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import running, types


@app.task(name="resolve.run", queue="resolve", pass_context=False)
def run(*, schemata: list[str], person_id: str, purpose: str) -> None:
    """Look for pairs as the person who asked for it, with what he may see now."""
    work(schemata=tuple(schemata), by=access.viewer_of(UUID(person_id), purpose))


# At a quarter past two, when few wait for the machine. The lock: no second one beside it.
@app.periodic(cron="15 2 * * *")
@app.task(name="resolve.run_nightly", queue="resolve", queueing_lock="resolve.run_nightly")
def run_nightly(timestamp: int) -> None:
    """Look for pairs as the machine: everything that is not sealed."""
    work(schemata=(), by=access.machine("resolve", "nightly resolution"))


def work(
    *,
    schemata: tuple[str, ...],
    by: Viewer,
    progress: Callable[[types.Progress], None] | None = None,
) -> types.ResolveRun:
    """Do a run, each group in a transaction of its own. What fails is put on its row.

    To be called outside `as_viewer`. Groups that were done before a failure stay.
    """
    with as_viewer(by):
        started = running.start(schemata=schemata, by=by)
    try:
        for group in started.groups:
            with as_viewer(by):
                running.run_group(run_id=started.id, group=group, by=by, progress=progress)
    except Exception as error:
        with as_viewer(by):
            running.fail(run_id=started.id, error=str(error), by=by)
        raise
    with as_viewer(by):
        return running.finish(run_id=started.id, by=by)
