"""A run whose process is gone says so; one that somebody does is running."""

import psycopg

from caseloom.access.actions import as_viewer
from caseloom.config.postgres import Cluster
from caseloom.resolve import living, queries, rows, running
from caseloom.resolve.types import ResolveRun
from tests.cast import Cast

NUMBER = "hashtextextended('resolve_run ' || %s::text, 0)"


def begun(cast: Cast, *, ago: str) -> ResolveRun:
    with as_viewer(cast.analyst) as analyst:
        made = running.start(by=analyst)
        rows.execute(
            "UPDATE resolve_run SET started_at = now() - %s::interval WHERE id = %s", [ago, made.id]
        )
    return made


def state(cast: Cast, made: ResolveRun) -> tuple[str, str]:
    with as_viewer(cast.analyst) as analyst:
        found = queries.run(analyst, made.id)
        assert found in queries.runs(analyst)
    return found.state, found.error


def test_a_run_that_nobody_does_was_stopped(cast: Cast) -> None:
    assert state(cast, begun(cast, ago="1 minute")) == ("failed", living.STOPPED)


def test_a_run_is_running_while_somebody_does_it(cast: Cast) -> None:
    made = begun(cast, ago="1 minute")
    with living.holding(made.id):
        assert state(cast, made) == ("running", "")
    assert state(cast, made) == ("failed", living.STOPPED)


def test_another_connection_does_it_until_it_ends(cast: Cast, cluster: Cluster) -> None:
    made = begun(cast, ago="1 minute")
    with psycopg.connect(cluster.dsns("caseloom_test").app) as other:
        other.execute(f"SELECT pg_advisory_lock({NUMBER})", [str(made.id)])
        assert state(cast, made) == ("running", "")
    assert state(cast, made) == ("failed", living.STOPPED)


def test_a_run_that_begins_has_time_to_take_its_lock(cast: Cast) -> None:
    assert state(cast, begun(cast, ago="0 seconds")) == ("running", "")


def test_one_that_ended_stays_as_it_ended(cast: Cast) -> None:
    made = begun(cast, ago="1 minute")
    with as_viewer(cast.analyst) as analyst:
        running.finish(run_id=made.id, by=analyst)
    assert state(cast, made) == ("done", "")
