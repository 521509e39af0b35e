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


def test_a_report_is_returned_read_taken_back_signed_and_revised(
    terminal: Terminal, case: str, text: Path
) -> None:
    report = terminal.json("case", "report", case, text, "--title", "Interview")["id"]
    assert terminal.run("case", "submit", report).status == 0
    assert terminal.run("case", "withdraw", report).status == 0
    assert terminal.json("case", "read", report)["summary"]["state"] == "draft"
    assert terminal.run("case", "submit", report).status == 0
    assert terminal.run("case", "return", report).status == 2, "without remarks"
    remarks = ("--remarks", "Say who paid.")
    assert terminal.run("case", "return", report, *remarks).status == 1, "one's own"
    back = terminal.json("case", "return", report, *remarks, who="supervisor")
    assert back["state"] == "returned"
    read = terminal.run("case", "read", report).out
    assert "Dana Lind" in read and "Say who paid." in read, "the remark"
    assert "[1] Ada Byron (" in read, "the note"
    assert terminal.run("case", "submit", report).status == 0
    assert terminal.run("case", "revise", report).status == 1, "it is not signed"
    signed = terminal.json("case", "sign", report, who="supervisor")
    assert signed["hash"] in terminal.run("case", "read", report).out
    assert terminal.json("case", "revise", report)["version"] == 2
    assert terminal.json("case", "read", report, "--version", "1")["summary"]["state"] == "signed"
    hidden = terminal.run("case", "read", report, who="outsider")
    assert hidden == terminal.run("case", "read", ABSENT, who="outsider")


def test_who_is_on_a_case(terminal: Terminal, case: str) -> None:
    reason = ("--reason", "helps out")
    added = terminal.json("case", "add-member", case, "analyst", *reason)
    assert (added["name"], added["role"]) == ("Ana Lyst", "member")
    assert case in terminal.run("case", "list", who="analyst").out
    assert terminal.run("case", "add-member", case, "analyst", *reason).status == 1, "is on it"
    assert terminal.run("case", "add-member", case, "auditor", *reason).status == 2, "no reader"
    assert terminal.run("case", "add-member", case, "nobody", *reason).status == 1
    assert terminal.run("case", "remove-member", case, "agent", *reason).status == 1, "the lead"
    assert (
        terminal.run("case", "lead", case, "analyst", *reason).out == "Ana Lyst leads the case.\n"
    )
    gone = terminal.json("case", "remove-member", case, "agent", *reason, who="analyst")
    assert gone["username"] == "agent"
    assert terminal.run("case", "show", case).status == 1


def test_a_case_moves_on_and_is_described(terminal: Terminal, case: str) -> None:
    assert terminal.json("case", "move", case, "activate")["state"] == "active"
    assert terminal.run("case", "move", case, "suspend").status == 2, "without a reason"
    assert terminal.run("case", "move", case, "suspend", "--reason", "waits").status == 0
    assert terminal.run("case", "move", case, "vanish").status == 2
    again = ("case", "edit", case, "--title", "Two cranes", "--reason", "a second firm")
    assert terminal.json(*again)["title"] == "Two cranes"
    assert terminal.run(*again[:-2]).status == 2, "without a reason"
    told = terminal.run("case", "timeline", case).out
    assert "Two cranes" in terminal.run("case", "list").out and "waits" in told
    assert terminal.json("case", "timeline", case)[0]["by_name"] == "Ada Okafor"
    assert terminal.run("case", "move", case, "activate", "--reason", "go on").status == 0
    assert terminal.run("case", "move", case, "close", who="supervisor").status == 2, "no outcome"
    closed = ("case", "move", case, "close", "--outcome", "Referred", "--reason", "done")
    assert terminal.json(*closed, who="supervisor")["state"] == "closed"


def test_a_case_is_restricted_and_sealed(terminal: Terminal, case: str) -> None:
    reason = ("--reason", "a leak is suspected")
    assert (
        terminal.json("case", "confine", case, "restrict", *reason)["confinement"] == "restricted"
    )
    assert terminal.run("case", "confine", case, "lift", *reason).out == f"{case} is ordinary.\n"
    assert terminal.run("case", "add-member", case, "analyst", *reason).status == 0
    assert terminal.run("case", "confine", case, "seal", *reason).status == 1, "no supervisor"
    seal = ("case", "confine", case, "seal", "--keep", "agent", *reason)
    assert terminal.json(*seal, who="supervisor")["confinement"] == "sealed"
    assert terminal.run("case", "show", case, who="analyst").status == 1
    assert terminal.run("case", "show", case).status == 0
    opened = terminal.json("case", "confine", case, "unseal", *reason, who="supervisor")
    assert opened["confinement"] == "restricted"


def test_tasks_and_what_waits(terminal: Terminal, case: str) -> None:
    add = ("case", "add-task", case, "Ask the bank", "--for", "supervisor", "--due", "2031-12-01")
    task = terminal.json(*add)
    assert (task["assignee_name"], task["due_at"][:10]) == ("Dana Lind", "2031-12-01")
    assert task["id"] in terminal.run("case", "show", case).out, "the id is whole"
    assert terminal.run("case", "add-task", case, "Ask", "--for", "outsider").status == 2
    assert "Ask the bank" in terminal.run("work", who="supervisor").out
    assert terminal.run("case", "task", task["id"], "assign").status == 2, "to nobody"
    handed = terminal.json("case", "task", task["id"], "assign", "--for", "agent")
    assert handed["assignee_name"] == "Ada Okafor"
    waiting = terminal.json("work")["tasks"]
    assert task["id"] in [one["id"] for one in waiting]
    assert terminal.json("case", "task", task["id"], "complete")["state"] == "done"
    assert terminal.json("case", "task", task["id"], "resume")["state"] == "open"
    assert terminal.run("case", "task", task["id"], "cancel").status == 2, "without a reason"
    gone = terminal.json("case", "task", task["id"], "cancel", "--reason", "the bank is gone")
    assert gone["state"] == "cancelled"
    hidden = terminal.run("case", "task", task["id"], "complete", who="outsider")
    assert hidden == terminal.run("case", "task", ABSENT, "complete", who="outsider")
    assert terminal.run("work", who="outsider").out.startswith("Nothing waits")


def test_notes_are_read_and_corrected_and_a_role_ends(
    terminal: Terminal, case: str, ada: tuple[str, str]
) -> None:
    first = terminal.json("case", "note", case, "The bank is in Calder.")
    second = terminal.json("case", "note", case, "In Pell.", "--corrects", first["id"])
    assert second["corrects"] == first["id"]
    assert {one["text"] for one in terminal.json("case", "notes", case)} == {
        "The bank is in Calder.", "In Pell.",
    }  # fmt: skip
    assert "Ada Okafor: In Pell." in terminal.run("case", "notes", case).out
    assert terminal.run("case", "add-subject", case, ada[0], "--why", "signed").status == 0
    end = ("case", "remove-subject", case, ada[0])
    assert terminal.run(*end).status == 2, "without a reason"
    assert terminal.run(*end, "--reason", "a namesake").out == "Ada Byron: subject no longer\n"
    again = terminal.run(*end, "--reason", "a namesake")
    assert again.status == 1 and "no subject" in again.err
