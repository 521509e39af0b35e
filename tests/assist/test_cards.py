"""Cards say what was measured and nothing else; versions stay, and there is a way back."""

import json
from pathlib import Path
from typing import Any

import pytest

from caseloom.assist import actions, keeping, queries
from caseloom.assist.errors import Untrained
from caseloom.kernel.errors import Invalid, NotFound
from tests.assist.test_trying import COLUMNS, train, written
from tests.assist.texts import labelled


def measured(tmp_path: Path, **more: Any) -> Path:
    """An installation in which somebody measured what reads tips."""
    found = {
        "bench": "reading", "size": 40, "seed": 3, "measured_at": "2026-06-10",
        "versions": {"threat": queries.in_use("threat")},
        "generated": {"tips": 20, "threat, tier 1": {
            "recall": {"all": [0.4321, 0.3, 0.6, 17], "en": [0.5, 0.2, 0.8, 9],
                       "es": [0.25, 0.1, 0.6, 8], "ar": [0.0, 0.0, 1.0, 0]},
        }},
        "gold": {"tips": 353}, **more,
    }  # fmt: skip
    folder = tmp_path / "assist" / "evaluations"
    folder.mkdir(parents=True)
    (folder / "reading.json").write_text(json.dumps(found))
    return tmp_path


def test_a_card_holds_what_was_measured(tmp_path: Path) -> None:
    found = queries.card("threat", measured(tmp_path))
    (one,) = found.measured
    assert one.current and one.at == "2026-06-10"
    # Of Arabic there was none: nothing is said of it.
    assert [(name, of, figure.value, figure.of) for name, of, figure in one.figures] == [
        ("recall", "all", 0.4321, 17), ("recall", "en", 0.5, 9), ("recall", "es", 0.25, 8),
    ]  # fmt: skip
    assert one.gaps == (("recall", 0.25),)
    text = queries.card_markdown(found)
    assert "| recall | all | 0.432 | 0.300 to 0.600 | 17 |" in text
    assert "closes, refers, joins" in text and queries.in_use("threat") in text


def test_figures_of_another_version_are_told_as_such(tmp_path: Path) -> None:
    folder = measured(tmp_path, versions={"threat": "threat@000000000000"})
    found = queries.card("threat", folder)
    assert not found.measured[0].current
    assert "Of another version" in queries.card_markdown(found)


@pytest.mark.parametrize("task", [task for task in queries.TASKS if task != "route"])
def test_every_task_that_is_shipped_has_a_card(task: str, tmp_path: Path) -> None:
    text = queries.card_markdown(queries.card(task, tmp_path))
    assert text.startswith(f"# Model card: {task}")
    # Of a summary nobody measured whether people would pick the same.
    assert ("| figure |" in text) == (task != "summary")


def test_what_was_not_taught_has_none(tmp_path: Path) -> None:
    with pytest.raises(Untrained):
        queries.card("route", tmp_path)
    with pytest.raises(Untrained):
        queries.card("nothing", tmp_path)
    with pytest.raises(Invalid):
        queries.card("../route", tmp_path)


def test_the_card_of_a_trained_model_has_its_own_figures(tmp_path: Path) -> None:
    done = train(tmp_path, labelled())
    folder = tmp_path / "data"
    later = written(tmp_path / "later.csv", labelled(80, seed=2))
    tested = queries.evaluate_on_file("route", later, folder=folder, **COLUMNS)
    found = queries.card("route", folder)
    assert (found.version, found.texts) == (f"route#{done.model[:12]}", 120)
    left_out, on_file = found.measured
    accuracy = next(figure for name, of, figure in on_file.figures if name == "accuracy")
    assert (accuracy.value, accuracy.of) == (tested.figures.accuracy, 80)
    assert left_out.figures[1][2].value == done.left_out.macro_f1
    assert "later.csv" in on_file.data
    # Measured again, the newer figures stand for the older ones.
    queries.evaluate_on_file("route", later, folder=folder, **COLUMNS)
    assert len(queries.card("route", folder).measured) == 2


def test_every_version_stays_and_there_is_a_way_back(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first = train(tmp_path, labelled(60, telling=1)).model[:12]
    second = train(tmp_path, labelled(400, seed=2, telling=1)).model[:12]
    assert {(one.version, one.in_use) for one in queries.versions(folder, "route")} == {
        (first, False), (second, True),
    }  # fmt: skip
    actions.use_version(folder, "route", first)
    now = keeping.in_use(folder, "route")
    assert now is not None and now.hash[:12] == first
    for wrong in ("000000000000", "../../x", ""):
        with pytest.raises(NotFound, match="There are"):
            actions.use_version(folder, "route", wrong)


def test_a_model_from_before_versions_were_kept_has_a_way_back_too(tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "data"
    first = train(tmp_path, labelled(60, telling=1)).model[:12]
    shutil.rmtree(folder / "assist" / "versions")
    train(tmp_path, labelled(400, seed=2, telling=1))
    actions.use_version(folder, "route", first)
    assert next(one for one in queries.versions(folder, "route") if one.in_use).version == first
