"""Taught from decisions: enough of them, beside the one before, on texts of neither."""

from pathlib import Path

import pytest

from caseloom.assist import actions, keeping, queries
from caseloom.assist.types import Taught
from caseloom.kernel.errors import Invalid
from tests.assist.texts import labelled


def teach(folder: Path, many: int = 400, **more: int) -> Taught:
    given = labelled(many, **more)
    return actions.teach("route", given.texts, given.labels, folder=folder, learnt_from="a test")


def test_it_is_used_where_there_was_none(tmp_path: Path) -> None:
    done = teach(tmp_path)
    assert done.in_use and done.beside is None and done.held_out.accuracy > 0.9
    assert done.texts + done.held_out.texts == 400
    now = keeping.in_use(tmp_path, "route")
    assert now is not None and now.hash[:12] == done.version
    # What was held out is in no training of this kind.
    held = [text for text in labelled(400).texts if not now.has_seen([text])[0]]
    assert len(held) == done.held_out.texts


def test_a_worse_one_is_kept_and_not_used(tmp_path: Path) -> None:
    # Half of what the second is taught by says something else than its label.
    good = teach(tmp_path, 900, telling=1)
    worse = teach(tmp_path, 260, seed=3, telling=1, noise=0.5)
    assert worse.beside is not None and worse.beside.before == good.version
    assert worse.beside.difference.value == pytest.approx(
        worse.beside.accuracy - worse.beside.accuracy_before
    )
    assert worse.beside.difference.low < -0.01 and not worse.in_use and "stays" in worse.told
    assert {one.version: one.in_use for one in queries.versions(tmp_path, "route")} == {
        good.version: True, worse.version: False,
    }  # fmt: skip
    actions.use_version(tmp_path, "route", worse.version)
    now = keeping.in_use(tmp_path, "route")
    assert now is not None and now.hash[:12] == worse.version


def test_as_good_a_one_replaces_the_one_before(tmp_path: Path) -> None:
    teach(tmp_path, 300)
    done = teach(tmp_path, 400, seed=2)
    assert done.beside is not None and done.beside.difference.low >= -0.01 and done.in_use


def test_too_few_are_told_with_their_numbers(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="Of 30 decided tips 0 are"):
        teach(tmp_path, 30)
    given = labelled(400)
    texts = [*given.texts, "one more of another kind"]
    done = actions.teach(
        "route", texts, [*given.labels, "rare"], folder=tmp_path, learnt_from="a test"
    )
    assert done.left_out == (("rare", 1),) and "rare" not in done.labels
    with pytest.raises(Invalid, match="200 are needed"):
        actions.teach("route", texts, ["one"] * 401, folder=tmp_path, learnt_from="a test")


def test_the_card_says_what_it_was_taught_on(tmp_path: Path) -> None:
    done = teach(tmp_path)
    card = queries.card("route", tmp_path)
    assert card.version == f"route#{done.version}" and card.learnt_from == "a test"
    (one,) = card.measured
    figures = {name: figure for name, of, figure in one.figures if of == "all"}
    assert figures["accuracy"].value == done.held_out.accuracy
