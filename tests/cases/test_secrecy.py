"""Who is not on a case cannot tell that there is one: not by an answer, an error, or a count."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from tests.cases.office import Office

from caseloom.access.actions import as_viewer
from caseloom.cases import actions, queries
from caseloom.cases.types import Place
from caseloom.kernel import numbers
from caseloom.kernel.errors import CaseloomError, NotAllowed

OUTSIDE = ("outsider", "records_officer", "intake", "recruiter", "auditor", "administrator")
TABLES = (
    "cases_case", "cases_member", "cases_subject", "cases_note", "cases_task", "cases_report",
    "cases_version", "cases_draft", "cases_graph", "workflow_transition", "workflow_position",
)  # fmt: skip

READS: tuple[Callable[..., Any], ...] = (
    lambda viewer, ids: queries.case(viewer, ids["case"]),
    lambda viewer, ids: queries.case(viewer, ids["number"]),
    lambda viewer, ids: queries.notes(viewer, ids["case"]),
    lambda viewer, ids: queries.tasks(viewer, ids["number"]),
    lambda viewer, ids: queries.timeline(viewer, ids["case"]),
    lambda viewer, ids: queries.graphs(viewer, ids["case"]),
    lambda viewer, ids: queries.graph(viewer, ids["graph"]),
    lambda viewer, ids: queries.reports(viewer, ids["case"]),
    lambda viewer, ids: queries.report(viewer, ids["report"]),
    lambda viewer, ids: queries.report(viewer, ids["report"], 1),
    lambda viewer, ids: queries.drafts(viewer, ids["report"], 1),
    lambda viewer, ids: queries.diff(viewer, ids["report"], 1, 1),
    lambda viewer, ids: queries.pdf(viewer, ids["report"]),
)
WRITES: tuple[Callable[..., Any], ...] = (
    lambda by, ids: actions.add_note(case_id=ids["case"], note="x", by=by),
    lambda by, ids: actions.add_task(case_id=ids["case"], title="x", by=by),
    lambda by, ids: actions.edit_case(case_id=ids["case"], title="x", reason="x", by=by),
    lambda by, ids: actions.move_case(case_id=ids["case"], step="activate", by=by),
    lambda by, ids: actions.seal_case(case_id=ids["case"], keep=[], reason="x", by=by),
    lambda by, ids: actions.restrict_case(case_id=ids["case"], reason="x", by=by),
    lambda by, ids: actions.add_member(
        case_id=ids["case"], member_id=UUID(by.id), reason="x", by=by
    ),
    lambda by, ids: actions.set_lead(case_id=ids["case"], member_id=UUID(by.id), reason="x", by=by),
    lambda by, ids: actions.remove_member(
        case_id=ids["case"], member_id=UUID(by.id), reason="x", by=by
    ),
    lambda by, ids: actions.write_report(case_id=ids["case"], title="x", by=by),
    lambda by, ids: actions.edit_report(
        report_id=ids["report"], version=1, revision=1, title="x", body="x", by=by
    ),
    lambda by, ids: actions.submit_report(report_id=ids["report"], version=1, revision=1, by=by),
    lambda by, ids: actions.sign_report(report_id=ids["report"], version=1, revision=1, by=by),
    lambda by, ids: actions.return_report(report_id=ids["report"], version=1, remarks="x", by=by),
    lambda by, ids: actions.withdraw_report(report_id=ids["report"], version=1, by=by),
    lambda by, ids: actions.new_version(report_id=ids["report"], by=by),
    lambda by, ids: actions.save_graph(
        case_id=ids["case"], title="x", places=[Place(ids["entity"], 0, 0)], by=by
    ),
    lambda by, ids: actions.remove_graph(graph_id=ids["graph"], by=by),
    lambda by, ids: actions.complete_task(task_id=ids["task"], by=by),
    lambda by, ids: actions.assign_task(task_id=ids["task"], assignee_id=UUID(by.id), by=by),
)


def hidden(office: Office) -> dict[str, Any]:
    """A case with everything in it, and the ids that lead to it."""
    case = office.open(members=("supervisor",))
    record = office.record()
    office.act(
        "agent", actions.add_subject, case_id=case.id, entity_id=record.entity_id,
        role="subject", why="x",
    )  # fmt: skip
    office.act("agent", actions.add_note, case_id=case.id, note="x")
    task = office.act("agent", actions.add_task, case_id=case.id, title="x")
    graph = office.act(
        "agent", actions.save_graph, case_id=case.id, title="x",
        places=[Place(record.entity_id, 0, 0)],
    )  # fmt: skip
    report = office.write(case, f"Known. {office.mark(record)}")
    office.submit(report)
    return {
        "case": case.id, "number": case.number, "task": task.id, "report": report.id,
        "entity": record.entity_id, "graph": graph.id,
    }  # fmt: skip


def absent() -> dict[str, Any]:
    return {
        "case": uuid4(), "number": numbers.draw(2026), "task": uuid4(), "report": uuid4(),
        "entity": uuid4(), "graph": uuid4(),
    }  # fmt: skip


def outcome(office: Office, who: str, act: Callable[..., Any], ids: dict[str, Any]) -> str:
    try:
        with as_viewer(office.cast.viewer(who)) as viewer:
            return f"answered {act(viewer, ids)!r}"
    except CaseloomError as error:
        return f"{type(error).__name__}: {error} {error.field}"


def test_every_answer_is_the_same_as_for_what_does_not_exist(office: Office) -> None:
    there, nowhere = hidden(office), absent()
    for who in (*OUTSIDE, "analyst"):
        for act in (*READS, *WRITES):
            told = outcome(office, who, act, there)
            assert told == outcome(office, who, act, nowhere)
            assert not told.startswith("answered")


def test_lists_and_counts_are_empty(office: Office) -> None:
    there = hidden(office)
    for who in ("outsider", "analyst"):
        assert office.ask(who, queries.cases).items == ()
        assert office.ask(who, queries.cases, text=there["number"]).items == ()
        assert office.ask(who, queries.tasks) == ()
        work = office.ask(who, queries.my_work)
        assert not any((work.cases, work.tasks, work.returned, work.to_review, work.deadlines))
        assert office.ask(who, queries.subjects_of, [there["entity"]]) == ()


@pytest.mark.parametrize("who", ["auditor", "administrator", "recruiter", "intake"])
def test_roles_that_read_no_cases_are_told_so_whatever_there_is(office: Office, who: str) -> None:
    there = hidden(office)
    for act in READS:
        with pytest.raises(NotAllowed), as_viewer(office.cast.viewer(who)) as viewer:
            act(viewer, there)
    with pytest.raises(NotAllowed):
        office.ask(who, queries.cases)
    assert office.ask(who, queries.subjects_of, [there["entity"]]) == ()


@pytest.mark.parametrize("table", TABLES)
def test_the_second_lock_holds_without_the_first(office: Office, table: str) -> None:
    hidden(office)
    for who in (*OUTSIDE, "analyst"):
        with as_viewer(office.cast.viewer(who)), connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), who
    with as_viewer(office.cast.agent), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] > 0


def test_a_row_cannot_be_put_into_a_hidden_case(office: Office) -> None:
    there = hidden(office)
    mine = office.open("outsider", members=())
    with (
        pytest.raises(Exception, match="same_scope"),
        as_viewer(office.cast.outsider),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO cases_note (id, case_id, scope, text, at, by)"
            " VALUES (gen_random_uuid(), %s, %s, 'x', now(), gen_random_uuid())",
            [there["case"], mine.scope],
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_what_an_outsider_opens_is_the_same_with_and_without_hidden_cases(office: Office) -> None:
    first = office.open("outsider", members=())
    for _ in range(5):
        office.open()
    second = office.open("outsider", members=())
    assert office.write(first, "x", "outsider").number == 1
    assert office.write(second, "x", "outsider").number == 1
    found = office.ask("outsider", queries.cases)
    assert [one.id for one in found.items] == [second.id, first.id]
    assert found.next is None
