"""The auditor reads who looked and why, and proves it with a file that needs no Caseloom."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.actors import PURPOSE, Actors, look

pytestmark = pytest.mark.browser


def test_who_looked_at_a_profile_and_the_proof_of_it(actors: Actors, tmp_path: Path) -> None:
    agent, auditor = actors.at("agent"), actors.at("auditor")
    agent.goto("/search/?q=calloway")
    agent.locator(".hit a").first.click()
    agent.wait_for_url("**/entities/*/")
    looked_at = agent.locator("#entity-id").inner_text()

    auditor.goto("/audit/")
    look(auditor)
    auditor.get_by_label("On what (id)").fill(looked_at)
    auditor.get_by_role("button", name="Filter").click()
    row = auditor.locator("[data-row]").filter(has_text="profile viewed").first
    expect(row).to_contain_text("Nora Ellison")
    expect(row).to_contain_text(PURPOSE)
    look(auditor)
    row.get_by_role("link").first.click()
    expect(auditor.get_by_role("heading", level=1)).to_have_text("Profile viewed")
    look(auditor)

    auditor.goto("/audit/verify/")
    auditor.get_by_role("button", name="Verify now").click()
    expect(auditor.locator("main")).to_contain_text("The log is complete and unaltered")
    look(auditor)
    log = _export(auditor, tmp_path)
    whole = _verify(log)
    assert whole.returncode == 0, whole.stdout + whole.stderr
    _alter(log)
    altered = _verify(log)
    assert altered.returncode == 1
    assert "events" in altered.stdout + altered.stderr


def _export(page: Page, folder: Path) -> Path:
    page.goto("/audit/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export with verifier").click()
    packed = folder / "log.zip"
    download.value.save_as(packed)
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(folder)
    return folder / "log"


def _verify(log: Path) -> "subprocess.CompletedProcess[str]":
    """The verifier of the export itself, by a Python that sees no installed package."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(log / "verifier.py"), str(log)],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def _alter(log: Path) -> None:
    """Change one letter of one event: somebody else would have looked."""
    file = max(log.glob("events*"), key=lambda path: path.stat().st_size)
    content = bytearray(file.read_bytes())
    at = content.index(b"Nora Ellison")
    content[at] ^= 1
    file.write_bytes(content)
