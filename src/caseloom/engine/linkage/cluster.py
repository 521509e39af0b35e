"""From scored pairs to groups: average link inside components, with must-link and cannot-link.

Connected components alone destroy precision (one wrong pair joins two people, DESIGN.md §4), so
they only partition the work. Inside, two groups are weighed field by field: the mean of what a
field says over the pairs where it can be compared, and the fields summed. So a record that lacks
a date is not held against those that have one, and its name is compared with all of theirs.
"""

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Said:
    """What a pattern of levels says: by field whether it is known, and its bits; and the sums.

    direct, relative: against chance and against a relative; the sums with what goes before.
    """

    known: tuple[int, ...]
    direct: tuple[float, ...]
    relative: tuple[float, ...]
    direct_sum: float
    relative_sum: float

    @classmethod
    def of(cls, weights: Weights, levels: Sequence[int | None], name_bits: float) -> "Said":
        """What `levels` say by `weights`; name_bits: as in Edge."""
        direct, relative = [], []
        for field, level in enumerate(levels):
            if level is None:
                direct.append(0.0)
                relative.append(0.0)
                continue
            own = field == weights.named
            direct.append(name_bits if own else weights.direct[field][level])
            relative.append(weights.relative[field][level])
        return cls(
            tuple([int(level is not None) for level in levels]), tuple(direct), tuple(relative),
            weights.prior + sum(direct), weights.rival + sum(relative),
        )  # fmt: skip


# Two nodes, the smaller first; bits, the shift in them, and what the levels say.
Link = tuple[int, int, float, float, Said]


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
    names = sorted(name for part in parts for name in part)
    number = {name: n for n, name in enumerate(names)}
    at = {number[name]: n for n, part in enumerate(parts) for name in part}
    inside: list[list[Link]] = [[] for _ in parts]
    for link in _links(found, number, weights):
        where = at[link[0]]
        if where == at[link[1]]:
            inside[where].append(link)
    bound, barred = (_by_part(pairs, number, at, len(parts)) for pairs in (musts, set(cannot)))
    sources = {number[name]: held for name, held in (alone or {}).items() if name in number}
    result: list[tuple[str, ...]] = []
    for n, part in enumerate(parts):
        nodes = [number[name] for name in part]
        groups = joined(
            nodes, inside[n], weights, rules, must=bound[n], cannot=barred[n], sources=sources
        )
        result.extend(tuple([names[node] for node in group]) for group in groups)
    return sorted(result)


def _links(edges: Iterable[Edge], number: Mapping[str, int], weights: Weights) -> Iterator[Link]:
    said: dict[tuple[tuple[int | None, ...], float], Said] = {}
    for edge in sorted(edges, key=lambda e: (e.left, e.right, e.bits)):
        if edge.left not in number or edge.right not in number:
            continue
        key = (edge.levels, edge.name_bits)
        if key not in said:
            said[key] = Said.of(weights, *key)
        yield number[edge.left], number[edge.right], edge.bits, edge.shift, said[key]


def _by_part(
    pairs: Iterable[Pair], number: Mapping[str, int], at: Mapping[int, int], parts: int
) -> list[list[tuple[int, int]]]:
    found: list[list[tuple[int, int]]] = [[] for _ in range(parts)]
    for one, two in sorted(pairs):
        if one in number and two in number:
            a, b = number[one], number[two]
            if at[a] == at[b]:
                found[at[a]].append((a, b))
    return found


def joined(
    nodes: Sequence[int],
    links: Sequence[Link],
    weights: Weights,
    rules: Rules,
    *,
    must: Sequence[tuple[int, int]] = (),
    cannot: Iterable[tuple[int, int]] = (),
    sources: Mapping[int, Collection[str | int]] | None = None,
) -> list[list[int]]:
    """The groups of two and more of one component, each sorted, the first by its first node.

    nodes: numbers, sorted, in the order that breaks ties. links: all that are known between them,
    in order of nodes and bits: of two between the same two, the last counts. sources: see
    clusters.
    """
    work = _Agglomeration(nodes, weights, rules, sources or {})
    work.read(links, cannot)
    for one, two in must:
        work.join(work.at[one], work.at[two])
    work.run()
    return sorted(group for group in work.members.values() if len(group) > 1)


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

    __slots__ = ("best", "direct", "known", "pairs", "relative", "said", "shift")

    def __init__(self, best: float, shift: float, said: Said) -> None:
        self.best, self.pairs, self.shift = best, 1, shift
        # Of one pair, which most stay, everything is known already.
        self.said: Said | None = said
        self.known: Sequence[int] = said.known
        self.direct: Sequence[float] = said.direct
        self.relative: Sequence[float] = said.relative

    def add(self, other: "_Sum") -> None:
        self.best = max(self.best, other.best)
        self.pairs += other.pairs
        self.shift += other.shift
        self.said = None
        self.direct = [a + b for a, b in zip(self.direct, other.direct, strict=True)]
        self.relative = [a + b for a, b in zip(self.relative, other.relative, strict=True)]
        self.known = [a + b for a, b in zip(self.known, other.known, strict=True)]

    def bits(self, weights: Weights) -> float:
        if self.said is not None:
            return combine(self.said.direct_sum + self.shift, self.said.relative_sum + self.shift)
        direct = weights.prior + self.shift / self.pairs
        relative = weights.rival + self.shift / self.pairs
        for d, r, count in zip(self.direct, self.relative, self.known, strict=True):
            if count:
                direct += d / count
                relative += r / count
        return combine(direct, relative)


class _Agglomeration:
    """Average link by sums: joining two groups adds their sums, so no pair is read twice.

    A group goes by its first node.
    """

    def __init__(
        self,
        nodes: Sequence[int],
        weights: Weights,
        rules: Rules,
        sources: Mapping[int, Collection[str | int]],
    ) -> None:
        self.weights, self.rules = weights, rules
        self.members: dict[int, list[int]] = {node: [node] for node in nodes}
        self.at = {node: node for node in nodes}
        self.sums: dict[int, dict[int, _Sum]] = {node: {} for node in nodes}
        self.apart: dict[int, set[int]] = {}
        self.sources = {node: set(sources[node]) for node in nodes if node in sources}

    def read(self, links: Iterable[Link], cannot: Iterable[tuple[int, int]]) -> None:
        for a, b, bits, shift, said in links:
            self.sums[a][b] = self.sums[b][a] = _Sum(bits, shift, said)
        for a, b in cannot:
            self.apart.setdefault(a, set()).add(b)
            self.apart.setdefault(b, set()).add(a)

    def value(self, a: int, b: int) -> float | None:
        """Bits that the groups reach, None where they may not be joined."""
        found, one, two = self.sums[a][b], len(self.members[a]), len(self.members[b])
        if found.best < self.rules.threshold or one + two > self.rules.most or self._barred(a, b):
            return None
        pairs = one * two
        value = found.bits(self.weights)
        if pairs > 1:
            value = (value * found.pairs + (pairs - found.pairs) * self.rules.missing) / pairs
            value += min(self.rules.credit, log2(pairs))
        return value if value >= self.rules.floor else None

    def _barred(self, a: int, b: int) -> bool:
        if self.apart and b in self.apart.get(a, ()):
            return True
        held = self.sources.get(a)
        return held is not None and not held.isdisjoint(self.sources.get(b, ()))

    def join(self, a: int, b: int) -> int:
        if a == b:
            return a
        keep, gone = (a, b) if a < b else (b, a)
        for other, found in self.sums.pop(gone).items():
            del self.sums[other][gone]
            if other == keep:
                continue
            known = self.sums[keep].get(other)
            if known is None:
                self.sums[keep][other] = self.sums[other][keep] = found
            else:
                known.add(found)
        for other in self.apart.pop(gone, ()):
            self.apart[other].discard(gone)
            if other != keep:
                self.apart.setdefault(keep, set()).add(other)
                self.apart[other].add(keep)
        for node in self.members[gone]:
            self.at[node] = keep
        if gone in self.sources:
            self.sources[keep] = self.sources.get(keep, set()) | self.sources.pop(gone)
        self.members[keep] = sorted(self.members[keep] + self.members.pop(gone))
        return keep

    def run(self) -> None:
        """Join the two groups that are likeliest one, as long as any are."""
        heap: list[tuple[float, int, int, int, int]] = []
        for a, others in self.sums.items():
            for b in others:
                if a < b:
                    self._push(heap, a, b)
        while heap:
            _, a, b, one, two = heapq.heappop(heap)
            if a not in self.members or b not in self.members:
                continue
            if (len(self.members[a]), len(self.members[b])) != (one, two):
                continue
            if self.value(a, b) is not None:
                kept = self.join(a, b)
                for other in self.sums[kept]:
                    self._push(heap, kept, other)

    def _push(self, heap: list[tuple[float, int, int, int, int]], a: int, b: int) -> None:
        value = self.value(a, b)
        if value is not None:
            heapq.heappush(heap, (-value, a, b, len(self.members[a]), len(self.members[b])))
