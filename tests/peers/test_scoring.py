"""The comparison's scorer and pages, on files as the tools write them. No peer is installed."""

import csv
import json
import sys
from pathlib import Path

import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from peers import command, environments, own, page, scoring, sets, tools, watch
from tests.docs.reading import ROOT

TRUTH = {"a1": "a", "a2": "a", "a3": "a", "b1": "b", "b2": "b", "c1": "c"}
NAMES = {"a1": "Ann | Lee", "a2": "Anne Lee", "a3": "A. <b>Lee", "b1": "Bo", "b2": "Bob", "c1": "C"}


def table(path: Path, **columns: list[object]) -> None:
    pq.write_table(pa.table(columns), path)


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    folder = tmp_path / "set"
    folder.mkdir()
    with (folder / "truth.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(("id", "cluster"))
        out.writerows(TRUTH.items())
    table(folder / "records.parquet", id=[*NAMES], source=["x"] * 6, name=[*NAMES.values()])
    return folder


def test_clusters_are_scored_by_pairs_and_by_b_cubed(prepared: Path, tmp_path: Path) -> None:
    """By hand: {a1 a2 b1} {b2} {a3} {c1}. One right pair of three claimed, of four true ones."""
    table(tmp_path / "clusters.parquet", id=["a1", "a2", "b1", "b2"], cluster=["1", "1", "1", "2"])
    found = scoring.score(prepared, tmp_path)
    assert (found.pair.precision, found.pair.recall) == (1 / 3, 1 / 4)
    precision = (2 / 3 + 2 / 3 + 1 / 3 + 1 + 1 + 1) / 6
    recall = (2 / 3 + 2 / 3 + 1 / 3 + 1 / 2 + 1 / 2 + 1) / 6
    assert found.b_cubed.precision == pytest.approx(precision)
    assert found.b_cubed.recall == pytest.approx(recall)
    assert (found.groups, found.largest, found.given) == (1, 3, None)


def test_pairs_alone_are_made_groups_and_scored_as_they_are_too(
    prepared: Path, tmp_path: Path
) -> None:
    """A pair given both ways counts once; a1-b1-b2 makes a third pair that nobody gave."""
    table(tmp_path / "pairs.parquet", left=["a1", "b1", "b1", "zz"], right=["b1", "a1", "b2", "a1"])
    found = scoring.score(prepared, tmp_path)
    assert found.given is not None
    assert (found.given.precision, found.given.recall) == (1 / 2, 1 / 4)
    assert (found.pair.precision, found.pair.recall) == (1 / 3, 1 / 4)


def test_nothing_found_is_no_recall_and_no_error(prepared: Path, tmp_path: Path) -> None:
    table(tmp_path / "pairs.parquet", left=[], right=[])
    found = scoring.score(prepared, tmp_path)
    assert found.pair.f1 == 0.0
    assert found.pair.recall == 0.0
    assert found.b_cubed.precision == 1.0


def test_examples_are_what_they_are_called(prepared: Path, tmp_path: Path) -> None:
    table(tmp_path / "clusters.parquet", id=["a1", "a2", "b1"], cluster=["1", "1", "1"])
    found = scoring.score(prepared, tmp_path)
    together = {frozenset(pair) for pair in found.wrong}
    assert together <= {frozenset({"a1", "b1"}), frozenset({"a2", "b1"})}
    assert len(found.wrong) == 1
    assert {frozenset(pair) for pair in found.missed} >= {frozenset({"b1", "b2"})}
    assert all(TRUTH[one] == TRUTH[two] for one, two in found.missed)
    assert found == scoring.score(prepared, tmp_path), "the same examples at every run"


def test_verdicts_are_scored_in_all_and_by_category(tmp_path: Path) -> None:
    with (tmp_path / "truth.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(("id", "same", "category"))
        out.writerows([("0", 1, "typo"), ("1", 0, "typo"), ("2", 1, "order"), ("3", 0, "order")])
    table(tmp_path / "verdicts.parquet", id=["0", "1", "2", "3"], same=[True, True, False, False])
    found = scoring.judge(tmp_path, tmp_path)
    assert (found.figures.precision, found.figures.recall) == (1 / 2, 1 / 2)
    assert found.right == {"order": (1, 2), "typo": (1, 2)}
    assert (found.wrong, found.missed) == (("1",), ("2",))


def results(prepared: Path, out: Path) -> list[page.Result]:
    told = sets.LabelledSet("made", "Made", "records", lambda *_: None, "six records")
    run = {
        "seconds": 1.25, "peak_mb": 80.0, "load": 0.5, "cores": 2, "limit": 60, "stopped": False,
        "candidates": 9, "weighed": 4, "versions": {"caseloom": "1.2.3"},
    }  # fmt: skip
    found = scoring.score(prepared, out)
    return [
        page.Result(told, tools.TOOLS[0], prepared, run, found),
        page.Result(told, tools.TOOLS[1], prepared, {**run, "stopped": True}, None),
        page.Result(told, tools.TOOLS[2], prepared, {}, None),
    ]


def test_the_page_says_what_was_measured_and_what_was_not(prepared: Path, tmp_path: Path) -> None:
    table(tmp_path / "clusters.parquet", id=["a1", "a2", "b1"], cluster=["1", "1", "1"])
    text = page.figures(results(prepared, tmp_path))
    assert "caseloom 1.2.3" in text and "Cores: 2." in text
    assert "| Caseloom | .3333 | .2500 | .2857 |" in text
    assert "cut short: 4 candidates weighed, those that 60 seconds sufficed for" in text
    assert "stopped after 60 seconds and more, nothing written" in text
    assert "failed or not yet run" in text


def test_values_break_no_table(prepared: Path, tmp_path: Path) -> None:
    table(tmp_path / "clusters.parquet", id=["a1", "a2", "b1"], cluster=["1", "1", "1"])
    text = page.misses(results(prepared, tmp_path))
    rows = [line.replace("\\|", "") for line in text.splitlines() if line.startswith("|")]
    assert len(rows) > 2
    assert {row.count("|") for row in rows} == {5}
    assert "<b>" not in text


def test_the_page_keeps_what_is_written_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(f"# Title\n\n{page.BEGIN}\nold\n{page.END}\n\nBy hand.\n")
    page.replace(path, "new")
    page.replace(path, "newer")
    assert path.read_text() == (f"# Title\n\n{page.BEGIN}\n\nnewer\n\n{page.END}\n\nBy hand.\n")
    path.write_text("# Title\n")
    with pytest.raises(page.Unmarked, match="lacks the lines"):
        page.replace(path, "new")


def test_the_pages_in_the_documentation_have_their_markers() -> None:
    for name in (page.FIGURES, page.MISSES):
        text = (ROOT / "docs" / "reference" / name).read_text()
        assert text.index(page.BEGIN) < text.index(page.END)


def test_own_resolution_goes_through_the_engine(tmp_path: Path) -> None:
    """Two writings of one person, one of another; what is written is what the scorer reads."""
    people = [
        ("1", {"name": ["Katarzyna Wiśniewska"], "birthDate": ["1984-03-07"]}),
        (
            "2",
            {"name": ["Wisniewska Katarzyna"], "birthDate": ["1984-07-03"], "phone": ["5551234"]},
        ),
        ("2", {"email": ["kw@example.org"]}),
        ("3", {"name": ["Bernard Okafor"], "birthDate": ["1961-11-20"]}),
    ]
    rows = [
        {"id": key, "source": "s", "schema": "Person", "properties": json.dumps(held),
         "originals": None}
        for key, held in people
    ]  # fmt: skip
    named = ("id", "source", "schema", "properties", "originals")
    schema = pa.schema([(n, pa.string()) for n in named])
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), tmp_path / "entities.parquet")
    own.main("made", tmp_path, tmp_path)
    (tmp_path / "truth.csv").write_text("id,cluster\n1,a\n2,a\n3,b\n")
    found = scoring.score(tmp_path, tmp_path)
    assert (found.pair.precision, found.pair.recall) == (1.0, 1.0)


def test_own_verdicts_tell_names_apart() -> None:
    assert own.judge("Person", "Olaf Scholz", "Scholz, Olaf") >= own.SAME
    assert own.judge("Person", "Olaf Scholz", "Bernard Okafor") < own.SAME


def test_a_process_is_watched_and_ended_with_its_children(tmp_path: Path) -> None:
    grow = "import time; held = b'x' * 60_000_000; time.sleep(0.3)"
    went = watch.watched([sys.executable, "-c", grow], tmp_path / "log", limit=60)
    assert went.status == 0 and not went.stopped
    assert went.peak_mb > 60
    pid = tmp_path / "pid"
    child = f"import os, time; open({str(pid)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    went = watch.watched([sys.executable, "-c", parent], tmp_path / "log", limit=3)
    assert went.stopped
    gone = int(pid.read_text())
    assert not psutil.pid_exists(gone) or psutil.Process(gone).status() == psutil.STATUS_ZOMBIE
    went = watch.watched([sys.executable, "-c", "raise SystemExit(3)"], tmp_path / "log", limit=60)
    assert went.status == 3


def test_a_run_is_done_again_when_it_was_cut_short_or_follows_from_something_else(
    tmp_path: Path,
) -> None:
    told, mark = tmp_path / "run.json", ["script", "set"]
    assert not command._holds(told, mark, 60)
    run = {"mark": mark, "stopped": False, "limit": 60}
    told.write_text(json.dumps(run))
    assert command._holds(told, mark, 600)
    assert not command._holds(told, ["script", "another set"], 60)
    for cut in ({**run, "stopped": True}, {**run, "candidates": 9, "weighed": 4}):
        told.write_text(json.dumps(cut))
        assert command._holds(told, mark, 60)
        assert not command._holds(told, mark, 61), "more time may help"


def test_a_tool_that_fails_is_named_with_its_last_words(prepared: Path, tmp_path: Path) -> None:
    script = tmp_path / "tool.py"
    script.write_text("raise SystemExit('no such column: surname')")
    told = sets.LabelledSet("made", "Made", "records", lambda *_: None)
    tool = tools.Tool("made", "Made tool", "", script, "none")
    with pytest.raises(command.Failed, match="Made tool on made: no such column: surname"):
        command._run(tool, told, prepared, tmp_path, 60)
    assert not (tmp_path / "runs" / "made" / "made" / "run.json").exists()
    script.write_text("")
    command._run(tool, told, prepared, tmp_path, 60)
    assert (tmp_path / "runs" / "made" / "made" / "run.json").exists()


def test_a_set_that_is_not_there_is_named(tmp_path: Path) -> None:
    febrl = next(one for one in sets.SETS if one.key == "febrl4")
    with pytest.raises(sets.Lacking, match=r"dataset4a\.csv is not there"):
        sets.prepare(febrl, tmp_path, tmp_path / "out")
    assert not (tmp_path / "out" / "done").exists()


def test_an_environment_that_cannot_be_made_is_named_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lock with a slip in it is refused by pip before it asks any index.

    The interpreter is the tests' own under another name, because making one takes long.
    """
    interpreter = tmp_path / "environments" / "made" / "bin" / "python"
    interpreter.parent.mkdir(parents=True)
    interpreter.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    interpreter.chmod(0o755)
    monkeypatch.setattr(environments, "ROOT", tmp_path)
    monkeypatch.setattr(environments, "LOCKS", tmp_path)
    (tmp_path / "made.txt").write_text("splink=5.0.0\n")
    with pytest.raises(environments.Unmade, match=r"(?s)of made: .*made\.txt.*splink=5"):
        environments.python_of("made", tmp_path / "environments")
    (tmp_path / "made.txt").write_text("")
    python = environments.python_of("made", tmp_path / "environments")
    made = python.stat().st_mtime_ns, (python.parent.parent / ".made").stat().st_mtime_ns
    assert environments.python_of("made", tmp_path / "environments") == python
    assert made == (python.stat().st_mtime_ns, (python.parent.parent / ".made").stat().st_mtime_ns)


def test_every_lock_binds_every_package_by_hash() -> None:
    named = {tool.environment for tool in tools.TOOLS} - {""}
    assert {path.stem for path in environments.LOCKS.glob("*.txt")} == named
    for path in environments.LOCKS.glob("*.txt"):
        blocks = [b for b in path.read_text().split("\n") if "==" in b and not b.startswith(" ")]
        hashed = path.read_text().split("--hash=sha256:")
        assert blocks and len(hashed) > len(blocks)
        assert all(line.endswith("\\") for line in blocks), "a package without a hash"
        assert (path.with_suffix(".in")).exists()


def test_every_script_of_a_tool_is_there_and_each_says_how_it_is_set() -> None:
    for tool in tools.TOOLS:
        assert tool.script.is_file()
        assert len(tool.settings) > 40
        assert set(tool.unasked) <= {one.key for one in sets.SETS}
