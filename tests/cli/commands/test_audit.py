"""Verifying and exporting the log on the terminal."""

import subprocess
import sys
from pathlib import Path

from django.db import connections
from tests.cli.commands.conftest import Terminal


def test_the_log_verifies(terminal: Terminal) -> None:
    found = terminal.json("audit", "verify", who="auditor")
    assert found["ok"] and found["events"] > 0
    assert "events verified" in terminal.run("audit", "verify", who="auditor").out


def test_an_export_verifies_without_caseloom(terminal: Terminal, tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert terminal.run("audit", "export", log, who="auditor").status == 0
    words = [sys.executable, "-I", str(log / "verifier.py"), str(log)]
    assert subprocess.run(words, capture_output=True).returncode == 0
    again = terminal.run("audit", "export", log, who="auditor")
    assert again.status == 1 and "new folder" in again.err
    events = log / "events.jsonl"
    held = bytearray(events.read_bytes())
    held[len(held) // 2] ^= 1
    events.write_bytes(held)
    assert subprocess.run(words, capture_output=True).returncode == 1


def test_it_is_for_auditors(terminal: Terminal, tmp_path: Path) -> None:
    for words in (("audit", "verify"), ("audit", "export", tmp_path / "log")):
        refused = terminal.run(*words)
        assert refused.status == 1 and "audit.read" in refused.err
    assert not (tmp_path / "log").exists()


def test_an_event_altered_behind_our_back_is_found(terminal: Terminal) -> None:
    terminal.json("audit", "verify", who="auditor")
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_event SET purpose = 'none' WHERE verb = 'terminal.opened'")
        cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER USER")
    done = terminal.run("audit", "verify", who="auditor")
    assert done.status == 1 and "WRONG" in done.out
