"""Groups: average link, must-link, cannot-link, and the same answer for any order of pairs."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from caseloom.engine.linkage import cluster
from caseloom.engine.linkage.cluster import Edge, Rules, Weights, components
from caseloom.engine.linkage.defaults import default_model

NODES = "abcdefg"
PAIRS = [(a, b) for a, b in combinations(NODES, 2)]
SCORES = st.dictionaries(st.sampled_from(PAIRS), st.floats(-12, 20), max_size=15)
RULES = Rules()
# One field whose bits each pair brings itself, and no relatives.
PLAIN = Weights(prior=0.0, rival=1_000.0, direct=[[0.0]], relative=[[0.0]], named=0)


def clusters(
    bits: Mapping[tuple[str, str], float], *, rules: Rules, **links: Any
) -> list[tuple[str, ...]]:
    edges = (Edge(a, b, value, (0,), value) for (a, b), value in bits.items())
    return cluster.clusters(edges, PLAIN, rules=rules, **links)


def test_a_single_bridge_does_not_join_two_people() -> None:
    strong = {pair: 12.0 for group in ("abc", "def") for pair in combinations(group, 2)}
    bits = {**strong, ("c", "d"): 5.0}
    assert components(bits) == [tuple("abcdef")]
    assert clusters(bits, rules=RULES) == [tuple("abc"), tuple("def")]


def test_cannot_link_holds_and_must_link_joins() -> None:
    bits = {("a", "b"): 12.0, ("b", "c"): 12.0, ("a", "c"): 12.0}
    (split,) = clusters(bits, rules=RULES, cannot=[("a", "c")])
    assert len(split) == 2 and not {"a", "c"} <= set(split)
    assert clusters({}, rules=RULES, must=[("a", "b")]) == [("a", "b")]


@given(scores=SCORES, must=st.lists(st.sampled_from(PAIRS), max_size=2),
       cannot=st.lists(st.sampled_from(PAIRS), max_size=3))  # fmt: skip
def test_links_are_honoured(
    scores: dict[tuple[str, str], float],
    must: list[tuple[str, str]],
    cannot: list[tuple[str, str]],
) -> None:
    joined = components(must)
    at = {node: n for n, group in enumerate(joined) for node in group}
    possible = [p for p in cannot if p[0] not in at or at[p[0]] != at.get(p[1])]
    found = clusters(scores, rules=RULES, must=must, cannot=possible)
    where = {node: n for n, group in enumerate(found) for node in group}
    assert sum(len(g) for g in found) == len(where)
    assert all(where[a] == where[b] for a, b in must)
    assert all(where.get(a, a) != where.get(b, b) for a, b in possible)


@given(scores=SCORES, order=st.randoms(use_true_random=False))
def test_the_order_of_pairs_does_not_matter(
    scores: dict[tuple[str, str], float], order: object
) -> None:
    shuffled = list(scores.items())
    order.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis' own Random
    assert clusters(dict(shuffled), rules=RULES) == clusters(scores, rules=RULES)


def test_what_a_record_lacks_is_not_held_against_it() -> None:
    """Two agree on a name and not on the date that one lacks: the group's other dates speak."""
    weights = Weights(
        prior=-10.0, rival=1_000.0, direct=[[8.0, -4.0], [9.0, -4.0]], relative=[[0, 0], [0, 0]]
    )
    edges = [
        Edge("a", "b", 7.0, (0, 0)), Edge("a", "c", -2.0, (0, None)), Edge("b", "c", 7.0, (0, 0)),
    ]  # fmt: skip
    assert cluster.clusters(edges, weights, rules=RULES) == [("a", "b", "c")]
    other = [*edges[:1], Edge("a", "c", -2.0, (0, None)), Edge("b", "c", 7.0, (0, 1))]
    assert cluster.clusters(other, weights, rules=RULES) == [("a", "b")]


def test_a_source_free_of_duplicates_gives_a_group_one_record() -> None:
    bits = {("a", "b"): 12.0, ("a", "c"): 11.0, ("b", "c"): 10.0}
    sources = {"b": {"s"}, "c": {"s"}}
    assert clusters(bits, rules=RULES, alone=sources) == [("a", "b")]
    assert clusters(bits, rules=RULES, alone=sources, must=[("b", "c")]) == [("a", "b", "c")]


def test_a_group_takes_no_more_than_its_most() -> None:
    bits = dict.fromkeys(PAIRS, 12.0)
    found = clusters(bits, rules=replace(RULES, most=4))
    assert found and max(len(group) for group in found) <= 4


def test_only_a_trained_model_takes_even_odds() -> None:
    shipped = default_model("person")
    assert cluster.rules_of(shipped) == Rules()
    trained = replace(shipped, trained=True, per_entity=8.0)
    assert cluster.rules_of(trained) == Rules(threshold=0.0, floor=0.0, credit=3.0)
    assert cluster.rules_of(trained, 6.0).threshold == 6.0
