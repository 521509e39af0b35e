"""The shortest way between two entities, searched from both ends, a batch a hop."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise, product
from uuid import UUID

from caseloom.explore import edges, nodes
from caseloom.explore.types import Node, Path
from caseloom.kernel.errors import Invalid
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import queries as resolve

MOST_HOPS = 4
MOST_REACHED = 30_000
_MOST_STEPS = 200_000


@dataclass(slots=True)
class Side:
    """What has been reached from one end. `came` maps each node to the one it was reached from."""

    came: dict[UUID, UUID | None]
    depths: dict[UUID, int]
    front: dict[UUID, tuple[UUID, ...]]
    depth: int = 0
    hubs: set[UUID] = field(default_factory=set)
    stopped: bool = False


def path(viewer: Viewer, left: UUID, right: UUID, *, max_hops: int = MOST_HOPS) -> Path:
    """A shortest path of at most `max_hops` (1 to 4) links; empty when there is none.

    Does not go through nodes with more than 2,000 links, nor beyond 30,000 nodes from one end,
    and says so in `hubs` and `stopped`. Raises NotFound, the same for absent and hidden.
    """
    if not 1 <= max_hops <= MOST_HOPS:
        raise Invalid(f"A path has 1 to {MOST_HOPS} links.", field="max_hops")
    start, end = nodes.one(viewer, left), nodes.one(viewer, right)
    if start.id == end.id:
        return Path((start,), (), 0)
    if edges.between(list(product(start.entity_ids, end.entity_ids)), 1):
        return _told(viewer, [start.id, end.id], ())
    sides = (_side(start), _side(end))
    middle = _meet(viewer, sides, max_hops)
    way = [] if middle is None else _way(sides, middle)
    hubs = tuple(_named(viewer, sides[0].hubs | sides[1].hubs))
    return _told(viewer, way, hubs, stopped=sides[0].stopped or sides[1].stopped)


def _side(node: Node) -> Side:
    return Side({node.id: None}, {node.id: 0}, {node.id: node.entity_ids})


def _meet(viewer: Viewer, sides: tuple[Side, Side], max_hops: int) -> UUID | None:
    while sides[0].depth + sides[1].depth < max_hops:
        open_sides = [side for side in sides if side.front]
        if not open_sides:
            return None
        side = min(open_sides, key=lambda one: len(one.front))
        other = sides[1] if side is sides[0] else sides[0]
        _grow(viewer, side)
        met = [node for node in side.front if node in other.depths]
        if met:
            return min(met, key=lambda node: (other.depths[node], node))
    return None


def _grow(viewer: Viewer, side: Side) -> None:
    """Reach one hop further from every node of the front that is no hub."""
    owner = {one: node for node, group in side.front.items() for one in group}
    degrees: dict[UUID, int] = {}
    for ray in edges.rays(list(owner)):
        degrees[owner[ray.entity_id]] = degrees.get(owner[ray.entity_id], 0) + ray.count
    hubs = {node for node, degree in degrees.items() if degree > edges.HUB}
    side.hubs |= hubs
    going = [one for one, node in owner.items() if node not in hubs]
    steps = edges.steps(going, _MOST_STEPS) if going else []
    side.stopped |= len(steps) >= _MOST_STEPS
    groups = resolve.joined(viewer, {there for _, there in steps})
    side.depth += 1
    side.front = {}
    for here, there in sorted(steps):
        _reach(side, owner[here], groups.get(there) or (there,))


def _reach(side: Side, origin: UUID, group: tuple[UUID, ...]) -> None:
    node = group[0]
    if node in side.depths:
        return
    if len(side.depths) >= MOST_REACHED:
        side.stopped = True
        return
    side.came[node], side.depths[node], side.front[node] = origin, side.depth, group


def _way(sides: tuple[Side, Side], middle: UUID) -> list[UUID]:
    first = list(_back(sides[0].came, middle))
    second = list(_back(sides[1].came, middle))
    return [*reversed(first), *second[1:]]


def _back(came: Mapping[UUID, UUID | None], node: UUID) -> Iterable[UUID]:
    at: UUID | None = node
    while at is not None:
        yield at
        at = came[at]


def _told(
    viewer: Viewer,
    way: list[UUID],
    hubs: tuple[Node, ...],
    *,
    stopped: bool = False,
) -> Path:
    if not way:
        return Path((), (), None, hubs, stopped)
    found = nodes.Nodes(viewer, way)
    named = found.named()
    told = [named[found.of[one]] for one in way]
    pairs = [
        pair
        for before, after in pairwise(told)
        for pair in product(before.entity_ids, after.entity_ids)
    ]
    of = {one: node.id for node in told for one in node.entity_ids}
    return Path(tuple(told), nodes.edges(edges.between(pairs), of), len(told) - 1, hubs, stopped)


def _named(viewer: Viewer, ids: set[UUID]) -> list[Node]:
    named = nodes.Nodes(viewer, ids).named() if ids else {}
    return sorted(named.values(), key=lambda node: (-node.degree, node.id))
