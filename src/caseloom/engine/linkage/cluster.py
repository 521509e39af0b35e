"""From scored pairs to groups: average link inside components, with must-link and cannot-link.

Connected components alone destroy precision (one wrong pair joins two people, DESIGN.md §4),
so they only partition the work.
"""

import heapq
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

Pair = tuple[str, str]
# One piece of evidence counts no more than this in a mean, so that it does not outvote the rest.
CLIP = 15.0


@dataclass(frozen=True, slots=True)
class Rules:
    """When two groups become one.

    threshold: bits that at least one pair between two groups must reach; floor: bits that
    the mean over all pairs between them must reach; missing: bits of a pair without a score.
    """

    threshold: float = 4.25
    floor: float = 0.0
    missing: float = -4.0


def clusters(
    bits: Mapping[Pair, float],
    *,
    rules: Rules,
    must: Iterable[Pair] = (),
    cannot: Iterable[Pair] = (),
) -> list[tuple[str, ...]]:
    """Groups of two and more, each sorted, the list too. Pairs are given smaller id first.

    Must-linked pairs are always together, cannot-linked pairs never, unless the two contradict
    each other: then must-link holds.
    """
    musts, cannots = set(must), set(cannot)
    strong = [pair for pair, value in bits.items() if value >= rules.threshold]
    groups = components([*strong, *musts])
    found: list[tuple[str, ...]] = []
    for group in groups:
        found.extend(_split(group, bits, rules, musts, cannots))
    return sorted(found)


def components(pairs: Iterable[Pair]) -> list[tuple[str, ...]]:
    """The connected components of `pairs`, each sorted, the list too."""
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for one, two in pairs:
        a, b = root(one), root(two)
        if a != b:
            parent[max(a, b)] = min(a, b)
    groups: dict[str, list[str]] = {}
    for node in list(parent):
        groups.setdefault(root(node), []).append(node)
    return sorted(tuple(sorted(group)) for group in groups.values())


def _split(
    group: tuple[str, ...],
    bits: Mapping[Pair, float],
    rules: Rules,
    must: Collection[Pair],
    cannot: Collection[Pair],
) -> list[tuple[str, ...]]:
    work = _Agglomeration(group, bits, rules, cannot)
    for one, two in combinations(group, 2):
        if (one, two) in must:
            work.join(work.group_of(one), work.group_of(two))
    work.run()
    return [members for members in work.result() if len(members) > 1]


class _Agglomeration:
    """Average link by sums: joining two groups adds their sums, so no pair is read twice."""

    def __init__(
        self,
        group: tuple[str, ...],
        bits: Mapping[Pair, float],
        rules: Rules,
        cannot: Collection[Pair],
    ) -> None:
        self.rules = rules
        self.members: dict[int, list[str]] = {n: [node] for n, node in enumerate(group)}
        self.at = {node: n for n, node in enumerate(group)}
        self.sums: dict[int, dict[int, tuple[float, int, float]]] = {n: {} for n in self.members}
        self.apart: dict[int, set[int]] = {n: set() for n in self.members}
        for (a, one), (b, two) in combinations(enumerate(group), 2):
            if (one, two) in cannot:
                self.apart[a].add(b)
                self.apart[b].add(a)
            value = bits.get((one, two))
            if value is not None:
                clipped = max(-CLIP, min(CLIP, value))
                self.sums[a][b] = self.sums[b][a] = (clipped, 1, value)

    def group_of(self, node: str) -> int:
        return self.at[node]

    def mean(self, a: int, b: int) -> float:
        total, scored, _ = self.sums[a][b]
        pairs = len(self.members[a]) * len(self.members[b])
        return (total + (pairs - scored) * self.rules.missing) / pairs

    def may(self, a: int, b: int) -> bool:
        return (
            b not in self.apart[a]
            and self.sums[a][b][2] >= self.rules.threshold
            and self.mean(a, b) >= self.rules.floor
        )

    def join(self, a: int, b: int) -> int:
        if a == b:
            return a
        keep, gone = (a, b) if self.members[a][0] < self.members[b][0] else (b, a)
        for other, (total, scored, best) in self.sums.pop(gone).items():
            del self.sums[other][gone]
            if other != keep:
                t, s, m = self.sums[keep].get(other, (0.0, 0, float("-inf")))
                joined = (t + total, s + scored, max(m, best))
                self.sums[keep][other] = self.sums[other][keep] = joined
        for other in self.apart.pop(gone):
            self.apart[other].discard(gone)
            if other != keep:
                self.apart[other].add(keep)
                self.apart[keep].add(other)
        for node in self.members[gone]:
            self.at[node] = keep
        self.members[keep] = sorted(self.members[keep] + self.members.pop(gone))
        return keep

    def run(self) -> None:
        heap = [
            (-self.mean(a, b), self.members[a][0], self.members[b][0], a, b, 1, 1)
            for a in self.sums for b in self.sums[a] if a < b and self.may(a, b)
        ]  # fmt: skip
        heapq.heapify(heap)
        while heap:
            _, _, _, a, b, size_a, size_b = heapq.heappop(heap)
            if a not in self.members or b not in self.members or b not in self.sums[a]:
                continue
            sizes = (len(self.members[a]), len(self.members[b]))
            if not self.may(a, b):
                continue
            if sizes != (size_a, size_b):
                self._push(heap, a, b)
                continue
            kept = self.join(a, b)
            for other in self.sums[kept]:
                if self.may(kept, other):
                    self._push(heap, kept, other)

    def _push(self, heap: list[tuple[float, str, str, int, int, int, int]], a: int, b: int) -> None:
        first, second = self.members[a], self.members[b]
        heapq.heappush(heap, (-self.mean(a, b), first[0], second[0], a, b, len(first), len(second)))

    def result(self) -> list[tuple[str, ...]]:
        return [tuple(members) for members in self.members.values()]
