"""CI's reading of the test report: nothing is left out in silence."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT

PASSED = '<testcase classname="tests.store.test_actions" name="test_append"/>'
BROWSER = '<testcase classname="tests.web.test_journey" name="test_agent"/>'
SKIPPED = (
    '<testcase classname="tests.web.test_journey" name="test_agent">'
    '<skipped message="no Chromium; sudo apt-get install chromium"/></testcase>'
)


def judge(tmp_path: Path, *cases: str) -> "subprocess.CompletedProcess[str]":
    report = tmp_path / "pytest.xml"
    report.write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")
    return subprocess.run(
        [sys.executable, ROOT / "scripts" / "read_report.py", report],
        capture_output=True,
        text=True,
    )


def test_a_whole_run_passes(tmp_path: Path) -> None:
    done = judge(tmp_path, PASSED, BROWSER)
    assert done.returncode == 0
    assert done.stdout == "2 tests, 1 in a browser, 0 skipped\n"


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        ((), "No test ran."),
        ((PASSED,), "No browser test ran"),
        ((PASSED, BROWSER, SKIPPED), "1 browser tests were skipped"),
    ],
)
def test_what_was_left_out_fails(tmp_path: Path, cases: tuple[str, ...], said: str) -> None:
    done = judge(tmp_path, *cases)
    assert done.returncode == 1
    assert said in done.stderr


def test_a_run_that_did_not_finish_fails(tmp_path: Path) -> None:
    script = ROOT / "scripts" / "read_report.py"
    done = subprocess.run([sys.executable, script, tmp_path / "none.xml"], capture_output=True)
    assert done.returncode == 1


def test_every_target_of_the_readme_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in ("demo", "test", "check", "lock", "assets"):
        assert f"\n{target}: " in makefile
    ci = (ROOT / ".ci" / "run").read_text()
    assert "make check" in ci and "make test" in ci
