"""Every read of sources, runs and records, and the composition of entities."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db import connection

from caseloom.kernel.errors import NotFound
from caseloom.kernel.ids import uuid_array
from caseloom.kernel.paging import Page, decode_cursor, encode_cursor
from caseloom.kernel.viewer import Viewer
from caseloom.store import composition, models, types
from caseloom.store.errors import UnknownRecord

_RECORDS = """
    -- Records of some entities, as they were known at a moment (NULL: now).
    -- Relies on store_record_entity; row-level security leaves out what the viewer may not see.
    SELECT r.id, r.source_id, s.key, s.title, r.run_id, r.entity_id, r.origin_id, r.schema,
           r.properties, r.originals, r.citation, r.scope, r.recorded_at, r.recorded_by,
           coalesce(t.retracted, false)
      FROM store_record r
      JOIN store_source s ON s.id = r.source_id
      LEFT JOIN LATERAL (
           SELECT retracted FROM store_retraction t
            WHERE t.record_id = r.id AND (%(as_of)s::timestamptz IS NULL OR t.at <= %(as_of)s)
            ORDER BY t.position DESC LIMIT 1) t ON true
     WHERE {condition}
       AND (%(as_of)s::timestamptz IS NULL OR r.recorded_at <= %(as_of)s)
       AND (%(retracted)s OR NOT coalesce(t.retracted, false))
     ORDER BY r.recorded_at, r.id
"""


def records(
    viewer: Viewer,
    entity_ids: Collection[UUID],
    as_of: datetime | None = None,
    include_retracted: bool = False,
) -> tuple[types.Record, ...]:
    """The records of these entity ids that the viewer may see, oldest first."""
    return _select("r.entity_id = ANY(%(ids)s)", entity_ids, as_of, retracted=include_retracted)


def records_by_id(viewer: Viewer, record_ids: Collection[UUID]) -> tuple[types.Record, ...]:
    """Records by their own ids, retracted ones included and marked."""
    return _select("r.id = ANY(%(ids)s)", record_ids, None, retracted=True)


def every_record(
    viewer: Viewer,
    *,
    source_ids: Collection[int] = (),
    schemata: Collection[str] = (),
    entity_ids: Collection[UUID] = (),
    batch: int = 2_000,
) -> Iterator[types.Record]:
    """Every record that the viewer may see, retracted ones marked, by id; filters may be empty.

    Read `batch` at a time, so that memory stays flat whatever there is.
    """
    condition = (
        "r.id > %(after)s"
        " AND (cardinality(%(sources)s::int[]) = 0 OR r.source_id = ANY(%(sources)s))"
        " AND (cardinality(%(schemata)s::text[]) = 0 OR r.schema = ANY(%(schemata)s))"
        " AND (cardinality(%(entities)s::uuid[]) = 0 OR r.entity_id = ANY(%(entities)s))"
    )
    query = _RECORDS.format(condition=condition).replace(
        "ORDER BY r.recorded_at, r.id", f"ORDER BY r.id LIMIT {int(batch)}"
    )
    given: dict[str, Any] = {
        "sources": list(source_ids),
        "schemata": list(schemata),
        "entities": list(entity_ids),
        "as_of": None,
        "retracted": True,
    }
    after = UUID(int=0)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(query, {**given, "after": after})
            rows = cursor.fetchall()
        if not rows:
            return
        yield from map(_as_record, rows)
        after = rows[-1][0]


def record(viewer: Viewer, record_id: UUID) -> types.Record:
    """One record. Raises UnknownRecord, the same for absent and hidden."""
    found = records_by_id(viewer, [record_id])
    if not found:
        raise UnknownRecord("There is no such record.")
    return found[0]


def _select(
    condition: str, ids: Collection[UUID], as_of: datetime | None, *, retracted: bool
) -> tuple[types.Record, ...]:
    if not ids:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(
            _RECORDS.format(condition=condition),
            {"ids": uuid_array(ids), "as_of": as_of, "retracted": retracted},
        )
        return tuple(_as_record(row) for row in cursor.fetchall())


def _as_record(row: Sequence[Any]) -> types.Record:
    record_id, source_id, key, title, run_id, entity_id, origin_id, schema, *rest = row
    properties, originals, citation, scope, at, by, retracted = rest
    return types.Record(
        id=record_id,
        source_id=source_id,
        source_key=key,
        source_title=title,
        run_id=run_id,
        entity_id=entity_id,
        origin_id=origin_id,
        schema=schema,
        properties=_values(properties),
        originals=_values(originals),
        citation=as_citation(_json(citation)),
        scope=scope,
        recorded_at=at,
        recorded_by=by,
        retracted=retracted,
    )


def _values(stored: Any) -> types.Values:
    return {name: tuple(values) for name, values in _json(stored).items()}


def _json(stored: Any) -> Any:
    # Django's cursor returns jsonb as text so that JSONField may choose its decoder.
    return json.loads(stored) if isinstance(stored, str) else stored


def as_citation(stored: Mapping[str, Any]) -> types.Citation:
    """A stored citation as its type."""
    span = stored.get("span")
    return types.Citation(
        file=stored.get("file"),
        row=stored.get("row"),
        sheet=stored.get("sheet"),
        page=stored.get("page"),
        span=(span[0], span[1]) if span else None,
        note=stored.get("note"),
    )


def compose(
    viewer: Viewer, entity_ids: Collection[UUID], as_of: datetime | None = None
) -> types.Entity | None:
    """One entity out of this group of entity ids; None if the viewer sees none of its records."""
    return compose_many(viewer, [tuple(entity_ids)], as_of)[0]


def compose_many(
    viewer: Viewer, groups: Sequence[Collection[UUID]], as_of: datetime | None = None
) -> tuple[types.Entity | None, ...]:
    """One entity for each group, in their order, read by one query."""
    wanted = {entity for group in groups for entity in group}
    by_entity: dict[UUID, list[types.Record]] = {}
    for found in records(viewer, wanted, as_of):
        by_entity.setdefault(found.entity_id, []).append(found)
    return tuple(
        composition.entity([one for entity in group for one in by_entity.get(entity, ())], group)
        for group in groups
    )


def called(records: Sequence[tuple[str, types.Values]]) -> str:
    """What an entity of these records, each its (schema, properties), is called on screens."""
    return composition.called(records)


def statements(viewer: Viewer, ids: Collection[str]) -> tuple[types.Statement, ...]:
    """The statements with these ids that the viewer may see, retracted ones marked.

    A statement's id is `<record id>.<property>.<index of the value>`: a record never changes, so
    the id never does. Unreadable ids are left out, like hidden ones.
    """
    wanted = set(ids)
    found = records_by_id(viewer, {one for one in map(composition.record_of, wanted) if one})
    return tuple(
        statement
        for one in found
        for statement in composition.statements(one)
        if statement.id in wanted
    )


def sources(viewer: Viewer) -> tuple[types.Source, ...]:
    """The sources that the viewer may see, by title."""
    return tuple(as_source(row) for row in models.Source.objects.order_by("title", "id"))


def sources_by_id(viewer: Viewer, ids: Iterable[int]) -> dict[int, types.Source]:
    """Sources by number, those that the viewer may see."""
    return {row.id: as_source(row) for row in models.Source.objects.filter(id__in=list(ids))}


def source(viewer: Viewer, key: str) -> types.Source:
    """One source by key, the oldest that the viewer may see.

    Raises NotFound, the same for absent and hidden.
    """
    row = models.Source.objects.filter(key=key).order_by("created_at", "id").first()
    if row is None:
        raise NotFound(
            f"There is no source “{key}”.", remedy="`caseloom source list` shows those there are."
        )
    return as_source(row)


def as_source(row: models.Source) -> types.Source:
    """A row as what other rooms see."""
    return types.Source(
        id=row.id,
        key=row.key,
        title=row.title,
        kind=row.kind,
        legal_authority=row.legal_authority,
        licence=row.licence,
        retention_days=row.retention_days,
        scope=row.scope,
        created_at=row.created_at,
    )


def runs(
    viewer: Viewer, *, source_id: int | None = None, cursor: str | None = None, limit: int = 50
) -> Page[types.Run]:
    """Runs that the viewer may see, newest first."""
    rows = models.Run.objects.select_related("source").order_by("-started_at", "-id")
    if source_id is not None:
        rows = rows.filter(source_id=source_id)
    if cursor:
        at, last = decode_cursor(cursor, 2)
        rows = rows.extra(where=["(started_at, store_run.id) < (%s, %s)"], params=[at, last])
    found = [as_run(row) for row in rows[: limit + 1]]
    more = len(found) > limit
    last_run = found[limit - 1] if more else None
    return Page(
        items=tuple(found[:limit]),
        next=encode_cursor(last_run.started_at.isoformat(), last_run.id) if last_run else None,
    )


def run(viewer: Viewer, run_id: UUID) -> types.Run:
    """One run. Raises NotFound, the same for absent and hidden."""
    row = models.Run.objects.select_related("source").filter(id=run_id).first()
    if row is None:
        raise NotFound("There is no such run.")
    return as_run(row)


def as_run(row: models.Run) -> types.Run:
    """A row as what other rooms see."""
    return types.Run(
        id=row.id,
        source_id=row.source_id,
        source_key=row.source.key,
        source_title=row.source.title,
        scope=row.scope,
        state=cast(types.RunState, row.state),  # held to these by a constraint
        file_name=row.file_name,
        file_hash=row.file_hash,
        mapping=row.mapping,
        counts=row.counts,
        error=row.error,
        started_at=row.started_at,
        finished_at=row.finished_at,
        started_by=row.started_by,
    )
