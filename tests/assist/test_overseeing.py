"""Figures of oversight against values that were worked out by hand, and the laws they keep."""

from math import isclose, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseloom.assist import overseeing
from caseloom.assist.overseeing import Stratum


def near(found: float | None, wanted: float, by: float = 5e-4) -> bool:
    return found is not None and isclose(found, wanted, abs_tol=by)


def test_one_lot_has_wilsons_interval() -> None:
    # 1 of 10: Wilson's limits are .0179 and .4042 (Brown, Cai and DasGupta's tables).
    found = overseeing.weighted([Stratum(500, 10, 1)])
    assert found is not None
    assert (found.value, found.of) == (0.1, 10)
    assert near(found.low, 0.0179) and near(found.high, 0.4042)


def test_lots_count_by_what_they_stand_for() -> None:
    # 900 of which 9 were read and 0 found; 100 of which 10 were read and 5 found:
    # p = (900 * 0 + 100 * .5) / 1000 = .05; size = 1000^2 / (900^2/9 + 100^2/10) = 10.989.
    found = overseeing.weighted([Stratum(900, 9, 0), Stratum(100, 10, 5)])
    assert found is not None and isclose(found.value, 0.05) and found.of == 19
    alone = overseeing._wilson(0.05, 1_000_000 / 91_000, 19)
    assert (found.low, found.high) == (alone.low, alone.high)


def test_recall_by_hand() -> None:
    # 40 raised, 10 found by people, 500 left of which 10 were read and 1 found: 50 expected.
    found = overseeing.recall(40, 10, [Stratum(500, 10, 1)])
    assert found.figure is not None and found.missed == 50
    assert isclose(found.figure.value, 40 / 100)
    # 500 * .0179 = 8.9 and 500 * .4042 = 202.1 missed.
    assert near(found.figure.high, 40 / (50 + 8.94), 1e-3)
    assert near(found.figure.low, 40 / (50 + 202.1), 1e-3)


def test_of_few_urgent_ones_little_is_said() -> None:
    # One of one was found: 0 were raised, but Wilson's limits of 0 in 1 are 0 and .7935.
    found = overseeing.recall(0, 0, [Stratum(1, 1, 1)]).figure
    assert found is not None and found.value == found.low == 0
    assert near(found.high, 0.7935)


def test_recall_of_nothing_read_is_not_told() -> None:
    found = overseeing.recall(40, 0, [Stratum(500, 0, 0)])
    assert (found.figure, found.left, found.population) == (None, 500, 0)
    assert overseeing.recall(0, 0, [Stratum(5, 5, 0)]).figure is None


@given(
    raised=st.integers(0, 500),
    known=st.integers(0, 50),
    strata=st.lists(
        st.integers(1, 3_000).flatmap(
            lambda population: st.integers(0, min(population, 60)).flatmap(
                lambda read: st.builds(
                    Stratum, st.just(population), st.just(read), st.integers(0, read)
                )
            )
        ),
        max_size=6,
    ),
)
def test_laws_of_recall(raised: int, known: int, strata: list[Stratum]) -> None:
    found = overseeing.recall(raised, known, strata)
    assert found.population + found.left == sum(one.population for one in strata)
    if found.figure is not None:
        figure = found.figure
        assert 0 <= figure.low <= figure.value + 1e-9 <= figure.high + 2e-9 <= 1 + 3e-9
        # What was found is missed for certain.
        sure = sum(one.found for one in strata if one.read)
        assert figure.value <= raised / max(1, raised + known + sure) + 1e-9
        assert figure.of == raised + known + sure
    more = overseeing.recall(raised + 10, known, strata)
    if found.figure is not None and more.figure is not None:
        assert more.figure.value >= found.figure.value


def test_a_gap_has_newcombes_interval() -> None:
    # Newcombe 1998, table II, method 10: 56/70 against 48/80 gives .2, .0524 to .3339.
    found = overseeing.gap(56, 70, 48, 80)
    assert found is not None
    assert near(found.value, 0.2) and near(found.low, 0.0524) and near(found.high, 0.3339)
    assert overseeing.gap(0, 0, 1, 2) is None


def test_reliability_by_hand() -> None:
    cases = [(0.9, True)] * 8 + [(0.9, False)] * 2 + [(0.2, False)] * 9 + [(0.2, True)]
    found = overseeing.reliability(cases, bins=2)
    low, high = found.bins
    assert (low.said, low.agreed.value, high.agreed.value) == pytest.approx((0.2, 0.1, 0.8))
    assert found.ece == pytest.approx(0.1) and found.of == 20
    assert overseeing.reliability([]).ece is None


@given(
    cases=st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=200),
    bins=st.integers(1, 20),
)
def test_laws_of_reliability(cases: list[tuple[float, bool]], bins: int) -> None:
    found = overseeing.reliability(cases, bins)
    assert sum(one.agreed.of for one in found.bins) == len(cases) == found.of
    assert found.ece is not None and 0 <= found.ece <= 1 + 1e-9
    assert [one.said for one in found.bins] == sorted(one.said for one in found.bins)


def test_stability_by_hand() -> None:
    found = overseeing.stability({"en": 99, "es": 99}, {"en": 49, "es": 149})
    # With the half: 99.5/199 = .5 each before; 49.5/199 and 149.5/199 after.
    a, b = 49.5 / 199, 149.5 / 199
    assert found is not None
    assert found.index == pytest.approx((a - 0.5) * log(a / 0.5) + (b - 0.5) * log(b / 0.5))
    # Chi-square with one degree, 95 %: 3.841, times 2/198.
    assert near(found.chance, 3.841 * 2 / 198, 1e-3)
    assert found.told == "much"
    assert overseeing.stability({}, {"en": 1}) is None


def test_small_weeks_differ_by_chance() -> None:
    found = overseeing.stability({"en": 3, "es": 2}, {"en": 2, "es": 3})
    assert found is not None and found.told in ("chance", "steady")


@given(
    before=st.dictionaries(st.sampled_from("abcde"), st.integers(1, 500), min_size=1),
    after=st.dictionaries(st.sampled_from("abcde"), st.integers(1, 500), min_size=1),
)
def test_laws_of_stability(before: dict[str, int], after: dict[str, int]) -> None:
    found, back = overseeing.stability(before, after), overseeing.stability(after, before)
    same = overseeing.stability(before, before)
    assert found is not None and back is not None and same is not None
    assert found.index >= 0 and isclose(found.index, back.index, abs_tol=1e-9)
    assert same.index == 0 and same.told == "steady"


def test_scores_are_counted_by_the_tenths_of_the_week_before() -> None:
    before = [n / 100 for n in range(100)]
    assert set(overseeing.tenths(before, before).values()) <= {9, 10, 11}
    assert overseeing.tenths(before, [0.0, 0.99, 2.0]) == {"0": 1, "9": 2}
    assert overseeing.tenths([0.0] * 20, [0.0, 0.5]) == {"0": 1, "1": 1}


def test_who_waits_still_makes_it_no_shorter() -> None:
    done = [(1.0, True), (2.0, True), (3.0, True), (4.0, True)]
    assert overseeing.waited(done) == overseeing.Waited(2.0, 4.0, 4, 0)
    # Kaplan and Meier: after 1 h 5/6; 2 h 4/6; of 4 at risk one waits 2.5 h; after 3 h 4/6*2/3.
    open_too = [(1.0, True), (2.0, True), (2.5, False), (3.0, True), (9.0, False), (9.0, False)]
    assert overseeing.waited(open_too) == overseeing.Waited(3.0, None, 3, 3)
    assert overseeing.waited([(5.0, False)]) == overseeing.Waited(None, None, 0, 1)
    assert overseeing.waited([]) == overseeing.Waited(None, None, 0, 0)


@given(cases=st.lists(st.tuples(st.floats(0, 1e4), st.booleans()), max_size=60))
def test_laws_of_waiting(cases: list[tuple[float, bool]]) -> None:
    found = overseeing.waited(cases)
    assert found.done + found.waiting == len(cases)
    if found.p90 is not None:
        assert found.median is not None and found.median <= found.p90
    # Somebody more who waits for ever never makes it shorter.
    more = overseeing.waited([*cases, (1e5, False)])
    if more.median is not None:
        assert found.median is not None and found.median <= more.median
