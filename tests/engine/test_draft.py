"""A drafted mapping loads, runs, and says what a person should check."""

from pathlib import Path

import pytest
import yaml
from tests.engine.test_job import run

from caseloom.engine import draft, mapping, sniff

PEOPLE = (
    "Personalnummer;Nachname;Vorname;Geburtsdatum;Telefon;E-Mail;Firma;Kennzeichen;Unklar\n"
    "7;Müller;Jörg;31.12.1975;+49 30 1234567;j.mueller@example.com;Acme GmbH;B-AB 123;?\n"
    "8;Lee;Ann;01.02.1980;+49 30 7654321;ann@example.com;Acme GmbH;;!\n"
)
CALLS = "from,to,timestamp,duration\n+17029191300,+17029191301,2020-01-31 10:00:00,12\n"


def test_a_german_list_of_people(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    text = draft.draft_text(tmp_path / "people.csv")
    assert "Unklar: not recognised, not used (e.g. ?)" in text
    made = yaml.safe_load(text)
    assert made == draft.draft(tmp_path / "people.csv")
    person = made["queries"][0]["entities"]["person"]
    assert person["key"] == "Personalnummer"
    assert person["properties"]["name"] == {"columns": ["Vorname", "Nachname"], "join": " "}
    assert person["properties"]["birthDate"]["format"] == ["%d.%m.%Y", "iso"]
    result, rows = run(tmp_path, text)
    assert result.rejected == 0
    schemata = sorted(r["schema"] for r in rows)
    assert schemata == [
        "Company", "Employment", "Employment", "Ownership", "Person", "Person", "Vehicle",
    ]  # fmt: skip
    joerg = next(r for r in rows if r["origin_id"] == "7")
    assert joerg["properties"]["name"] == ["Jörg Müller"]
    assert joerg["properties"]["birthDate"] == ["1975-12-31"]


def test_calls_between_phones(tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text(CALLS, encoding="utf-8")
    _, rows = run(tmp_path, draft.draft_text(tmp_path / "calls.csv"))
    call = next(r for r in rows if r["schema"] == "Call")
    assert call["properties"]["duration"] == ["12"]
    assert call["properties"]["date"] == ["2020-01-31T10:00:00"]
    assert sorted(r["schema"] for r in rows) == ["Call", "PhoneAccount", "PhoneAccount"]


def test_day_and_month_that_cannot_be_told_apart_are_to_be_checked(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,dob\nAnn,01/02/1980\nBob,03/04/1981\n", "utf-8")
    assert "day and month can't be told apart" in draft.draft_text(tmp_path / "a.csv")
    (tmp_path / "a.csv").write_text("name,dob\nAnn,01/02/1980\nBob,03/14/1981\n", "utf-8")
    text = draft.draft_text(tmp_path / "a.csv")
    assert "told apart" not in text
    assert "%m/%d/%Y" in text


@pytest.mark.parametrize(
    ("header", "values", "what"),
    [
        ("x", ["DE89370400440532013000"], "iban"),
        ("x", ["ann@example.com", "bob@example.com"], "email"),
        ("x", ["+1 702 919 1300"], "phone"),
        ("x", ["31.12.1980", "1.1.1981"], "date"),
        ("x", ["1HGCM82633A004352"], "vin"),
        ("x", ["1,234.50", "12.00"], "amount"),
        ("Apellidos", [], "last"),
        ("Дата рождения", [], "birth"),
        ("dateOfBirth", [], "birth"),
        ("x", ["abc"], None),
        ("x", [], None),
    ],
)
def test_columns_are_recognised(header: str, values: list[str], what: str | None) -> None:
    found = sniff.guess(header, values)
    assert (found.what if found else None) == what


def test_ftm_entities_need_no_mapping(tmp_path: Path) -> None:
    line = '{"id": "a", "schema": "Person", "properties": {"name": ["Ann"]}}\n'
    (tmp_path / "a.ftm.json").write_text(line, encoding="utf-8")
    assert draft.draft(tmp_path / "a.ftm.json") == {"queries": [{"ftm_url": "a.ftm.json"}]}


def test_every_draft_of_an_odd_table_loads(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x\n1\n", encoding="utf-8")
    assert mapping.load(draft.draft(tmp_path / "a.csv")).queries[0].entities
