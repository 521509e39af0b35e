"""Training and measuring on files: what is kept, what replaces what, and bad files."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from caseloom.assist import actions, queries
from caseloom.assist.classifying import Labelled
from caseloom.assist.errors import Untrained
from caseloom.assist.types import Training
from caseloom.kernel.errors import Invalid
from tests.assist.texts import labelled

COLUMNS = {"text": "story", "label": "unit"}


def written(path: Path, given: Labelled, columns: Sequence[str] = ("story", "unit")) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *zip(given.texts, given.labels, strict=True)])
    return path


def train(folder: Path, given: Labelled, **more: bool) -> Training:
    path = written(folder / "given.csv", given)
    return actions.train_on_file("route", path, folder=folder / "data", **COLUMNS, **more)


def test_a_task_is_trained_and_measured(tmp_path: Path) -> None:
    done = train(tmp_path, labelled())
    assert done.in_use and done.replaced is None and done.left_out.macro_f1 > 0.9
    later = written(tmp_path / "later.csv", labelled(80, seed=2))
    found = queries.evaluate_on_file("route", later, folder=tmp_path / "data", **COLUMNS)
    assert found.model == done.model and found.seen == 0
    assert found.figures.texts == 80 and found.figures.accuracy > 0.9


def test_nobody_else_reads_the_model(tmp_path: Path) -> None:
    train(tmp_path, labelled())
    folder = tmp_path / "data" / "assist"
    paths = [folder.parent, folder, *folder.rglob("*")]
    files = [path.name for path in paths if path.is_file()]
    version = queries.versions(tmp_path / "data", "route")[0].version
    assert sorted(files) == sorted(["route.model", f"{version}.model", f"{version}.json"])
    assert {path.stat().st_mode & 0o777 for path in paths if path.is_dir()} == {0o700}
    assert {path.stat().st_mode & 0o777 for path in paths if path.is_file()} == {0o600}


def test_texts_that_were_trained_on_are_told(tmp_path: Path) -> None:
    train(tmp_path, labelled())
    again = written(tmp_path / "again.csv", labelled())
    found = queries.evaluate_on_file("route", again, folder=tmp_path / "data", **COLUMNS)
    assert found.seen == found.figures.texts == 120


def test_a_better_model_replaces_and_a_worse_one_does_not(tmp_path: Path) -> None:
    train(tmp_path, labelled(60, telling=1))
    better = train(tmp_path, labelled(400, seed=2, telling=1))
    assert better.in_use and better.replaced is not None and not better.replaced.kept
    assert better.replaced.texts == 400
    worse = train(tmp_path, labelled(60, seed=3, telling=1))
    assert worse.replaced is not None and worse.replaced.kept and not worse.in_use
    later = written(tmp_path / "later.csv", labelled(80, seed=4))
    found = queries.evaluate_on_file("route", later, folder=tmp_path / "data", **COLUMNS)
    assert found.model == better.model
    assert train(tmp_path, labelled(60, seed=3, telling=1), replace=True).in_use


def test_models_of_other_labels_or_the_same_texts_cannot_be_compared(tmp_path: Path) -> None:
    first = train(tmp_path, labelled())
    same = train(tmp_path, labelled())
    assert same.in_use and same.model == first.model
    assert same.replaced is not None and same.replaced.texts == 0
    given = labelled(seed=5)
    renamed = Labelled(given.texts, [f"unit {label}" for label in given.labels])
    other = train(tmp_path, renamed)
    assert other.in_use and other.replaced is not None and "others" in other.replaced.told


def test_a_broken_model_is_told_and_can_be_trained_anew(tmp_path: Path) -> None:
    train(tmp_path, labelled())
    (tmp_path / "data" / "assist" / "route.model").write_bytes(b"nothing")
    later = written(tmp_path / "later.csv", labelled(80, seed=2))
    with pytest.raises(Invalid, match="no model of this version"):
        queries.evaluate_on_file("route", later, folder=tmp_path / "data", **COLUMNS)
    assert train(tmp_path, labelled()).in_use


def test_a_task_without_a_model(tmp_path: Path) -> None:
    later = written(tmp_path / "later.csv", labelled(30))
    with pytest.raises(Untrained):
        queries.evaluate_on_file("route", later, folder=tmp_path, **COLUMNS)


@pytest.mark.parametrize("task", ["", "../route", "Route", "a" * 41, "r/x", "route\n"])
def test_a_name_that_could_be_a_path_is_no_task(tmp_path: Path, task: str) -> None:
    given = written(tmp_path / "given.csv", labelled(30))
    with pytest.raises(Invalid):
        actions.train_on_file(task, given, folder=tmp_path, **COLUMNS)


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (b"", "no column"),
        (b"story,other\nx,y\n", "no column .unit"),
        (b"story,unit\n", "no row with a label"),
        (b"story,unit\nx,\n", "no row with a label"),
        ("story,unit\nnómina,x\n".encode("latin-1"), "not UTF-8"),
        (b"story,unit\n" + b"\x00" * 10, "no row|cannot be read|too few"),
    ],
)
def test_files_that_cannot_be_learnt_from(tmp_path: Path, held: bytes, told: str) -> None:
    path = tmp_path / "given.csv"
    path.write_bytes(held)
    with pytest.raises(Invalid, match=told):
        actions.train_on_file("route", path, folder=tmp_path, **COLUMNS)
    with pytest.raises(Invalid, match="cannot be read"):
        actions.train_on_file("route", tmp_path / "none.csv", folder=tmp_path, **COLUMNS)


def test_a_text_of_five_megabytes_is_read(tmp_path: Path) -> None:
    given = labelled(60)
    long = Labelled([*given.texts, "fire exit " * 500_000], [*given.labels, "safety"])
    assert train(tmp_path, long).texts == 61


def test_a_row_that_breaks_off_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = written(tmp_path / "given.csv", labelled(60))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes() + b"half a row")
    done = actions.train_on_file("route", path, folder=tmp_path, **COLUMNS)
    assert done.texts == 60
