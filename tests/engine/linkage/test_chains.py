"""Chains are counted as their components would be, threshold by threshold."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from caseloom.engine.linkage import chains, cluster

MEMBERS = 14
LINKED = st.lists(
    st.tuples(st.integers(0, MEMBERS - 1), st.integers(0, MEMBERS - 1), st.integers(0, 8)),
    max_size=30,
)


@settings(deadline=None)  # the first example imports numpy
@given(LINKED, st.lists(st.integers(0, 5), min_size=MEMBERS, max_size=MEMBERS), st.integers(0, 63))
def test_chains_count_as_their_components_would(
    linked: list[tuple[int, int, int]], entities: list[int], taken: int
) -> None:
    truth = {f"m{n:02}": f"e{entity}" for n, entity in enumerate(entities)}
    pairs = [(f"m{a:02}", f"m{b:02}", bits / 2) for a, b, bits in linked if a != b]
    half = {f"e{n}" for n in range(6) if taken >> n & 1}
    found = chains.Chains(truth, pairs, [half])
    before: list[tuple[str, ...]] = []
    for threshold in (4.0, 2.5, 2.0, 0.5, 0.0):
        groups = cluster.components((a, b) for a, b, bits in pairs if bits >= threshold)
        assert found.fall(threshold) == (groups != before)
        before = groups
        for other, mine in ((False, half), (True, set(truth.values()) - half)):
            # Each pair of members by itself; one across the halves counts by half to each.
            expected = [
                (
                    sum(truth[a] == truth[b] in mine for a, b in combinations(group, 2)),
                    sum(((truth[a] in mine) + (truth[b] in mine)) / 2
                        for a, b in combinations(group, 2)),
                )
                for group in groups
            ]  # fmt: skip
            assert [tuple(c) for c in found.claimed(0, other=other).T.tolist()] == expected
