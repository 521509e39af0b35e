"""What is done and seen in a case is on record, with the values under their own scopes."""

import json
from typing import Any

import pytest
from django.db import connection
from tests.cases.office import Office

from caseloom.access.actions import as_viewer
from caseloom.audit import actions as audit
from caseloom.cases import actions, queries
from caseloom.kernel.errors import Unavailable


def verbs(office: Office, who: str) -> list[str]:
    with as_viewer(office.cast.viewer(who)), connection.cursor() as cursor:
        cursor.execute(
            "SELECT verb FROM audit_event WHERE actor_id = %s ORDER BY id",
            [str(office.id(who))],
        )
        return [verb for (verb,) in cursor.fetchall()]


def test_each_act_and_each_look_is_an_event(office: Office) -> None:
    case, record = office.open(), office.record()
    office.act(
        "agent", actions.add_subject, case_id=case.id, entity_id=record.entity_id, role="subject",
        why="x",
    )  # fmt: skip
    office.act("agent", actions.add_note, case_id=case.id, note="x")
    report = office.write(case, f"Known. {office.mark(record)}")
    office.submit(report)
    office.sign(report)
    office.ask("supervisor", queries.case, case.id)
    office.ask("supervisor", queries.pdf, report.id)
    assert {
        "case.opened", "case.member_added", "scope.added", "scope.granted", "case.subject_added",
        "case.note_added", "report.written", "report.viewed", "report.submitted",
    } <= set(verbs(office, "agent"))  # fmt: skip
    assert {"report.viewed", "report.signed", "case.viewed", "report.printed"} <= set(
        verbs(office, "supervisor")
    )


def test_displayed_values_lie_under_the_scope_that_they_come_from(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, record = office.open(), office.record()
    report = office.write(case, f"Known. {office.mark(record)}")
    kept: dict[str, Any] = {}
    real = audit.record

    def listening(**given: Any) -> int:
        kept[given["verb"]] = given["shown"]
        return real(**given)

    monkeypatch.setattr(audit, "record", listening)
    office.read("agent", report)
    shown = kept["report.viewed"]
    assert set(shown) == {case.scope, record.scope}
    assert "Marisol Vega" in json.dumps(shown[record.scope])
    assert "Marisol Vega" not in json.dumps(shown[case.scope])


def test_no_audit_no_act(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    case = office.open()

    def refuse(**given: Any) -> int:
        raise Unavailable("The log cannot be written.")

    monkeypatch.setattr(audit, "record", refuse)
    with pytest.raises(Unavailable):
        office.act("agent", actions.add_note, case_id=case.id, note="x")
    with pytest.raises(Unavailable):
        office.ask("agent", queries.case, case.id)
    monkeypatch.undo()
    assert office.ask("agent", queries.notes, case.id) == ()
