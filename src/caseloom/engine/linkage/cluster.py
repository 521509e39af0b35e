"""From scored pairs to groups: average link inside components, with must-link and cannot-link.

Connected components alone destroy precision (one wrong pair joins two people, DESIGN.md §4), so
they only partition the work. Inside, two groups are weighed field by field: the mean of what a
field says over the pairs where it can be compared, and the fields summed. So a record that lacks
a date is not held against those that have one, and its name is compared with all of theirs.
"""

import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import NamedTuple

from caseloom.engine.linkage.model import Model
from caseloom.engine.linkage.score import combine

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Rules:
    """When two groups become one.

    threshold: bits that at least one pair between them must reach; floor: bits that the two
    groups must reach, weighed as groups; missing: bits of a pair that was no candidate; credit:
    bits that groups may gain by their sizes, because an entity that has many records is likelier
    to have one more; most: members beyond which a group takes no more.
    """

    threshold: float = 4.25
    floor: float = 2.0
    missing: float = -6.0
    credit: float = 0.0
    most: int = 1_000


def rules_of(model: Model, threshold: float | None = None) -> Rules:
    """The rules that go with `model`; `threshold` replaces its own.

    A trained model has seen how many matches there are, so even odds are even odds, and groups are
    credited up to as many records as an entity seems to have. One that was not trained must be
    surer: 95 % for a pair, 80 % for groups.
    """
    if not model.trained:
        return Rules() if threshold is None else Rules(threshold=threshold)
    credit = max(0.0, log2(max(model.per_entity, 1.0)))
    return Rules(threshold=threshold or 0.0, floor=0.0, credit=credit)


class Edge(NamedTuple):
    """A scored pair, the smaller id first.

    levels: each field's level from the top, None where there is nothing to compare; name_bits:
    the bits of its names, which depend on how common they are; shift: what rivals give or take,
    held in `bits`, too.
    """

    left: str
    right: str
    bits: float
    levels: tuple[int | None, ...]
    name_bits: float = 0.0
    shift: float = 0.0


@dataclass(frozen=True, slots=True)
class Weights:
    """A model's bits by field and level, against chance (direct) and against a relative.

    named: the number of the field whose direct bits each edge brings itself, or -1.
    """

    prior: float
    rival: float
    direct: Sequence[Sequence[float]]
    relative: Sequence[Sequence[float]]
    named: int = -1


def weights_of(model: Model) -> Weights:
    """The bits of `model`, in the order of its fields."""
    fields = list(model.fields)
    return Weights(
        prior=model.prior_bits,
        rival=model.offset - log2(model.relatives),
        direct=[[w.bits + model.gain(f, k) for k, w in model.fields[f].items()] for f in fields],
        relative=[
            [w.relative_bits + model.gain(f, k) for k, w in model.fields[f].items()] for f in fields
        ],
        named=fields.index("names") if "names" in fields else -1,
    )


def clusters(
    edges: Iterable[Edge],
    weights: Weights,
    *,
    rules: Rules,
    must: Iterable[Pair] = (),
    cannot: Iterable[Pair] = (),
    alone: Mapping[str, Collection[str]] | None = None,
) -> list[tuple[str, ...]]:
    """Groups of two and more, each sorted, the list too. Pairs are given smaller id first.

    Must-linked pairs are always together, cannot-linked pairs never, unless the two contradict
    each other: then must-link holds. `alone`: per node the sources free of duplicates that it is
    from; no group holds two nodes of one of them unless they are must-linked.
    """
    found, musts = list(edges), set(must)
    parts = components([*((e.left, e.right) for e in found if e.bits >= rules.threshold), *musts])
    at = {node: n for n, part in enumerate(parts) for node in part}
    inside: list[list[Edge]] = [[] for _ in parts]
    for edge in found:
        where = at.get(edge.left)
        if where is not None and where == at.get(edge.right):
            inside[where].append(edge)
    bound = _by_part(musts, at, len(parts))
    barred = _by_part(set(cannot), at, len(parts))
    result: list[tuple[str, ...]] = []
    for n, part in enumerate(parts):
        work = _Agglomeration(part, weights, rules, alone or {})
        work.read(inside[n], barred[n])
        for one, two in sorted(bound[n]):
            work.join(work.at[one], work.at[two])
        work.run()
        result.extend(members for members in work.result() if len(members) > 1)
    return sorted(result)


def _by_part(pairs: Iterable[Pair], at: Mapping[str, int], parts: int) -> list[set[Pair]]:
    found: list[set[Pair]] = [set() for _ in range(parts)]
    for one, two in pairs:
        if one in at and at[one] == at.get(two):
            found[at[one]].add((one, two))
    return found


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


class _Sum:
    """What all pairs between two groups say: sums and counts by field, and the best pair."""

    __slots__ = ("best", "counts", "direct", "pairs", "relative", "shift")

    def __init__(self, edge: Edge, weights: Weights) -> None:
        self.best, self.pairs, self.shift = edge.bits, 1, edge.shift
        self.direct: list[float] = []
        self.relative: list[float] = []
        self.counts: list[int] = []
        for field, level in enumerate(edge.levels):
            known = level is not None
            self.counts.append(int(known))
            self.relative.append(weights.relative[field][level] if level is not None else 0.0)
            own = field == weights.named
            bits = edge.name_bits if own else weights.direct[field][level or 0]
            self.direct.append(bits if known else 0.0)

    def add(self, other: "_Sum") -> None:
        self.best = max(self.best, other.best)
        self.pairs += other.pairs
        self.shift += other.shift
        self.direct = [a + b for a, b in zip(self.direct, other.direct, strict=True)]
        self.relative = [a + b for a, b in zip(self.relative, other.relative, strict=True)]
        self.counts = [a + b for a, b in zip(self.counts, other.counts, strict=True)]

    def bits(self, weights: Weights) -> float:
        direct = weights.prior + self.shift / self.pairs
        relative = weights.rival + self.shift / self.pairs
        for d, r, count in zip(self.direct, self.relative, self.counts, strict=True):
            if count:
                direct += d / count
                relative += r / count
        return combine(direct, relative)


class _Agglomeration:
    """Average link by sums: joining two groups adds their sums, so no pair is read twice."""

    def __init__(
        self,
        nodes: Sequence[str],
        weights: Weights,
        rules: Rules,
        alone: Mapping[str, Collection[str]],
    ) -> None:
        self.weights, self.rules = weights, rules
        self.members: dict[int, list[str]] = {n: [node] for n, node in enumerate(nodes)}
        self.at = {node: n for n, node in enumerate(nodes)}
        self.sums: dict[int, dict[int, _Sum]] = {n: {} for n in self.members}
        self.apart: dict[int, set[int]] = {n: set() for n in self.members}
        self.sources = {n: set(alone.get(node, ())) for n, node in enumerate(nodes)}

    def read(self, edges: Iterable[Edge], cannot: Iterable[Pair]) -> None:
        # Of two edges between the same two, the better; sorted, so that sums come out the same.
        for edge in sorted(edges, key=lambda e: (e.left, e.right, e.bits)):
            a, b = self.at[edge.left], self.at[edge.right]
            self.sums[a][b] = self.sums[b][a] = _Sum(edge, self.weights)
        for one, two in cannot:
            a, b = self.at[one], self.at[two]
            self.apart[a].add(b)
            self.apart[b].add(a)

    def value(self, a: int, b: int) -> float | None:
        """Bits that the groups reach, None where they may not be joined."""
        found, one, two = self.sums[a][b], len(self.members[a]), len(self.members[b])
        if (
            found.best < self.rules.threshold
            or one + two > self.rules.most
            or b in self.apart[a]
            or not self.sources[a].isdisjoint(self.sources[b])
        ):
            return None
        pairs = one * two
        known = found.bits(self.weights) * found.pairs
        value = (known + (pairs - found.pairs) * self.rules.missing) / pairs
        value += min(self.rules.credit, log2(pairs))
        return value if value >= self.rules.floor else None

    def join(self, a: int, b: int) -> int:
        if a == b:
            return a
        keep, gone = (a, b) if self.members[a][0] < self.members[b][0] else (b, a)
        for other, found in self.sums.pop(gone).items():
            del self.sums[other][gone]
            if other == keep:
                continue
            known = self.sums[keep].get(other)
            if known is None:
                self.sums[keep][other] = self.sums[other][keep] = found
            else:
                known.add(found)
        for other in self.apart.pop(gone):
            self.apart[other].discard(gone)
            if other != keep:
                self.apart[other].add(keep)
                self.apart[keep].add(other)
        for node in self.members[gone]:
            self.at[node] = keep
        self.sources[keep] |= self.sources.pop(gone)
        self.members[keep] = sorted(self.members[keep] + self.members.pop(gone))
        return keep

    def run(self) -> None:
        heap: list[tuple[float, str, str, int, int, int, int]] = []
        for a, others in self.sums.items():
            for b in others:
                if a < b:
                    self._push(heap, a, b)
        while heap:
            _, _, _, a, b, one, two = heapq.heappop(heap)
            if b not in self.sums.get(a, ()) or a not in self.members or b not in self.members:
                continue
            if (len(self.members[a]), len(self.members[b])) != (one, two):
                continue
            if self.value(a, b) is not None:
                kept = self.join(a, b)
                for other in self.sums[kept]:
                    self._push(heap, kept, other)

    def _push(self, heap: list[tuple[float, str, str, int, int, int, int]], a: int, b: int) -> None:
        value = self.value(a, b)
        if value is not None:
            first, second = self.members[a], self.members[b]
            heapq.heappush(heap, (-value, first[0], second[0], a, b, len(first), len(second)))

    def result(self) -> list[tuple[str, ...]]:
        return [tuple(members) for members in self.members.values()]
