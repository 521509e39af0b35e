"""A case on the terminal, from its opening to the signed report as PDF."""

from pathlib import Path

import pytest
from tests.cast import ADA, Cast
from tests.cli.commands.conftest import Terminal

OPEN = ("case", "open", "Blue Crane", "--type", "Fraud", "--predicate", "Wages in cash")
ABSENT = "6f9619ff-8b86-8d01-b42d-00c04fc964ff"


@pytest.fixture(scope="module")
def ada(database: object) -> tuple[str, str]:
    """Ada's entity id, and the id of the statement of her name."""
    cast = Cast()
    [record] = cast.records("agent", cast.scope("agency"), ADA)
    return str(record.entity_id), f"{record.id}.name.0"


@pytest.fixture
def case(terminal: Terminal) -> str:
    """The number of a new case of the agent, with the supervisor on it."""
    opened = terminal.json(*OPEN, "--authority", "5 U.S.C. 406", "--member", "supervisor")
    return str(opened["number"])


@pytest.fixture
def text(tmp_path: Path, ada: tuple[str, str]) -> Path:
    path = tmp_path / "report.md"
    path.write_text(f"The bookkeeper is Ada Byron [[s:{ada[1]}]].\n")
    return path


def test_opening_needs_what_justifies_it(terminal: Terminal) -> None:
    assert terminal.run(*OPEN).status == 2, "no legal authority"
    empty = terminal.run(*OPEN, "--authority", " ")
    assert empty.status == 2 and "legal authority" in empty.err
    refused = terminal.run(*OPEN, "--authority", "a law", who="auditor")
    assert refused.status == 1 and "case.open" in refused.err
    stranger = terminal.run(*OPEN, "--authority", "a law", "--member", "nobody")
    assert stranger.status == 1 and "nobody" in stranger.err


def test_who_is_not_on_it_cannot_tell_that_it_exists(terminal: Terminal, case: str) -> None:
    assert case in terminal.run("case", "list").out
    assert terminal.json("case", "list", who="outsider") == {"items": [], "next": None}
    assert "case open" in terminal.run("case", "list", who="outsider").out
    hidden = terminal.run("case", "show", case, who="outsider")
    assert hidden == terminal.run("case", "show", "2026-00000", who="outsider")
    assert (hidden.status, hidden.out) == (1, "")
    assert terminal.run("case", "note", case, "hello", who="outsider").err == hidden.err


def test_a_list_goes_on(terminal: Terminal, case: str) -> None:
    assert terminal.run(*OPEN, "--authority", "a law").status == 0
    first = terminal.json("case", "list", "--limit", "1")
    assert "More: --cursor" in terminal.run("case", "list", "--limit", "1").out
    after = terminal.json("case", "list", "--limit", "1", "--cursor", first["next"])
    assert after["items"][0]["number"] != first["items"][0]["number"]
    assert terminal.run("case", "list", "--state", "lost").status == 2


def test_subjects_and_notes(terminal: Terminal, case: str, ada: tuple[str, str]) -> None:
    add = ("case", "add-subject", case, ada[0], "--why", "signed the invoices")
    assert terminal.run(*add, "--statement", ada[1]).out == "Ada Byron: subject\n"
    assert terminal.run(*add).status == 1, "she has the role already"
    assert terminal.run(*add, "--role", "suspect").status == 2
    assert terminal.run("case", "add-subject", case, ABSENT, "--why", "x").status == 1
    assert terminal.run("case", "note", case, "The bank answers on Monday.").status == 0
    assert terminal.run("case", "note", case, " ").status == 2
    shown = terminal.json("case", "show", case)
    assert (shown["notes"], shown["subjects"][0]["why"]) == (1, "signed the invoices")
    assert "signed the invoices" in terminal.run("case", "show", case).out


def test_from_a_text_to_a_signed_pdf(
    terminal: Terminal, case: str, text: Path, tmp_path: Path
) -> None:
    report = terminal.json("case", "report", case, text, "--title", "Interview")["id"]
    text.write_text(text.read_text() + "\nShe said more.\n")
    saved = terminal.json("case", "report", case, text, "--report", report)
    assert (saved["id"], saved["title"]) == (report, "Interview")
    early = terminal.run("case", "sign", report, who="supervisor")
    assert early.status == 1, "it was not handed in"
    stale = terminal.run("case", "submit", report, "--revision", "1")
    assert stale.status == 1 and "saved this draft" in stale.err
    assert terminal.run("case", "submit", report).status == 0
    own = terminal.run("case", "sign", report)
    assert own.status == 1 and own.err
    signed = terminal.json("case", "sign", report, who="supervisor")
    assert (signed["state"], len(signed["hash"])) == ("signed", 64)
    out = tmp_path / "interview.pdf"
    assert terminal.run("case", "pdf", report, out).status == 0
    assert out.read_bytes().startswith(b"%PDF-")
    again = terminal.run("case", "pdf", report, out)
    assert again.status == 1 and "another name" in again.err
    assert terminal.run("case", "pdf", report, tmp_path / "x.pdf", who="outsider").status == 1
    assert not (tmp_path / "x.pdf").exists()


def test_a_report_that_cites_nothing_real_is_not_handed_in(
    terminal: Terminal, case: str, tmp_path: Path
) -> None:
    path = tmp_path / "wrong.md"
    path.write_text(f"He said so [[s:{ABSENT}.name.0]].\n")
    assert terminal.run("case", "report", case, path).status == 2, "a title is missing"
    report = terminal.json("case", "report", case, path, "--title", "Interview")["id"]
    refused = terminal.run("case", "submit", report)
    assert refused.status == 2 and refused.err
    path.write_bytes(b"\xff\xfe\x00")
    assert terminal.run("case", "report", case, path, "--report", report).status == 2
    assert terminal.run("case", "report", case, tmp_path / "no.md", "--title", "x").status == 1
