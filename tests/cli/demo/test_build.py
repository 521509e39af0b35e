"""The demonstration as it is built: real actions on a real database, and who sees what of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from tests.conftest import use

from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.cases import queries as cases
from caseloom.cli.demo.build import build
from caseloom.cli.demo.people import PEOPLE, add_people
from caseloom.cli.demo.stage import Calendar, SignIn, Stage
from caseloom.cli.demo.story import Scenario
from caseloom.config.postgres import Cluster
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict
from caseloom.kernel.viewer import Viewer
from caseloom.store import queries as store


def _viewer(username: str) -> Viewer:
    person = access.person_by_username(access.installer("a test"), username)
    return access.viewer_of(person.id, "a test")


@pytest.fixture
def empty(cluster: Cluster, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A migrated database without anybody in it, with real commits."""
    with django_db_blocker.unblock():
        use(cluster.create_database("caseloom_demo"))
        call_command("migrate", database="owner", verbosity=0)
        yield
        connections.close_all()
        use(cluster.dsns("caseloom_test"))
    cluster.drop_database("caseloom_demo")


@pytest.fixture
def built(empty: None, tmp_path: Path) -> tuple[SignIn, ...]:
    return build(tmp_path, size=5_000)


def test_it_stands_and_an_outsider_finds_nothing_of_it(built: tuple[SignIn, ...]) -> None:
    assert {one.username for one in built} == {username for username, _, _ in PEOPLE}
    assert len({one.password for one in built}) == len(built)
    _cases_at_all_stages()
    _outsider_is_outside()


def _cases_at_all_stages() -> None:
    with as_viewer(_viewer("agent")) as agent:
        found = {case.title: case for case in cases.cases(agent).items}
        assert len(found) == 8
        assert {case.state for case in found.values()} == {"opened", "active", "closed"}
        assert {case.confinement for case in found.values()} == {"ordinary", "restricted", "sealed"}
        states = [
            (report.state, report.version)
            for case in found.values()
            for report in cases.reports(agent, case.id)
        ]
        assert sorted(states) == [("draft", 1), ("returned", 1), ("signed", 2), ("submitted", 1)]
        work = cases.my_work(agent)
        assert any(task.overdue for task in work.tasks)
    with as_viewer(_viewer("supervisor")) as supervisor:
        assert [report.title for report in cases.my_work(supervisor).to_review]


def _outsider_is_outside() -> None:
    with as_viewer(_viewer("outsider")) as outsider:
        assert cases.cases(outsider).items == ()
        seen = {source.key for source in store.sources(outsider)}
        assert seen == {"register", "payroll", "addresses", "stops"}
    with as_viewer(_viewer("agent")) as agent:
        assert len(store.sources(agent)) == 7
    with as_viewer(_viewer("analyst")) as analyst:
        assert "informant" not in {source.key for source in store.sources(analyst)}
        assert len(cases.cases(analyst).items) == 6


@pytest.mark.usefixtures("cast")
def test_it_is_never_built_where_there_are_people() -> None:
    stage = Stage(Calendar(clock.now()), Scenario({}, (), {}))
    with pytest.raises(Conflict, match="people in this installation"):
        add_people(stage)


def test_the_calendar_never_runs_ahead_of_today() -> None:
    end = clock.now()
    calendar = Calendar(end)
    calendar.on_day(60)
    first = calendar.tick()
    calendar.on_day(10)
    moments = [first, *(calendar.tick() for _ in range(5_000))]
    assert moments == sorted(moments)
    assert moments[-1] == end
