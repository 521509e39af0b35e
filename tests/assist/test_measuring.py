"""Figures against counts made by hand."""

import numpy as np
import pytest

from caseloom.assist import measuring

LABELS = ("a", "b")
SURE = np.array([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.6, 0.4]])
TRUTH = ["a", "b", "b", "a"]


def test_figures_are_those_of_the_table() -> None:
    found = measuring.figures(LABELS, SURE, TRUTH)
    assert found.texts == 4 and found.accuracy == 0.75
    assert found.per_class["a"].precision == pytest.approx(2 / 3)
    assert found.per_class["a"].recall == 1.0
    assert found.per_class["b"] == measuring.OfClass(1.0, 0.5, pytest.approx(2 / 3), 2)
    assert found.macro_f1 == pytest.approx((0.8 + 2 / 3) / 2)
    # (.1² + .1²) + (.8² + .8²) + (.3² + .3²) + (.4² + .4²), over four texts.
    assert found.brier == pytest.approx((0.02 + 1.28 + 0.18 + 0.32) / 4)
    # Fewer texts than bins: each is a bin of its own.
    assert found.ece == pytest.approx((0.1 + 0.8 + 0.3 + 0.4) / 4)


def test_intervals_hold_the_figure_and_are_the_same_again() -> None:
    found = measuring.figures(LABELS, np.tile(SURE, (50, 1)), TRUTH * 50)
    again = measuring.figures(LABELS, np.tile(SURE, (50, 1)), TRUTH * 50)
    assert found == again
    for name in ("accuracy", "macro_f1", "brier"):
        low, high = found.intervals[name]
        assert low < getattr(found, name) < high


def test_a_label_that_the_model_does_not_know_counts_wrong() -> None:
    found = measuring.figures(LABELS, SURE, ["a", "c", "c", "a"])
    assert found.unknown == 2 and found.accuracy == 0.5
    assert found.per_class["c"] == measuring.OfClass(0.0, 0.0, 0.0, 2)
    assert found.per_class["b"].support == 0
    # What no text is does not count into the mean.
    assert found.macro_f1 == pytest.approx((2 * 2 / (2 + 3) + 0.0) / 2)


def test_what_is_always_right_and_sure_has_no_error() -> None:
    found = measuring.figures(LABELS, np.array([[1.0, 0.0], [0.0, 1.0]]), ["a", "b"])
    assert (found.ece, found.brier, found.macro_f1) == (0.0, 0.0, 1.0)
    assert measuring.loss(LABELS, np.array([[1.0, 0.0]]), ["a"]) == 0.0
