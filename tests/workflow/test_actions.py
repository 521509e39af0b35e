"""Taking steps: who may, what must be given, and what the database refuses by itself."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from tests.cast import Cast

from caseloom.access.actions import as_viewer
from caseloom.cases.machines import CASE, REPORT, TASK
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from caseloom.workflow import actions, queries
from caseloom.workflow.errors import Overtaken, OwnWork
from caseloom.workflow.types import Machine


def begin(cast: Cast, machine: Machine, who: str = "agent", **more: Any) -> UUID:
    thing = uuid4()
    with as_viewer(cast.viewer(who)) as by:
        actions.start(
            machine=machine, object_id=thing, scope_id=cast.scope("team:fraud"), by=by, **more
        )
    return thing


def move(cast: Cast, machine: Machine, thing: UUID, step: str, who: str, **more: Any) -> None:
    with as_viewer(cast.viewer(who)) as by:
        actions.move(machine=machine, step=step, object_id=thing, by=by, **more)


def state(cast: Cast, machine: Machine, thing: UUID) -> str:
    with as_viewer(cast.agent) as viewer:
        return queries.position(viewer, machine, thing).state


def insert(cast: Cast, thing: UUID, who: str, **values: Any) -> None:
    """Put a transition into the table as the app's role could, past all of Python's checks."""
    row = {
        "id": uuid4(), "machine": "report", "object_kind": "report_version", "object_id": thing,
        "scope": cast.scope("team:fraud"), "number": 1, "step": "write", "from_state": "",
        "to_state": "draft", "at": clock.now(), "actor_kind": "person",
        "actor_id": str(cast.person_id(who)), "authors": [], "reason": "", "given": "{}",
        "adverse": False, "four_eyes": False, **values,
    }  # fmt: skip
    names = ", ".join(row)
    marks = ", ".join("%s::jsonb" if name == "given" else "%s" for name in row)
    with as_viewer(cast.viewer(who)), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO workflow_transition ({names}) VALUES ({marks})", list(row.values())
        )


class TestMove:
    def test_takes_the_declared_way_and_no_other(self, cast: Cast) -> None:
        thing = begin(cast, CASE)
        with pytest.raises(Conflict, match=r"Reopen.*opened.*Possible now: Start work"):
            move(cast, CASE, thing, "reopen", "agent", reason="no")
        move(cast, CASE, thing, "activate", "agent")
        assert state(cast, CASE, thing) == "active"

    @pytest.mark.parametrize(
        ("more", "missing"),
        [
            ({}, "reason"),
            ({"reason": "done"}, "outcome"),
            ({"reason": " ", "given": {"outcome": "x"}}, "reason"),
            ({"reason": "done", "given": {"outcome": "  "}}, "outcome"),
        ],
    )
    def test_names_what_is_missing(self, cast: Cast, more: dict[str, Any], missing: str) -> None:
        thing = begin(cast, CASE)
        with pytest.raises(Invalid, match=missing) as refusal:
            move(cast, CASE, thing, "close", "agent", **more)
        assert refusal.value.field == missing

    def test_needs_the_permission(self, cast: Cast) -> None:
        thing = begin(cast, REPORT)
        move(cast, REPORT, thing, "submit", "agent")
        with pytest.raises(NotAllowed):
            move(cast, REPORT, thing, "sign", "agent", given={"hash": "x"}, authors=["somebody"])

    def test_nobody_decides_on_his_own_work(self, cast: Cast) -> None:
        thing = begin(cast, REPORT)
        move(cast, REPORT, thing, "submit", "agent")
        me = str(cast.person_id("supervisor"))
        with pytest.raises(OwnWork):
            move(cast, REPORT, thing, "sign", "supervisor", given={"hash": "x"}, authors=[me])
        with pytest.raises(Invalid, match="whose work"):
            move(cast, REPORT, thing, "sign", "supervisor", given={"hash": "x"})

    def test_a_machine_takes_no_adverse_step(self, cast: Cast) -> None:
        thing = begin(cast, CASE)
        robot = replace(cast.agent, kind="machine")
        with as_viewer(robot), pytest.raises(Invalid, match="needs a person"):
            actions.move(machine=CASE, step="suspend", object_id=thing, by=robot, reason="score")

    def test_hidden_and_absent_are_the_same(self, cast: Cast) -> None:
        thing = begin(cast, CASE)
        told = []
        for one in (thing, uuid4()):
            with pytest.raises(NotFound) as refusal:
                move(cast, CASE, one, "activate", "outsider")
            told.append(str(refusal.value))
        assert told[0] == told[1]

    def test_what_was_seen_must_still_be_so(self, cast: Cast) -> None:
        thing = begin(cast, CASE)
        move(cast, CASE, thing, "activate", "analyst", expected=1)
        with pytest.raises(Overtaken):
            move(cast, CASE, thing, "suspend", "agent", reason="x", expected=1)

    def test_begins_once(self, cast: Cast) -> None:
        thing = begin(cast, TASK)
        with as_viewer(cast.agent) as by, pytest.raises(Conflict):
            actions.start(machine=TASK, object_id=thing, scope_id=cast.scope("team:fraud"), by=by)


class TestDatabase:
    """What holds when Python is gone round."""

    def test_an_honest_row_goes_in(self, cast: Cast) -> None:
        insert(cast, uuid4(), "agent")

    @pytest.mark.parametrize(
        "values",
        [
            {"step": "sign", "to_state": "signed"},
            {"to_state": "signed"},
            {"machine": "invented"},
            {"number": 2},
            {"from_state": "draft"},
        ],
        ids=["not a beginning", "other target", "undeclared machine", "gap", "wrong source"],
    )
    def test_undeclared_steps_are_refused(self, cast: Cast, values: dict[str, Any]) -> None:
        with pytest.raises(IntegrityError):
            insert(cast, uuid4(), "agent", **values)

    def test_an_adverse_step_by_a_machine_is_refused_whatever_the_row_claims(
        self, cast: Cast
    ) -> None:
        with pytest.raises(IntegrityError, match="workflow_adverse_is_human"):
            insert(
                cast, uuid4(), "agent", machine="case", object_kind="case", step="open",
                to_state="opened", actor_kind="machine", adverse=False,
            )  # fmt: skip

    @pytest.mark.parametrize("named", [False, True])
    def test_four_eyes_hold_in_the_table(self, cast: Cast, named: bool) -> None:
        thing = begin(cast, REPORT)
        move(cast, REPORT, thing, "submit", "agent")
        me = str(cast.person_id("supervisor"))
        with pytest.raises(IntegrityError, match="workflow_four_eyes"):
            insert(
                cast, thing, "supervisor", number=3, step="sign", from_state="submitted",
                to_state="signed", authors=[me] if named else [],
            )  # fmt: skip

    def test_nobody_acts_in_anothers_name(self, cast: Cast) -> None:
        with pytest.raises(DatabaseError, match="row-level security"):
            insert(cast, uuid4(), "agent", actor_id=str(cast.person_id("supervisor")))

    def test_nobody_acts_in_a_scope_that_he_does_not_hold(self, cast: Cast) -> None:
        with pytest.raises(DatabaseError, match="row-level security"):
            insert(cast, uuid4(), "outsider")

    def test_a_thing_stays_in_its_scope(self, cast: Cast) -> None:
        thing = begin(cast, TASK)
        with pytest.raises(IntegrityError, match="does not follow"):
            insert(
                cast, thing, "agent", machine="task", object_kind="task", number=2,
                step="complete", from_state="open", to_state="done", scope=cast.scope("agency"),
            )  # fmt: skip

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE workflow_transition SET to_state = 'signed'",
            "DELETE FROM workflow_transition",
            "TRUNCATE workflow_transition",
            "INSERT INTO workflow_rule (machine, step, from_state, to_state, adverse, four_eyes)"
            " VALUES ('report', 'sign', 'draft', 'signed', false, false)",
            "UPDATE workflow_rule SET adverse = false, four_eyes = false",
        ],
    )
    def test_the_app_rewrites_nothing(self, cast: Cast, sql: str) -> None:
        begin(cast, REPORT)
        with (
            as_viewer(cast.agent),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_of_two_at_once_one_wins(committed: object, cast: Cast) -> None:
    thing = begin(cast, CASE)
    ready, told = threading.Barrier(2), []

    def run(who: str) -> None:
        try:
            with as_viewer(cast.viewer(who)) as by:
                queries.position(by, CASE, thing)
                ready.wait(20)
                actions.move(machine=CASE, step="activate", object_id=thing, by=by, expected=1)
            told.append("won")
        except Conflict:
            told.append("conflict")
        finally:
            connections.close_all()

    runners = [threading.Thread(target=run, args=(who,)) for who in ("agent", "analyst")]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join(60)
    assert sorted(told) == ["conflict", "won"]
    with as_viewer(cast.agent) as viewer:
        assert [one.step for one in queries.history(viewer, [thing])] == ["open", "activate"]


class TestDeadlines:
    def test_due_and_overdue_follow_the_clock_and_end_with_the_state(self, cast: Cast) -> None:
        start = datetime(2026, 1, 1, tzinfo=UTC)
        with clock.freeze(start):
            thing = begin(cast, CASE)
            task = begin(cast, TASK, due_at=start + timedelta(days=3))
        with as_viewer(cast.agent) as viewer, clock.freeze(start + timedelta(days=4)):
            found = queries.due(viewer, machines=(CASE, TASK))
            assert [one.object_id for one in found] == [task, thing]
            assert [one.object_id for one in queries.overdue(viewer, machines=(CASE, TASK))] == [
                task
            ]
            assert queries.due(viewer, machines=(CASE,), before=start) == ()
        move(cast, TASK, task, "complete", "agent")
        with as_viewer(cast.agent) as viewer, clock.freeze(start + timedelta(days=4)):
            assert queries.overdue(viewer, machines=(CASE, TASK)) == ()

    def test_an_outsider_sees_none_of_it(self, cast: Cast) -> None:
        thing = begin(cast, CASE)
        with as_viewer(cast.outsider) as viewer:
            assert queries.due(viewer, machines=(CASE,)) == ()
            assert queries.history(viewer, [thing]) == ()
            assert queries.in_states(viewer, CASE, ("opened",)) == ()
            assert queries.positions(viewer, CASE, [thing]) == {}


def test_possible_steps_are_those_that_would_go_through(cast: Cast) -> None:
    me = cast.supervisor.id
    names = [one.name for one in queries.possible(cast.supervisor, REPORT, "submitted", ["x"])]
    assert names == ["withdraw", "return", "sign"]
    names = [one.name for one in queries.possible(cast.supervisor, REPORT, "submitted", [me])]
    assert names == ["withdraw"]
    assert queries.possible(cast.auditor, REPORT, "submitted", ["x"]) == ()
