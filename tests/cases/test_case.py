"""Opening, describing, moving and confining a case."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from tests.cases.office import Office

from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.cases import actions, queries
from caseloom.cases.errors import UnknownCase
from caseloom.kernel import numbers
from caseloom.kernel.errors import Conflict, Invalid, NotAllowed


class TestOpening:
    def test_gives_a_number_a_scope_and_its_people(self, office: Office) -> None:
        case = office.open()
        assert numbers.is_number(case.number)
        assert (case.state, case.confinement) == ("opened", "ordinary")
        whole = office.ask("supervisor", queries.case, case.number)
        assert [(one.name, one.role) for one in whole.members] == [
            ("Ada Okafor", "lead"), ("Dana Lind", "member"),
        ]  # fmt: skip
        with as_viewer(office.cast.agent) as viewer:
            assert access.scope(viewer, case.scope).kind == "case"

    def test_another_may_lead_it(self, office: Office) -> None:
        case = office.open("supervisor", members=(), lead_id=office.id("agent"))
        assert case.lead_name == "Ada Okafor"
        whole = office.ask("agent", queries.case, case.id)
        assert {one.name for one in whole.members} == {"Ada Okafor", "Dana Lind"}

    @pytest.mark.parametrize("field", ["title", "type", "predicate", "legal_authority"])
    @pytest.mark.parametrize("value", ["", "  ", "a\x00b"])
    def test_names_what_is_missing(self, office: Office, field: str, value: str) -> None:
        given = dict.fromkeys(("title", "type", "predicate", "legal_authority"), "x")
        with pytest.raises(Invalid) as refusal:
            office.act("agent", actions.open_case, **{**given, field: value})
        assert refusal.value.field == field

    @pytest.mark.parametrize(
        "who", ["analyst", "intake", "recruiter", "records_officer", "auditor", "administrator"]
    )
    def test_is_for_agents_and_supervisors(self, office: Office, who: str) -> None:
        with pytest.raises(NotAllowed):
            office.open(who, members=())

    def test_is_not_for_machines(self, office: Office) -> None:
        robot = replace(office.cast.agent, kind="machine")
        with as_viewer(robot) as by, pytest.raises(NotAllowed, match="person"):
            actions.open_case(title="x", type="x", predicate="x", legal_authority="x", by=by)

    @pytest.mark.parametrize("who", ["administrator", "auditor", "recruiter", "intake"])
    def test_takes_only_people_who_read_cases(self, office: Office, who: str) -> None:
        with pytest.raises(Invalid, match="do not read cases"):
            office.open(members=(who,))

    def test_a_taken_number_is_drawn_again_even_when_hidden(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hidden = office.open("outsider", members=())
        free = "2026-000000"
        draws = iter([hidden.number, hidden.number, free])
        monkeypatch.setattr(numbers, "draw", lambda year, length: next(draws))
        assert office.open().number == free


class TestEditing:
    def test_changes_what_is_given_and_keeps_the_rest(self, office: Office) -> None:
        case = office.open()
        office.act(
            "agent", actions.edit_case, case_id=case.id, predicate="A fourth clerk came.",
            reason="new facts",
        )  # fmt: skip
        whole = office.ask("agent", queries.case, case.id)
        assert whole.predicate == "A fourth clerk came."
        assert (whole.summary.title, whole.legal_authority) == (case.title, "5 U.S.C. § 406")

    def test_needs_a_reason(self, office: Office) -> None:
        case = office.open()
        with pytest.raises(Invalid, match="reason"):
            office.act("agent", actions.edit_case, case_id=case.id, title="New", reason=" ")
        assert office.ask("agent", queries.case, case.id).summary.title == case.title


class TestMoving:
    def close(self, office: Office, case: Any) -> None:
        office.act(
            "agent", actions.move_case, case_id=case.id, step="close", reason="Nothing found.",
            given={"outcome": "unfounded"},
        )  # fmt: skip

    def test_closed_work_is_refused_until_reopened(self, office: Office) -> None:
        case = office.open()
        self.close(office, case)
        assert office.ask("agent", queries.case, case.id).outcome == "unfounded"
        for verb, given in (
            (actions.add_note, {"note": "x"}),
            (actions.add_task, {"title": "x"}),
            (actions.write_report, {"title": "x"}),
            (actions.edit_case, {"title": "x", "reason": "x"}),
        ):
            with pytest.raises(Conflict, match="closed"):
                office.act("agent", verb, case_id=case.id, **given)
        office.act("agent", actions.move_case, case_id=case.id, step="reopen", reason="A letter.")
        office.act("agent", actions.add_note, case_id=case.id, note="Again.")

    def test_open_tasks_and_reports_in_review_hold_it_open(self, office: Office) -> None:
        case = office.open()
        task = office.act("agent", actions.add_task, case_id=case.id, title="Call her")
        with pytest.raises(Conflict, match="Open tasks: 1"):
            self.close(office, case)
        office.act("agent", actions.complete_task, task_id=task.id)
        report = office.write(case, "Nothing.")
        office.submit(report)
        with pytest.raises(Conflict, match="waits for review"):
            self.close(office, case)
        office.sign(report)
        self.close(office, case)


class TestConfinement:
    def test_a_restricted_case_is_its_leads_to_fill(self, office: Office) -> None:
        case = office.open(members=("analyst",), restricted=True)
        assert case.confinement == "restricted"
        with pytest.raises(NotAllowed):
            office.act(
                "analyst", actions.add_member, case_id=case.id,
                member_id=office.id("supervisor"), reason="help",
            )  # fmt: skip
        with pytest.raises(NotAllowed):
            office.act("analyst", actions.lift_restriction, case_id=case.id, reason="x")
        office.act("agent", actions.lift_restriction, case_id=case.id, reason="No need.")

    def test_sealing_cuts_it_down_and_out_of_every_machines_sight(self, office: Office) -> None:
        case = office.open(members=("supervisor", "analyst"))
        with as_viewer(office.cast.agent):
            assert case.scope in access.machine("nightly", "test").scopes
        sealed = office.act(
            "supervisor", actions.seal_case, case_id=case.id, keep=[office.id("agent")],
            reason="A witness is at risk.",
        )  # fmt: skip
        assert sealed.confinement == "sealed"
        with pytest.raises(UnknownCase):
            office.ask("analyst", queries.case, case.id)
        assert office.ask("agent", queries.case, case.id).summary.confinement == "sealed"
        with as_viewer(office.cast.agent):
            assert case.scope not in access.machine("nightly", "test").scopes
        with pytest.raises(NotAllowed):
            office.act(
                "agent", actions.add_member, case_id=case.id, member_id=office.id("analyst"),
                reason="back",
            )  # fmt: skip
        office.act("supervisor", actions.unseal_case, case_id=case.id, reason="Safe now.")
        with as_viewer(office.cast.agent):
            assert case.scope in access.machine("nightly", "test").scopes
        assert office.ask("agent", queries.case, case.id).summary.confinement == "restricted"

    def test_sealing_is_a_supervisors_on_the_case(self, office: Office) -> None:
        case = office.open(members=())
        with pytest.raises(NotAllowed):
            office.act("agent", actions.seal_case, case_id=case.id, keep=[], reason="x")
        with pytest.raises(UnknownCase):
            office.act("supervisor", actions.seal_case, case_id=case.id, keep=[], reason="x")

    def test_only_members_can_be_kept(self, office: Office) -> None:
        case = office.open()
        with pytest.raises(Invalid, match="Not on the case: 1"):
            office.act(
                "supervisor", actions.seal_case, case_id=case.id,
                keep=[office.id("outsider")], reason="x",
            )  # fmt: skip

    def test_a_scope_that_is_not_held_cannot_be_sealed_by_sql(self, office: Office) -> None:
        case = office.open(members=())
        with as_viewer(office.cast.supervisor), connection.cursor() as cursor:
            cursor.execute("SELECT caseloom_confine_scope(%s, true)", [case.scope])
            assert cursor.fetchone() == (False,)


class TestList:
    def test_filters_and_pages_in_order(self, office: Office) -> None:
        made = [office.open(members=()) for _ in range(5)]
        office.act("agent", actions.move_case, case_id=made[0].id, step="activate")
        office.act(
            "agent", actions.edit_case, case_id=made[1].id, title="Harbor Logistics",
            type="Corruption", reason="x",
        )  # fmt: skip

        def numbers_of(**filters: Any) -> list[str]:
            return [one.number for one in office.ask("agent", queries.cases, **filters).items]

        assert numbers_of(state="active") == [made[0].number]
        assert numbers_of(text="harbor log") == [made[1].number]
        assert numbers_of(text=made[2].number) == [made[2].number]
        assert numbers_of(type="corruption") == [made[1].number]
        assert numbers_of(lead_id=office.id("supervisor")) == []
        with pytest.raises(Invalid, match="opened, active"):
            numbers_of(state="gone")

        seen, cursor = [], None
        while True:
            page = office.ask("agent", queries.cases, cursor=cursor, limit=2)
            seen += [one.number for one in page.items]
            if (cursor := page.next) is None:
                break
        assert seen == [one.number for one in reversed(made)]

    @pytest.mark.parametrize("text", ["%", "_", "'; DROP TABLE cases_case; --", "\x00", "\\"])
    def test_any_text_is_taken_as_text(self, office: Office, text: str) -> None:
        case = office.open()
        found = office.ask("agent", queries.cases, text=text).items
        assert [one.id for one in found] == ([case.id] if text == "\x00" else [])
