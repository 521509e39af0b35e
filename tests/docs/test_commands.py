"""What the documentation says to type works, and shows what it says."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.reading import ROOT, Block, Document, documents
from tests.docs.walking import Walk, unshown

QUICKSTART = "docs/quickstart.md"
PAGES = [page for page in documents() if page.is_run and page.name != QUICKSTART]


@pytest.mark.slow
def test_the_quickstart_runs_from_nothing(walked: Walk, quickstart: Document) -> None:
    assert quickstart.is_run
    assert (walked.work / "out" / "records.ftm.jsonl").stat().st_size > 0
    reasons = (walked.work / "rejects.csv").read_text().splitlines()
    assert len(reasons) == 3, "two rows of the quickstart's file are refused"


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_runs_from_where_the_quickstart_ends(
    page: Document, walked: Walk, shelf: Path
) -> None:
    folder = shelf / page.path.stem
    try:
        with walked.copied(folder).on_its_database() as walk:
            walk.through(page)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_the_forked_program_is_the_installed_one(programs: Path) -> None:
    module = [sys.executable, "-m", "caseloom.config.command"]
    said = [
        subprocess.run([*words, "--help"], capture_output=True, text=True, check=True).stdout
        for words in ([str(programs / "caseloom")], module)
    ]
    assert said[0] == said[1].replace("command.py", "caseloom") and "usage: caseloom" in said[0]


def test_a_block_that_fails_is_found(tmp_path: Path, programs: Path) -> None:
    walk = Walk(tmp_path, programs)
    walk.work.mkdir()
    good = Block(ROOT / "x.md", 1, "console", (), "$ A=1\n$ echo one two\none …\n")
    later = Block(ROOT / "x.md", 5, "sh", (), 'test "$A" = 1\n')
    walk.through(Document(ROOT / "x.md", (good, later), ()))
    for text in ("$ false | cat\n", "$ echo one\ntwo\n", "$ caseloom frobnicate\n"):
        bad = Block(ROOT / "x.md", 9, "console", (), text)
        with pytest.raises(AssertionError, match=r"x\.md:9"):
            walk.through(Document(ROOT / "x.md", (bad,), ()))


def test_shown_lines_are_looked_for_in_their_order() -> None:
    assert unshown(("one", "two"), "one\n  two") is None
    assert unshown(("two", "one"), "one\n  two") == "one"
    assert unshown(("… b … d",), "a b\n c d") is None
