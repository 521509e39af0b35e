"""Groups: average link, must-link, cannot-link, and the same answer for any order of pairs."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from caseloom.engine.linkage.cluster import Rules, clusters, components

NODES = "abcdefg"
PAIRS = [(a, b) for a, b in combinations(NODES, 2)]
SCORES = st.dictionaries(st.sampled_from(PAIRS), st.floats(-12, 20), max_size=15)
RULES = Rules()


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
