"""The graph around entities: expansion, paths, the links among what is on a canvas."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from caseloom.explore import edges, nodes, shapes
from caseloom.explore.edges import Ray, Row, Window
from caseloom.explore.types import Expansion, Graph
from caseloom.kernel.errors import Invalid, NotFound
from caseloom.kernel.viewer import Viewer
from caseloom.ontology import model as ontology
from caseloom.ontology.nearest import did_you_mean
from caseloom.resolve import queries as resolve

MOST_NODES = 2_000
MOST_EDGES = 20_000


def link_names(schemata: Iterable[str]) -> frozenset[str]:
    """The names of links that `schemata` cover, special cases included; all, without any.

    Raises Invalid for what is no link.
    """
    known = frozenset(one.name for one in shapes.joining())
    asked = list(schemata)
    return frozenset[str]().union(*(_covered(name, known) for name in asked)) if asked else known


def _covered(name: str, known: frozenset[str]) -> frozenset[str]:
    if name in known and ":" in name:
        return frozenset({name})
    if ":" not in name and (special := ontology.descendants(name) & known):
        return special
    raise Invalid(
        f"“{name}” is no type of link.", remedy=did_you_mean(name, sorted(known)), field="schemata"
    )


def expand(
    viewer: Viewer,
    entity_id: UUID,
    *,
    schemata: Iterable[str] = (),
    since: date | None = None,
    until: date | None = None,
    as_of: datetime | None = None,
    limit: int = 200,
) -> Expansion:
    """What surrounds an entity: at most `limit` neighbours, fairly from each type of link.

    Raises NotFound, the same for absent and hidden; Invalid for a bad filter or limit.
    """
    if not 1 <= limit <= MOST_NODES:
        raise Invalid(f"The limit is 1 to {MOST_NODES:,}.", field="limit")
    names = link_names(schemata)
    members = resolve.joined(viewer, [entity_id]).get(entity_id) or (entity_id,)
    window = Window(since, until, as_of)
    rays = rays_of(members, names, window)
    rows = _along(rays, limit, window)
    if len(members) > 1:
        rows = (*rows, *edges.within(members, MOST_EDGES))
    around = nodes.Nodes(viewer, _ends(rows) | set(members))
    named = around.named()
    center = named.pop(around.of[entity_id])
    if not center.known and not center.degree:
        raise NotFound("There is no such entity.")
    return Expansion(
        center=center,
        nodes=tuple(named.values()),
        edges=nodes.edges(rows, around.of),
        left_out=_left_out(rays, rows, members),
        left_out_is_lower_bound=not window.plain
        and any(ray.count >= edges.COUNT_CAP for ray in rays),
    )


def rays_of(entity_ids: Sequence[UUID], names: frozenset[str], window: Window) -> tuple[Ray, ...]:
    """How many links of each type leave and reach these entity ids within `window`."""
    if window.plain:
        return tuple(ray for ray in edges.rays(entity_ids) if ray.schema in names)
    return edges.counted(entity_ids, sorted(names), window)


def _along(rays: Sequence[Ray], limit: int, window: Window) -> tuple[Row, ...]:
    takes = shares(rays, limit)
    return (*edges.near(takes, "out", window), *edges.near(takes, "in", window))


def shares(rays: Sequence[Ray], limit: int) -> list[tuple[Ray, int]]:
    """`limit` shared out among rays: a small one gets all it has, the rest share what is left."""
    takes: list[tuple[Ray, int]] = []
    left = limit
    for index, ray in enumerate(sorted(rays, key=lambda r: (r.count, r.schema, r.direction))):
        take = min(ray.count, -(-left // (len(rays) - index)))
        takes.append((ray, take))
        left -= take
    return takes


def _ends(rows: Iterable[Row]) -> set[UUID]:
    return {end for row in rows for end in (row.source, row.target)}


def _left_out(
    rays: Iterable[Ray], rows: Iterable[Row], entity_ids: Sequence[UUID]
) -> dict[str, int]:
    """How many edges each type has beyond those given. Each end at the entity counts as one."""
    here = frozenset(entity_ids)
    total: Counter[str] = Counter()
    for ray in rays:
        total[ray.schema] += ray.count
    given = {(row.record_id, row.schema, row.source, row.target) for row in rows}
    for _, schema, source, target in given:
        total[schema] -= (source in here) + (target in here)
    return {name: count for name, count in sorted(total.items()) if count > 0}


def links_among(viewer: Viewer, entity_ids: Collection[UUID]) -> Graph:
    """The entities of a canvas, up to 2,000, and every link among them, up to 20,000.

    Ids that the viewer may not see are left out without a word. Raises Invalid beyond 2,000.
    """
    if len(entity_ids) > MOST_NODES:
        raise Invalid(
            f"A canvas holds {MOST_NODES:,} entities.", remedy="Take some away.", field="ids"
        )
    found = nodes.Nodes(viewer, entity_ids)
    named = {id_: node for id_, node in found.named().items() if node.known or node.degree}
    members = [one for node in named.values() for one in node.entity_ids]
    of = {one: node.id for node in named.values() for one in node.entity_ids}
    rows = edges.within(members, MOST_EDGES + 1)
    drawn = nodes.edges(rows[:MOST_EDGES], of)
    return Graph(tuple(named.values()), drawn, complete=len(rows) <= MOST_EDGES)
