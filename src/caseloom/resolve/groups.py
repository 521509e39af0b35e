"""The groups that pairs in the queue would make, and by which pair each is held together.

Worked out at each reading, from the suggestions and judgements that the viewer may see: so a
group shows what he sees of it, and nothing hidden can tell.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

import rustworkx

from caseloom.engine.linkage import cluster
from caseloom.engine.linkage.levels import COMPARISONS
from caseloom.engine.linkage.model import Model
from caseloom.engine.linkage.score import probability as odds
from caseloom.kernel.ids import uuid_array
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import modelling, opposing, reading, rows, types
from caseloom.store import queries as store

# How far it is looked from a page of pairs: steps, entities, and pairs read in one step.
STEPS, MOST, READ = 4, 400, 4_000
# Below this a single pair is not enough to hold a group together unseen.
SURE = 0.99
_EDGES = """
    SELECT s.id, s.category, s."left", s."right", s.score, s.weights, s.model
      FROM resolve_suggestion s
     WHERE s."left" = ANY(%(ids)s) OR s."right" = ANY(%(ids)s)
     ORDER BY s.score DESC, s.id LIMIT %(limit)s
"""
_LEVELS = {
    name: {level.key: number for number, level in enumerate(comparison.levels)}
    for name, comparison in COMPARISONS.items()
}
Pair = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class _Edge:
    """The strongest suggestion between two entities as they stand now."""

    suggestion: UUID
    category: str
    left: UUID
    right: UUID
    bits: float
    weights: tuple[types.FieldWeight, ...]
    model: str


@dataclass(slots=True)
class _Surroundings:
    """What lies around some pairs: entities by their representatives, edges between those."""

    now: reading.Composition
    edges: dict[Pair, _Edge] = field(default_factory=dict)
    looked_at: set[UUID] = field(default_factory=set)
    apart: set[Pair] = field(default_factory=set)
    group_of: dict[UUID, frozenset[UUID]] = field(default_factory=dict)
    models: dict[str, Model] = field(default_factory=dict)  # in use, by type
    beside: dict[UUID, list[Pair]] = field(default_factory=dict)  # the edges of an entity
    cut: set[UUID] = field(default_factory=set)  # what has more beside it than was looked at


@dataclass(frozen=True, slots=True)
class _Found:
    members: frozenset[UUID]
    joined: bool
    bridge: _Edge | None
    conflict: bool
    complete: bool


def of_pairs(viewer: Viewer, pairs: Sequence[Pair]) -> list[types.Group | None]:
    """For each pair of entities the group that it is part of; None where it is no more than it.

    A group is that of `resolve evaluate`: average link over what was found, with what people
    judged as must-link and cannot-link. Where the pair itself would be left apart, it is what
    either side is joined with.
    """
    around, found = _found(viewer, pairs)
    return _named(viewer, around, found)


def of_pair(
    viewer: Viewer, left: UUID, right: UUID
) -> tuple[types.Group | None, types.Against | None]:
    """The group of one pair, as `of_pairs` gives it, and what inside it speaks against it."""
    around, (found,) = _found(viewer, [(left, right)])
    if found is None:
        return None, None
    ids, pair = around.now.groups(), _pair(around.now.root(left), around.now.root(right))
    against = opposing.against(
        viewer,
        {root: ids[root] for root in _nearest(around, found, pair)},
        known={pair, *around.edges},
        complete=found.complete,
    )
    return _named(viewer, around, [found])[0], against


def _nearest(around: _Surroundings, found: _Found, pair: Pair) -> list[UUID]:
    """The members of a group, those first that matter most to who looks at `pair`."""
    ends = (found.bridge.left, found.bridge.right) if found.bridge else ()
    first = dict.fromkeys((*pair, *map(around.now.root, ends)))
    bits = {
        member: max(
            (around.edges[edge].bits for edge in around.beside.get(member, ())), default=0.0
        )
        for member in found.members
    }
    rest = sorted(found.members.difference(first), key=lambda member: (-bits[member], member))
    return [*first, *rest]


def _found(viewer: Viewer, pairs: Sequence[Pair]) -> tuple[_Surroundings, list[_Found | None]]:
    seeds = {entity for pair in pairs for entity in pair}
    joined = reading.joined(viewer, seeds)
    around = _look_around(seeds.union(*joined.values()))
    return around, [_group(around, *pair) for pair in pairs]


def _look_around(seeds: set[UUID]) -> _Surroundings:
    known, fresh, rows_found, looked_at = set(seeds), set(seeds), {}, set[UUID]()
    for _ in range(STEPS):
        if not fresh:
            break
        found = rows.fetch(_EDGES, {"ids": uuid_array(fresh), "limit": READ})
        if len(found) < READ:
            looked_at |= fresh
        rows_found.update({row[0]: row for row in found})
        fresh = set()
        for row in found:
            for entity in row[2:4]:
                if entity not in known and len(known) < MOST:
                    known.add(entity)
                    fresh.add(entity)
    inside = []
    for row in rows_found.values():
        if row[2] in known and row[3] in known:
            inside.append(row)
        else:
            looked_at -= {row[2], row[3]}  # it goes on from there
    around = _Surroundings(reading.composition(known), looked_at=looked_at)
    _add_edges(around, inside)
    _join(around)
    return around


def _add_edges(around: _Surroundings, found: Iterable[Sequence[Any]]) -> None:
    now = around.now
    around.apart = {_pair(now.root(one), now.root(two)) for _, one, two in now.apart}
    for identity, category, left, right, bits, weights, model in found:
        pair = _pair(now.root(left), now.root(right))
        if left not in now.since or right not in now.since or pair[0] == pair[1]:
            continue
        known = around.edges.get(pair)
        if known is None or (known.bits, known.suggestion) < (bits, identity):
            around.edges[pair] = _Edge(
                identity, category, left, right, bits, rows.weights_from_json(weights), model
            )
    for pair in around.edges:
        for entity in pair:
            around.beside.setdefault(entity, []).append(pair)
    around.cut = {now.root(entity) for entity in [*now.since] if entity not in around.looked_at}


def _join(around: _Surroundings) -> None:
    """Join what a run would join, type by type."""
    for category in {edge.category for edge in around.edges.values()}:
        model = modelling.current(category)
        edges = [
            _as_edge(model, pair, edge)
            for pair, edge in around.edges.items()
            if edge.category == category
        ]
        apart = [(str(one), str(two)) for one, two in around.apart]
        rules = cluster.rules_of(model)
        around.models[category] = model
        weights = cluster.weights_of(model)
        for members in cluster.clusters(edges, weights, rules=rules, cannot=apart):
            group = frozenset(map(UUID, members))
            around.group_of.update(dict.fromkeys(group, group))


def _as_edge(model: Model, pair: Pair, edge: _Edge) -> cluster.Edge:
    by_field = {weight.field: weight for weight in edge.weights}
    levels = tuple(
        _LEVELS[name].get(by_field[name].level) if name in by_field else None
        for name in model.fields
    )
    named = by_field["names"].weight if "names" in by_field else 0.0
    return cluster.Edge(str(pair[0]), str(pair[1]), edge.bits, levels, named)


def _group(around: _Surroundings, left: UUID, right: UUID) -> _Found | None:
    one, two = around.now.root(left), around.now.root(right)
    mine = around.group_of.get(one, frozenset([one]))
    other = around.group_of.get(two, frozenset([two]))
    members = mine | other
    conflict = _conflict(around, members)
    if len(members) <= 2 and not conflict:
        return None
    return _Found(
        members=members,
        joined=mine == other,
        bridge=_weakest_bridge(around, members) if len(members) > 2 else None,
        conflict=conflict,
        complete=members.isdisjoint(around.cut),
    )


def _conflict(around: _Surroundings, members: Collection[UUID]) -> bool:
    """Whether somebody judged one of them different from another, or from what is next to one."""
    if not around.apart:
        return False
    near = {entity for pair in _edges_of(around, members) for entity in pair}
    return any(
        not {one, two}.isdisjoint(members) and {one, two} <= near for one, two in around.apart
    )


def _edges_of(around: _Surroundings, members: Iterable[UUID]) -> set[Pair]:
    return {pair for entity in members for pair in around.beside.get(entity, ())}


def _weakest_bridge(around: _Surroundings, members: Collection[UUID]) -> _Edge | None:
    """The weakest of the pairs without which the group would fall apart; None without any.

    Pairs that are too weak to join anything hold nothing together either.
    """
    graph: rustworkx.PyGraph[UUID, _Edge] = rustworkx.PyGraph(multigraph=False)
    at = {entity: graph.add_node(entity) for entity in sorted(members)}
    for one, two in sorted(_edges_of(around, members)):
        edge = around.edges[one, two]
        least = cluster.rules_of(around.models[edge.category]).threshold
        if one in at and two in at and edge.bits >= least:
            graph.add_edge(at[one], at[two], edge)
    ends = cast(set[tuple[int, int]], rustworkx.bridges(graph))  # its stub says tuple[int]
    found = [graph.get_edge_data(one, two) for one, two in ends]
    return min(found, key=lambda edge: (edge.bits, edge.suggestion), default=None)


def _named(
    viewer: Viewer, around: _Surroundings, found: Sequence[_Found | None]
) -> list[types.Group | None]:
    ids = around.now.groups()
    ends = dict.fromkeys(
        end for one in found if one and one.bridge for end in (one.bridge.left, one.bridge.right)
    )
    composed = store.compose_many(viewer, [ids[end] for end in ends])
    captions = {end: made.caption if made else "" for end, made in zip(ends, composed, strict=True)}
    return [
        None
        if one is None
        else _as_group(
            ids, one, _as_bridge(ids, captions, around.models, one.bridge) if one.bridge else None
        )
        for one in found
    ]


def _as_group(
    ids: Mapping[UUID, tuple[UUID, ...]], found: _Found, bridge: types.Bridge | None
) -> types.Group:
    return types.Group(
        entities=tuple(sorted(ids[root][0] for root in found.members)),
        joined=found.joined,
        bridge=bridge,
        conflict=found.conflict,
        review=found.conflict or (bridge is not None and bridge.probability < SURE),
        complete=found.complete,
    )


def _as_bridge(
    ids: Mapping[UUID, tuple[UUID, ...]],
    captions: Mapping[UUID, str],
    models: Mapping[str, Model],
    edge: _Edge,
) -> types.Bridge:
    model = models[edge.category]
    calibrated = model.calibrated and model.hash == edge.model
    return types.Bridge(
        suggestion=edge.suggestion,
        left=ids[edge.left][0],
        right=ids[edge.right][0],
        left_caption=captions[edge.left],
        right_caption=captions[edge.right],
        score=edge.bits,
        probability=model.probability(edge.bits) if calibrated else odds(edge.bits),
        calibrated=calibrated,
        weights=edge.weights,
    )


def _pair(one: UUID, two: UUID) -> Pair:
    return (one, two) if one < two else (two, one)
