"""Entities as nodes: composed for the viewer, named by their fullest visible record."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from caseloom.explore.edges import Row
from caseloom.explore.types import Edge, Node
from caseloom.kernel.errors import NotFound
from caseloom.kernel.ids import uuid_array
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import queries as resolve

_NAMES = """
    -- The fullest visible entry of each entity id.
    SELECT DISTINCT ON (entity_id) entity_id, schema, caption, scope
      FROM explore_entry WHERE entity_id = ANY(%s)
     ORDER BY entity_id, caption = '', rank, record_id
"""
_DEGREES = """
    SELECT entity_id, sum(outgoing + incoming)::bigint
      FROM explore_degree WHERE entity_id = ANY(%s) GROUP BY entity_id
"""
UNKNOWN = "Thing"


class Nodes:
    """The nodes of some entity ids. `of` maps each entity id to its node's id."""

    def __init__(self, viewer: Viewer, entity_ids: Collection[UUID]) -> None:
        joined = resolve.joined(viewer, entity_ids)
        groups = {one: joined.get(one) or (one,) for one in entity_ids}
        self.of = {one: ids[0] for one, ids in groups.items()}
        self.groups: Mapping[UUID, tuple[UUID, ...]] = {ids[0]: ids for ids in groups.values()}

    def named(self) -> dict[UUID, Node]:
        """Every node by its id, with its name and how many links it has."""
        ids = [one for group in self.groups.values() for one in group]
        names = {
            entity: (schema, caption, scope)
            for entity, schema, caption, scope in _rows(_NAMES, ids)
        }
        degrees = dict(_rows(_DEGREES, ids))
        return {id_: _node(group, names, degrees) for id_, group in self.groups.items()}


def _node(
    group: tuple[UUID, ...],
    names: Mapping[UUID, tuple[str, str, int]],
    degrees: Mapping[UUID, int],
) -> Node:
    known = [names[one] for one in group if one in names]
    nothing = (UNKNOWN, "", None)
    schema, caption, scope = next((one for one in known if one[1]), known[0] if known else nothing)
    return Node(
        id=group[0],
        entity_ids=group,
        schema=schema,
        caption=caption,
        known=bool(known),
        degree=sum(degrees.get(one, 0) for one in group),
        scope=scope,
    )


def _rows(sql: str, ids: list[UUID]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [uuid_array(ids)])
        return list(cursor.fetchall())


def one(viewer: Viewer, entity_id: UUID) -> Node:
    """The node that `entity_id` belongs to. Raises NotFound, the same for absent and hidden."""
    node = next(iter(Nodes(viewer, [entity_id]).named().values()))
    if not node.known and not node.degree:
        raise NotFound("There is no such entity.")
    return node


def edges(rows: Iterable[Row], of: Mapping[UUID, UUID]) -> tuple[Edge, ...]:
    """Edges between nodes, each once; those within one node are left out."""
    found = {
        (row.record_id, row.schema, of[row.source], of[row.target]): row
        for row in rows
        if of[row.source] != of[row.target]
    }
    return tuple(
        Edge(
            record_id=row.record_id,
            schema=row.schema,
            source=source,
            target=target,
            label=row.label,
            start_date=row.start_date,
            end_date=row.end_date,
            amount=None if row.amount is None else format(row.amount, "f"),
            source_id=row.source_id,
            scope=row.scope,
        )
        for (_, _, source, target), row in sorted(found.items(), key=lambda item: item[0])
    )
