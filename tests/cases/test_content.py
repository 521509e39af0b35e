"""Subjects, notes and tasks."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from tests.cases.office import PERSON, Office

from caseloom.access.actions import as_viewer
from caseloom.cases import actions, queries
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, Invalid, NotFound
from caseloom.resolve import actions as resolve


class TestSubjects:
    def test_a_subject_shows_who_and_why_with_its_source(self, office: Office) -> None:
        case, record = office.open(), office.record()
        office.act(
            "agent", actions.add_subject, case_id=case.id, entity_id=record.entity_id,
            role="witness", why="Paid the wages.", sources=[office.statement(record).id],
        )  # fmt: skip
        (subject,) = office.ask("supervisor", queries.case, case.id).subjects
        assert (subject.caption, subject.role, subject.why) == (
            "Marisol Vega", "witness", "Paid the wages.",
        )  # fmt: skip
        assert [one.value for one in subject.sources] == ["Marisol Vega"]
        found = office.ask("supervisor", queries.subjects_of, [record.entity_id, uuid4()])
        assert [(one.case_number, one.role) for one in found] == [(case.number, "witness")]
        assert office.ask("outsider", queries.subjects_of, [record.entity_id]) == ()

    def test_members_see_of_it_only_what_they_may(self, office: Office) -> None:
        case, record = office.open(), office.record()
        office.act(
            "agent", actions.add_member, case_id=case.id, member_id=office.id("outsider"),
            reason="help",
        )  # fmt: skip
        office.act(
            "agent", actions.add_subject, case_id=case.id, entity_id=record.entity_id,
            role="subject", why="Runs it.", sources=[office.statement(record).id],
        )  # fmt: skip
        (subject,) = office.ask("outsider", queries.case, case.id).subjects
        assert (subject.caption, subject.sources, subject.withheld) == (None, (), 1)
        assert "Unnamed added as subject" in {
            one.text for one in office.ask("outsider", queries.timeline, case.id)
        }

    def test_a_hidden_entity_is_as_absent_as_an_absent_one(self, office: Office) -> None:
        mine = office.open("outsider", members=())
        told = []
        for entity in (office.record().entity_id, uuid4()):
            with pytest.raises(NotFound) as refusal:
                office.act(
                    "outsider", actions.add_subject, case_id=mine.id, entity_id=entity,
                    role="subject", why="x",
                )  # fmt: skip
            told.append(str(refusal.value))
        assert told[0] == told[1]

    def test_hidden_and_invented_sources_are_refused_alike(self, office: Office) -> None:
        hidden = office.statement(office.record()).id
        seen = office.record("agency", ("p-2", "Person", {"name": ["Teo"]}), who="outsider")
        mine = office.open("outsider", members=())
        told = []
        for source in (hidden, f"{uuid4()}.name.0", "nonsense"):
            with pytest.raises(Invalid) as refusal:
                office.act(
                    "outsider", actions.add_subject, case_id=mine.id, entity_id=seen.entity_id,
                    role="subject", why="x", sources=[source],
                )  # fmt: skip
            told.append(str(refusal.value))
        assert len(set(told)) == 1

    def test_a_role_is_had_once_and_ends_with_a_reason(self, office: Office) -> None:
        case, record = office.open(), office.record()
        given = {"case_id": case.id, "entity_id": record.entity_id, "why": "x"}
        subject = office.act("agent", actions.add_subject, role="subject", **given)
        with pytest.raises(Conflict, match="role in the case already"):
            office.act("agent", actions.add_subject, role="subject", **given)
        office.act("agent", actions.add_subject, role="victim", **given)
        end = {"case_id": case.id, "subject_id": subject.id}
        with pytest.raises(Invalid):
            office.act("agent", actions.remove_subject, reason="", **end)
        office.act("agent", actions.remove_subject, reason="Mistaken identity.", **end)
        with pytest.raises(NotFound):
            office.act("agent", actions.remove_subject, reason="again", **end)
        left = office.ask("agent", queries.case, case.id).subjects
        assert [one.role for one in left] == ["victim"]
        with pytest.raises(Invalid, match="witness"):
            office.act("agent", actions.add_subject, role="villain", **given)


class TestNotes:
    def test_a_note_is_corrected_by_another(self, office: Office) -> None:
        case = office.open()
        first = office.act("agent", actions.add_note, case_id=case.id, note="Came at 9.")
        office.act("agent", actions.add_note, case_id=case.id, note="At 10.", corrects=first.id)
        shown = office.ask("supervisor", queries.notes, case.id)
        assert [(one.text, one.corrects) for one in shown] == [
            ("At 10.", first.id), ("Came at 9.", None),
        ]  # fmt: skip

    def test_a_note_of_another_case_is_not_corrected_here(self, office: Office) -> None:
        one, other = office.open(), office.open()
        note = office.act("agent", actions.add_note, case_id=one.id, note="x")
        with pytest.raises(NotFound):
            office.act("agent", actions.add_note, case_id=other.id, note="y", corrects=note.id)

    @pytest.mark.parametrize(
        "sql", ["UPDATE cases_note SET text = 'else'", "DELETE FROM cases_note"]
    )
    def test_a_note_stays_as_it_is(self, office: Office, sql: str) -> None:
        case = office.open()
        office.act("agent", actions.add_note, case_id=case.id, note="x")
        with (
            as_viewer(office.cast.agent),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


class TestTasks:
    def test_urgent_ones_come_first_and_done_ones_last(self, office: Office) -> None:
        case = office.open()
        start = datetime(2026, 5, 1, tzinfo=UTC)
        with clock.freeze(start):
            for title, days in (("late", 9), ("soon", 1), ("whenever", None), ("finished", 2)):
                due = start + timedelta(days=days) if days else None
                office.act("agent", actions.add_task, case_id=case.id, title=title, due_at=due)
        done = next(
            one for one in office.ask("agent", queries.tasks, case.id) if one.title == "finished"
        )
        office.act("agent", actions.complete_task, task_id=done.id)
        with clock.freeze(start + timedelta(days=5)):
            shown = office.ask("supervisor", queries.tasks, case.id)
        assert [(one.title, one.overdue) for one in shown] == [
            ("soon", True), ("late", False), ("whenever", False), ("finished", False),
        ]  # fmt: skip

    def test_goes_only_to_somebody_on_the_case(self, office: Office) -> None:
        case = office.open()
        with pytest.raises(Invalid, match="on the case"):
            office.act(
                "agent", actions.add_task, case_id=case.id, title="x",
                assignee_id=office.id("outsider"),
            )  # fmt: skip
        task = office.act("agent", actions.add_task, case_id=case.id, title="x")
        office.act(
            "agent", actions.assign_task, task_id=task.id, assignee_id=office.id("supervisor")
        )
        assert [one.id for one in office.ask("supervisor", queries.my_work).tasks] == [task.id]
        assert office.ask("agent", queries.my_work).tasks == ()

    def test_is_done_once_and_taken_up_again(self, office: Office) -> None:
        case = office.open()
        task = office.act("agent", actions.add_task, case_id=case.id, title="x")
        office.act("agent", actions.complete_task, task_id=task.id)
        with pytest.raises(Conflict, match="Possible now: Take up again"):
            office.act("agent", actions.complete_task, task_id=task.id)
        office.act("agent", actions.resume_task, task_id=task.id)
        with pytest.raises(Invalid, match="reason"):
            office.act("agent", actions.cancel_task, task_id=task.id, reason="")
        assert office.act(
            "agent", actions.cancel_task, task_id=task.id, reason="Moot."
        ).state == "cancelled"  # fmt: skip

    def test_a_hidden_task_is_as_absent_as_an_absent_one(self, office: Office) -> None:
        case = office.open()
        task = office.act("agent", actions.add_task, case_id=case.id, title="x")
        told = []
        for one in (task.id, uuid4()):
            with pytest.raises(NotFound) as refusal:
                office.act("outsider", actions.complete_task, task_id=one)
            told.append(str(refusal.value))
        assert told[0] == told[1]

    def test_a_due_date_needs_a_zone(self, office: Office) -> None:
        case = office.open()
        naive = datetime(2026, 5, 1)  # noqa: DTZ001 - the mistake that is tested
        with pytest.raises(Invalid, match="time zone"):
            office.act("agent", actions.add_task, case_id=case.id, title="x", due_at=naive)


def test_the_timeline_tells_everything_newest_first(office: Office) -> None:
    case, record = office.open(), office.record()
    office.act(
        "agent", actions.add_subject, case_id=case.id, entity_id=record.entity_id, role="subject",
        why="x",
    )  # fmt: skip
    office.act("agent", actions.add_note, case_id=case.id, note="Seen at the harbor.")
    task = office.act("agent", actions.add_task, case_id=case.id, title="Call")
    office.act("agent", actions.complete_task, task_id=task.id)
    report = office.write(case, "Text.")
    office.submit(report)
    office.act("supervisor", actions.return_report, report_id=report.id, version=1, remarks="More.")
    shown = office.ask("supervisor", queries.timeline, case.number)
    assert [one.at for one in shown] == sorted((one.at for one in shown), reverse=True)
    assert {one.kind for one in shown} == {
        "case.opened", "case.member_added", "case.subject_added", "case.note_added", "task.added",
        "task.completed", "report.written", "report.submitted", "report.returned",
    }  # fmt: skip
    returned = next(one for one in shown if one.kind == "report.returned")
    assert (returned.by_name, returned.detail) == ("Dana Lind", "More.")
    assert PERSON[2]["name"][0] + " added as subject" in {one.text for one in shown}


def test_a_subject_is_shown_as_the_whole_entity_that_it_was_judged_to_be(office: Office) -> None:
    case = office.open()
    scope = office.cast.scope("team:fraud")
    bare, full = office.cast.records(
        "agent", scope, ("a", "LegalEntity", {"name": ["M. V."]}),
        ("b", "Person", {"name": ["M. V."], "birthDate": ["1987-03-14"]}),
    )  # fmt: skip
    office.act(
        "agent", actions.add_subject, case_id=case.id, entity_id=bare.entity_id, role="subject",
        why="x",
    )  # fmt: skip
    assert office.ask("agent", queries.case, case.id).subjects[0].schema == "LegalEntity"
    office.act(
        "agent", resolve.decide, left=bare.entity_id, right=full.entity_id, verdict="same",
        reason="one passport",
    )  # fmt: skip
    assert office.ask("agent", queries.case, case.id).subjects[0].schema == "Person"
    with pytest.raises(Conflict, match="has that role"):
        office.act(
            "agent", actions.add_subject, case_id=case.id, entity_id=full.entity_id,
            role="subject", why="y",
        )  # fmt: skip
