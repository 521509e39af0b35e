"""The desk: what waits for whom."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.cases.office import Office

from caseloom.access.actions import as_viewer
from caseloom.cases import actions, queries
from caseloom.kernel import clock
from caseloom.kernel.errors import NotAllowed


def test_each_sees_what_waits_for_him(office: Office) -> None:
    case = office.open()
    draft, waiting = office.write(case, "x"), office.write(case, "y")
    office.submit(waiting)
    agent, supervisor = (office.ask(who, queries.my_work) for who in ("agent", "supervisor"))
    assert [one.id for one in agent.drafts] == [draft.id]
    assert [one.id for one in supervisor.to_review] == [waiting.id]
    assert (agent.to_review, supervisor.drafts) == ((), ())
    assert [one.id for one in agent.cases] == [one.id for one in supervisor.cases] == [case.id]

    office.act("supervisor", actions.return_report, report_id=waiting.id, version=1, remarks="x")
    assert [one.id for one in office.ask("agent", queries.my_work).returned] == [waiting.id]


def test_closed_cases_leave_the_desk(office: Office) -> None:
    case = office.open()
    office.act(
        "agent", actions.move_case, case_id=case.id, step="close", reason="x",
        given={"outcome": "unfounded"},
    )  # fmt: skip
    work = office.ask("agent", queries.my_work)
    assert (work.cases, work.deadlines) == ((), ())


def test_deadlines_come_by_date_with_what_they_are_about(office: Office) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    with clock.freeze(start):
        case = office.open()
        office.act(
            "agent", actions.add_task, case_id=case.id, title="Call",
            due_at=start + timedelta(days=2),
        )  # fmt: skip
        office.act(
            "agent", actions.add_task, case_id=case.id, title="Next year",
            due_at=start + timedelta(days=300),
        )  # fmt: skip
        office.submit(office.write(case, "x"))
    with clock.freeze(start + timedelta(days=20)):
        found = office.ask("supervisor", queries.my_work).deadlines
    assert [(one.title, one.overdue) for one in found] == [
        ("Call", True), ("Interview", True), ("Blue Crane staffing", False),
    ]  # fmt: skip
    assert {one.case_number for one in found} == {case.number}


@pytest.mark.parametrize("who", ["recruiter", "auditor", "administrator", "intake"])
def test_somebody_without_cases_has_an_empty_desk(office: Office, who: str) -> None:
    office.open()
    work = office.ask(who, queries.my_work)
    assert not any((work.cases, work.tasks, work.to_review, work.deadlines, work.drafts))


def test_a_machine_has_no_desk(office: Office) -> None:
    robot = replace(office.cast.agent, kind="machine")
    with as_viewer(robot) as viewer, pytest.raises(NotAllowed):
        queries.my_work(viewer)
