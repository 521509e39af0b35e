"""What happened when: dated values of records, and dated links."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from caseloom.explore import edges, nodes
from caseloom.explore.edges import Row, Window
from caseloom.explore.types import Moment, Node, Timeline
from caseloom.kernel.errors import NotFound
from caseloom.kernel.viewer import Viewer
from caseloom.ontology import model as ontology
from caseloom.store import queries as store
from caseloom.store.types import Record

MOST = 5_000
# When a source was written or fetched says nothing of what happened.
_NOT_EVENTS = frozenset({"modifiedAt", "retrievedAt", "createdAt", "indexUpdatedAt", "processedAt"})


def timeline(
    viewer: Viewer, entity_ids: Collection[UUID], as_of: datetime | None = None
) -> tuple[Timeline, tuple[Node, ...]]:
    """Every dated value and link of these entities, in order, up to 5,000; and the far ends.

    Ids that the viewer may not see are left out without a word; NotFound when none is left.
    """
    found = nodes.Nodes(viewer, entity_ids)
    members = [one for group in found.groups.values() for one in group]
    records = store.records(viewer, members, as_of)
    rows = edges.dated(members, Window(as_of=as_of), MOST + 1)
    if not records and not rows:
        raise NotFound("There is no such entity.")
    around = nodes.Nodes(viewer, {end for row in rows for end in (row.source, row.target)})
    named = around.named()
    moments = [*_values(records, found), *_links(rows, frozenset(members), around.of, named)]
    moments.sort(key=lambda one: (one.when, one.property, str(one.record_id)))
    told = Timeline(tuple(moments[:MOST]), complete=len(moments) <= MOST)
    return told, tuple(named.values())


def _values(records: Iterable[Record], found: nodes.Nodes) -> Iterable[Moment]:
    for record in records:
        kind = ontology.schema(record.schema)
        for name, values in record.properties.items():
            prop = kind.get(name)
            if prop is None or prop.type.name != "date" or name in _NOT_EVENTS or kind.edge:
                continue
            for value in values:
                yield Moment(
                    when=value,
                    until=None,
                    kind="value",
                    schema=record.schema,
                    property=name,
                    title=prop.label,
                    entity_id=found.of.get(record.entity_id, record.entity_id),
                    other_id=None,
                    record_id=record.id,
                    source_id=record.source_id,
                    scope=record.scope,
                )


def _links(
    rows: Iterable[Row], here: frozenset[UUID], of: Mapping[UUID, UUID], named: Mapping[UUID, Node]
) -> Iterable[Moment]:
    for row in rows:
        near, far = (row.source, row.target) if row.source in here else (row.target, row.source)
        yield Moment(
            when=row.start_date or row.end_date or "",
            until=row.end_date,
            kind="link",
            schema=row.schema,
            property="",
            title=named[of[far]].caption,
            entity_id=of[near],
            other_id=of[far],
            record_id=row.record_id,
            source_id=row.source_id,
            scope=row.scope,
        )
