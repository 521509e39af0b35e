"""Figures, against counts made by hand and by brute force."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseloom.engine.linkage.measure import b_cubed, blocking_recall, pairwise

TRUTH = {"a": "1", "b": "1", "c": "1", "d": "2", "e": "3"}


def test_by_hand() -> None:
    found = [("a", "b"), ("c", "d")]
    pair, b3 = pairwise(TRUTH, found), b_cubed(TRUTH, found)
    assert pair.precision == pytest.approx(1 / 2)
    assert pair.recall == pytest.approx(1 / 3)
    assert b3.precision == pytest.approx((1 + 1 + 0.5 + 0.5 + 1) / 5)
    assert b3.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert blocking_recall(TRUTH, [("b", "a"), ("a", "e")]) == pytest.approx(1 / 3)


MEMBERS = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("xyz"), min_size=1)


@given(truth=MEMBERS, labels=MEMBERS)
def test_pairs_by_brute_force(truth: dict[str, str], labels: dict[str, str]) -> None:
    groups: dict[str, list[str]] = {}
    for member, label in labels.items():
        groups.setdefault(label, []).append(member)
    claimed = {
        frozenset(p) for g in groups.values() for p in combinations([m for m in g if m in truth], 2)
    }
    actual = {frozenset(p) for p in combinations(truth, 2) if truth[p[0]] == truth[p[1]]}
    figures = pairwise(truth, groups.values())
    right = len(claimed & actual)
    assert figures.precision == pytest.approx(right / len(claimed) if claimed else 1.0)
    assert figures.recall == pytest.approx(right / len(actual) if actual else 1.0)
    perfect = [[m for m in truth if truth[m] == c] for c in set(truth.values())]
    assert b_cubed(truth, perfect).f1 == pytest.approx(1.0)
