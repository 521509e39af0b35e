"""Reports: drafts that lose nothing, review by another, and what signing fixes."""

import json
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction
from tests.cases.office import Office
from tests.cast import Cast

from caseloom.access import actions as access_actions
from caseloom.access.actions import as_viewer
from caseloom.cases import actions, queries
from caseloom.cases.errors import Leak, LostUpdate, UnknownReport
from caseloom.cases.types import ReportSummary, marker
from caseloom.kernel.errors import Conflict, Invalid, NotAllowed
from caseloom.store import actions as store
from caseloom.workflow.errors import OwnWork


def edit(office: Office, who: str, report: ReportSummary, body: str, **more: Any) -> int:
    seen = office.read(who, report)
    given = {"version": seen.summary.version, "revision": seen.revision, "title": "T", **more}
    revision: int = office.act(who, actions.edit_report, report_id=report.id, body=body, **given)
    return revision


def give_back(office: Office, report: ReportSummary, who: str = "supervisor") -> None:
    office.act(who, actions.return_report, report_id=report.id, version=1, remarks="More.")


class TestDrafts:
    def test_a_save_over_anothers_is_refused_with_both_texts(self, office: Office) -> None:
        report = office.write(office.open(), "First.")
        edit(office, "supervisor", report, "Hers.", revision=1)
        with pytest.raises(LostUpdate) as refusal:
            edit(office, "agent", report, "His.", revision=1)
        told = refusal.value
        assert (told.body, told.your_body, told.revision) == ("Hers.", "His.", 2)
        assert edit(office, "agent", report, "Both.", revision=told.revision) == 3
        kept = office.ask("agent", queries.drafts, report.id, 1)
        assert [(revision, body) for revision, _, body in kept] == [
            (1, "First."), (2, "Hers."), (3, "Both."),
        ]  # fmt: skip

    def test_who_edits_becomes_a_contributor(self, office: Office) -> None:
        report = office.write(office.open(), "First.")
        edit(office, "supervisor", report, "Hers.")
        names = {name for _, name in office.read("agent", report).contributors}
        assert names == {"Ada Okafor", "Dana Lind"}

    def test_reports_count_within_their_case(self, office: Office) -> None:
        one, other = office.open(), office.open()
        assert [office.write(case, "x").number for case in (one, one, other)] == [1, 2, 1]
        listed = office.ask("supervisor", queries.reports, one.number)
        assert [report.number for report in listed] == [1, 2]

    @pytest.mark.parametrize("body", ["", "  \n "])
    def test_an_empty_report_is_not_submitted(self, office: Office, body: str) -> None:
        report = office.write(office.open(), body)
        with pytest.raises(Invalid, match="empty"):
            office.submit(report)

    def test_a_submitted_text_stands(self, office: Office) -> None:
        report = office.write(office.open(), "x")
        office.submit(report)
        with pytest.raises(Conflict, match="submitted"):
            edit(office, "agent", report, "changed")
        with pytest.raises(NotAllowed):
            office.act("supervisor", actions.withdraw_report, report_id=report.id, version=1)
        office.act("agent", actions.withdraw_report, report_id=report.id, version=1)
        edit(office, "agent", report, "changed")

    def test_what_is_submitted_is_what_was_seen(self, office: Office) -> None:
        report = office.write(office.open(), "x")
        edit(office, "supervisor", report, "y")
        with pytest.raises(LostUpdate):
            office.act("agent", actions.submit_report, report_id=report.id, version=1, revision=1)

    @pytest.mark.parametrize("body", ["a\x00b", "x" * 2_000_001])
    def test_a_text_that_cannot_be_kept_is_refused(self, office: Office, body: str) -> None:
        with pytest.raises(Invalid):
            office.write(office.open(), body)


class TestReview:
    def test_the_author_never_signs_or_returns(self, office: Office) -> None:
        case = office.open("supervisor", members=("agent",))
        report = office.write(case, "Mine.", "supervisor")
        office.submit(report, "supervisor")
        with pytest.raises(OwnWork):
            office.sign(report, "supervisor")
        with pytest.raises(OwnWork):
            give_back(office, report)

    def test_a_contributor_never_signs(self, office: Office) -> None:
        report = office.write(office.open(), "x")
        edit(office, "supervisor", report, "y")
        office.submit(report)
        with pytest.raises(OwnWork):
            office.sign(report, "supervisor")
        assert office.ask("supervisor", queries.my_work).to_review == ()

    def test_who_worked_on_version_one_does_not_sign_version_two(self, office: Office) -> None:
        case = office.open("supervisor", members=("agent",))
        office.act(
            "supervisor", actions.add_member, case_id=case.id, member_id=office.id("outsider"),
            reason="x",
        )  # fmt: skip
        report = office.write(case, "x", "agent")
        office.submit(report, "agent")
        office.sign(report, "supervisor")
        office.act("outsider", actions.new_version, report_id=report.id)
        assert {name for _, name in office.read("agent", report).contributors} == {
            "Ada Okafor", "Otto Sider",
        }  # fmt: skip

    @pytest.mark.parametrize("who", ["agent", "analyst"])
    def test_it_takes_the_permission(self, office: Office, who: str) -> None:
        report = office.write(office.open(members=("supervisor", "analyst")), "x")
        office.submit(report)
        with pytest.raises(NotAllowed):
            office.sign(report, who)

    def test_a_draft_is_not_signed(self, office: Office) -> None:
        report = office.write(office.open(), "x")
        with pytest.raises(Conflict, match="draft"):
            office.sign(report)

    def test_returning_needs_remarks(self, office: Office) -> None:
        report = office.write(office.open(), "x")
        office.submit(report)
        with pytest.raises(Invalid, match="remarks"):
            office.act(
                "supervisor", actions.return_report, report_id=report.id, version=1, remarks=" "
            )

    def test_what_is_signed_is_what_was_seen(self, office: Office) -> None:
        report = office.write(office.open(), "x")
        office.submit(report)
        with pytest.raises(LostUpdate):
            office.act(
                "supervisor", actions.sign_report, report_id=report.id, version=1, revision=7
            )

    def test_the_steps_offered_are_those_that_go_through(self, office: Office) -> None:
        report = office.write(office.open(), "x")
        assert [one.name for one in office.read("agent", report).steps] == ["submit"]
        office.submit(report)
        names = [one.name for one in office.read("supervisor", report).steps]
        assert names == ["return", "sign"]
        assert [one.name for one in office.read("agent", report).steps] == ["withdraw"]


class TestCitations:
    def test_a_stricter_source_is_refused_by_name_at_submission(self, office: Office) -> None:
        case = office.open(members=("supervisor", "outsider"))
        report = office.write(case, f"She is known. {office.mark(office.record())}")
        shown = office.read("agent", report)
        assert "Otto Sider on this case may not see" in shown.problems[0]
        with pytest.raises(Leak, match=r"Footnote 1 cites Person name from “Team fraud”"):
            office.submit(report)

    def test_a_sealed_source_is_refused_even_among_its_holders(self, office: Office) -> None:
        sealed = office.cast.sealed("supervisor")
        record = office.cast.records("supervisor", sealed, ("p", "Person", {"name": ["X"]}))[0]
        case = office.open("supervisor", members=())
        report = office.write(case, f"X. {office.mark(record, who='supervisor')}", "supervisor")
        with pytest.raises(Leak, match="is sealed"):
            office.submit(report, "supervisor")

    def test_what_cannot_be_seen_and_what_does_not_exist_are_refused_alike(
        self, office: Office
    ) -> None:
        hidden = office.record().id
        case = office.open("outsider", members=())
        told = []
        for record in (hidden, uuid4()):
            report = office.write(case, f"X. {marker(f'{record}.name.0')}", "outsider")
            with pytest.raises(Invalid) as refusal:
                office.submit(report, "outsider")
            told.append(str(refusal.value))
        assert told[0] == told[1]

    def test_a_broken_marker_is_refused(self, office: Office) -> None:
        report = office.write(office.open(), "X. [[s:oops]]")
        with pytest.raises(Invalid, match=r"\[\[s:oops\]\]” is not a citation"):
            office.submit(report)

    def test_a_retraction_between_submission_and_signature_is_found(self, office: Office) -> None:
        record = office.record()
        report = office.write(office.open(), f"She is known. {office.mark(record)}")
        office.submit(report)
        office.act("analyst", store.retract, record_ids=[record.id], reason="wrong person")
        with pytest.raises(Invalid, match="retracted"):
            office.sign(report)

    def test_who_left_the_agency_holds_nothing_up(self, office: Office) -> None:
        case = office.open(members=("supervisor", "outsider"))
        report = office.write(case, f"She is known. {office.mark(office.record())}")
        with pytest.raises(Leak):
            office.submit(report)
        office.act(
            "administrator", access_actions.deactivate_person, person_id=office.id("outsider"),
            reason="left",
        )  # fmt: skip
        assert office.submit(report).state == "submitted"

    def test_a_value_that_is_lost_to_a_reader_is_withheld_from_him(self, office: Office) -> None:
        record = office.record()
        report = office.write(office.open(members=("supervisor", "analyst")),
                              f"She is known. {office.mark(record)}")  # fmt: skip
        office.submit(report)
        office.sign(report)
        with as_viewer(office.cast.administrator) as by:
            access_actions.revoke(
                scope_id=office.cast.scope("team:fraud"), person_id=office.id("analyst"),
                reason="moved", by=by,
            )  # fmt: skip
        whole, cut = office.read("agent", report), office.read("analyst", report)
        assert whole.citations[0].statement is not None
        assert cut.citations[0].statement is None
        assert "Marisol" in json.dumps(dict(whole.frozen or {}))
        assert "Marisol" not in json.dumps(dict(cut.frozen or {}))
        assert office.ask("agent", queries.pdf, report.id) != office.ask(
            "analyst", queries.pdf, report.id
        )


class TestSigned:
    def signed(self, office: Office) -> ReportSummary:
        report = office.write(office.open(), f"She is known. {office.mark(office.record())}")
        office.submit(report)
        return office.sign(report)

    def test_the_hash_is_that_of_the_frozen_account(self, office: Office) -> None:
        report = self.signed(office)
        with as_viewer(office.cast.agent), connection.cursor() as cursor:
            cursor.execute(
                "SELECT frozen, hash FROM cases_version WHERE report_id = %s", [report.id]
            )
            frozen, kept = cursor.fetchone()
        assert sha256(frozen.encode()).hexdigest() == kept == report.hash
        account = json.loads(frozen)
        (note,) = account["notes"]
        assert (note["value"], note["citation"]["row"]) == ("Marisol Vega", 2)
        assert note["scope"] == "team:fraud"
        assert account["signer"]["name"] == "Dana Lind"
        assert account["report"]["body"].startswith("She is known.")

    def test_it_shows_no_number_that_counts(self, office: Office) -> None:
        def numbers(value: Any) -> set[str]:
            if isinstance(value, dict):
                named = {str(name) for name, one in value.items() if isinstance(one, int)}
                return named.union(*map(numbers, value.values()))
            return set().union(*map(numbers, value)) if isinstance(value, list) else set()

        frozen = office.read("agent", self.signed(office)).frozen
        assert numbers(dict(frozen or {})) == {"number", "version", "row"}

    def test_a_later_retraction_changes_nothing_in_it(self, office: Office) -> None:
        record = office.record()
        report = office.write(office.open(), f"She is known. {office.mark(record)}")
        office.submit(report)
        office.sign(report)
        before = office.ask("agent", queries.pdf, report.id)
        office.act("analyst", store.retract, record_ids=[record.id], reason="wrong person")
        assert office.ask("agent", queries.pdf, report.id) == before
        shown = office.read("agent", report).citations[0].statement
        assert shown is not None and shown.value == "Marisol Vega"

    def test_nothing_moves_it_any_more(self, office: Office) -> None:
        report = self.signed(office)
        with pytest.raises(Conflict, match="new version"):
            edit(office, "agent", report, "changed")
        with pytest.raises(Conflict):
            office.submit(report)
        with pytest.raises(Conflict):
            office.sign(report)
        with pytest.raises(Conflict):
            give_back(office, report)

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE cases_version SET body = 'else'",
            "UPDATE cases_version SET hash = NULL, frozen = NULL, signed_by = NULL,"
            " signed_at = NULL",
            "UPDATE cases_version SET contributors = '{}'",
            "DELETE FROM cases_version",
            "TRUNCATE cases_version CASCADE",
            "UPDATE cases_draft SET body = 'else'",
        ],
    )
    def test_not_even_by_sql(self, office: Office, sql: str) -> None:
        self.signed(office)
        with (
            as_viewer(office.cast.agent),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)

    @pytest.mark.parametrize("signer", ["agent", "supervisor"])
    def test_sql_signs_nothing(self, office: Office, signer: str) -> None:
        report = office.write(office.open(), "x")
        office.submit(report)
        with (
            as_viewer(office.cast.viewer(signer)),
            pytest.raises(DatabaseError, match=r"his own|was not signed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "UPDATE cases_version SET frozen = '{}', signed_at = now(), signed_by = %s,"
                " hash = encode(sha256('{}'), 'hex') WHERE report_id = %s",
                [office.id(signer), report.id],
            )

    def test_the_next_version_begins_with_the_last_ones_text(self, office: Office) -> None:
        report = self.signed(office)
        made = office.act("agent", actions.new_version, report_id=report.id)
        assert (made.version, made.state, made.hash) == (2, "draft", None)
        assert office.read("agent", report, 2).body == office.read("agent", report, 1).body
        with pytest.raises(Conflict, match="Version 2 is not signed"):
            office.act("agent", actions.new_version, report_id=report.id)
        with pytest.raises(UnknownReport):
            office.read("agent", report, 3)


def test_not_even_the_owner_of_the_tables_changes_what_was_signed(
    committed: object, cast: Cast
) -> None:
    office = Office(cast)
    case = office.open()
    report = office.write(case, "x")
    office.submit(report)
    office.sign(report)
    for sql in ("UPDATE cases_version SET body = 'else'", "DELETE FROM cases_version"):
        with (
            pytest.raises(DatabaseError, match="signed one never changed"),
            transaction.atomic("owner"),
            connections["owner"].cursor() as cursor,
        ):
            cursor.execute("SELECT set_config('caseloom.scopes', %s, true)", [f"{{{case.scope}}}"])
            cursor.execute(sql)
