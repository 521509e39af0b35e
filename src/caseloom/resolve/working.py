"""A whole run, group by group, and asking the worker for one."""

from collections.abc import Callable, Collection

from caseloom.access.actions import as_viewer
from caseloom.kernel.errors import Conflict
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import engines, living, running, thresholds, types


def enqueue(*, schemata: Collection[str] = (), by: Viewer) -> None:
    """Have the worker look for pairs as `by`. The run's row puts it on record when it starts."""
    # The task calls `work` of this module, so it is imported when it is needed.
    from caseloom.resolve import tasks

    by.must("resolve.run")
    tasks.run.defer(schemata=list(schemata), person_id=by.id, purpose=by.purpose)


def work(
    *,
    schemata: tuple[str, ...],
    by: Viewer,
    progress: Callable[[types.Progress], None] | None = None,
    engine: types.Engine | None = None,
) -> types.ResolveRun:
    """Do a run, each group in a transaction of its own. What fails is put on its row.

    To be called outside `as_viewer`. Groups that were done before a failure stay. `engine`
    computes it (DuckDB, unless another is named); one that cannot be had begins no run.
    """
    by.must("resolve.run")
    used = engine or types.Engine()
    with engines.gatherer(used) as gather:
        with as_viewer(by):
            started = running.start(schemata=schemata, by=by, engine=used)
        with living.holding(started.id):
            try:
                for group in started.groups:
                    with as_viewer(by):
                        running.run_group(
                            run_id=started.id, group=group, by=by, progress=progress, gather=gather
                        )
                        judge_by_threshold(group=group, by=by)
            except Exception as error:
                with as_viewer(by):
                    running.fail(run_id=started.id, error=str(error), by=by)
                raise
            with as_viewer(by):
                return running.finish(run_id=started.id, by=by)


def judge_by_threshold(*, group: str, by: Viewer) -> int:
    """Judge what lies above the group's threshold, where one is set and still holds. How many."""
    rule = thresholds.thresholds(by).get(group)
    if rule is None or rule.bits is None or rule.stale:
        return 0
    try:
        return thresholds.apply_threshold(group=group, by=by)
    except Conflict:  # some pairs were weighed by an older model: people look at them
        return 0
