"""Reads explore_edge and explore_degree. Row-level security leaves out what the viewer may not see.

Its comparisons are of uuids and integers, which PostgreSQL knows to be leak-proof, so the indexes
serve under it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.db import connection

from caseloom.kernel.ids import uuid_array

Direction = Literal["out", "in"]
PER_PAIR = 25
COUNT_CAP = 10_000
HUB = 2_000

_HERE: dict[Direction, str] = {"out": "source", "in": "target"}
_THERE: dict[Direction, str] = {"out": "target", "in": "source"}

_COLUMNS = """e.record_id, e.schema, e.source, e.target, e.label, e.start_date, e.end_date,
    e.amount, e.source_id, e.scope"""

_DEGREES = """
    SELECT entity_id, schema, sum(outgoing)::bigint, sum(incoming)::bigint
      FROM explore_degree WHERE entity_id = ANY(%(ids)s)
     GROUP BY entity_id, schema ORDER BY schema, entity_id
"""

_COUNTED = """
    -- How many edges each entity id has of each type, up to a cap, by the index on either end.
    SELECT i.id, s.name, n.n
      FROM unnest(%(ids)s::uuid[]) AS i (id)
      CROSS JOIN unnest(%(names)s::text[]) AS s (name)
      CROSS JOIN LATERAL (SELECT count(*) AS n FROM (
           SELECT FROM explore_edge e WHERE e.{here} = i.id AND e.schema = s.name
              AND {condition} LIMIT %(cap)s) c) n
     WHERE n.n > 0 ORDER BY s.name, i.id
"""

_NEAR = """
    -- Along each ray to its first neighbours, and some edges to each. The recursion steps from
    -- neighbour to neighbour in the index (a skip scan), so that a hub's other edges, and many
    -- edges to one neighbour, cost nothing.
    SELECT {columns}
      FROM unnest(%(ids)s::uuid[], %(names)s::text[], %(takes)s::int[]) AS k (id, name, take)
      CROSS JOIN LATERAL (
          WITH RECURSIVE walk (id, n) AS (
              (SELECT e.{there}, 1 FROM explore_edge e WHERE {at} ORDER BY e.{there} LIMIT 1)
              UNION ALL
              SELECT (SELECT e.{there} FROM explore_edge e WHERE {at} AND e.{there} > w.id
                       ORDER BY e.{there} LIMIT 1), w.n + 1
                FROM walk w WHERE w.id IS NOT NULL AND w.n < k.take)
          SELECT id FROM walk WHERE id IS NOT NULL) w
      CROSS JOIN LATERAL (
          SELECT * FROM explore_edge e WHERE {at} AND e.{there} = w.id
           ORDER BY e.record_id LIMIT %(pair)s) e
"""

_WITHIN = """
    -- Edges with both ends in a list: read the edges of those that have few, look pairs of hubs
    -- up one by one. Matching the list with itself took 1.7 s on PostgreSQL 15.
    WITH asked AS MATERIALIZED (
        SELECT i.id, coalesce(sum(d.outgoing + d.incoming), 0) AS degree
          FROM unnest(%(ids)s::uuid[]) AS i (id)
          LEFT JOIN explore_degree d ON d.entity_id = i.id GROUP BY i.id),
    small AS MATERIALIZED (SELECT id FROM asked WHERE degree BETWEEN 1 AND %(hub)s),
    hubs AS MATERIALIZED (SELECT id FROM asked WHERE degree > %(hub)s)
    SELECT * FROM (
        SELECT {columns} FROM small s JOIN explore_edge e ON e.source = s.id
         WHERE e.current AND e.target IN (SELECT id FROM asked)
        UNION
        SELECT {columns} FROM small s JOIN explore_edge e ON e.target = s.id
         WHERE e.current AND e.source IN (SELECT id FROM asked)
        UNION
        SELECT {columns} FROM hubs a CROSS JOIN hubs b
          CROSS JOIN unnest(%(names)s::text[]) AS n (name)
          JOIN explore_edge e ON e.source = a.id AND e.schema = n.name AND e.target = b.id
         WHERE e.current) found
     ORDER BY record_id, schema, source, target LIMIT %(limit)s
"""

_STEPS = """
    -- One hop either way.
    SELECT DISTINCT here, there FROM (
        (SELECT e.source AS here, e.target AS there FROM explore_edge e
          WHERE e.source = ANY(%(ids)s) AND e.current LIMIT %(limit)s)
        UNION ALL
        (SELECT e.target, e.source FROM explore_edge e
          WHERE e.target = ANY(%(ids)s) AND e.current LIMIT %(limit)s)) s
"""

_BETWEEN = """
    SELECT DISTINCT {columns}
      FROM unnest(%(left)s::uuid[], %(right)s::uuid[]) AS p (a, b)
      CROSS JOIN LATERAL (VALUES (p.a, p.b), (p.b, p.a)) AS d (a, b)
      CROSS JOIN LATERAL (
          SELECT e.* FROM unnest(%(names)s::text[]) AS n (name)
            JOIN explore_edge e ON e.source = d.a AND e.schema = n.name AND e.target = d.b
           WHERE e.current LIMIT %(limit)s) e
     ORDER BY e.record_id
"""

_DATED = """
    SELECT * FROM (
        SELECT {columns} FROM explore_edge e WHERE e.source = ANY(%(ids)s)
           AND coalesce(e.start_date, e.end_date) IS NOT NULL AND {condition}
        UNION
        SELECT {columns} FROM explore_edge e WHERE e.target = ANY(%(ids)s)
           AND coalesce(e.start_date, e.end_date) IS NOT NULL AND {condition}) found
     ORDER BY coalesce(start_date, end_date), record_id LIMIT %(limit)s
"""

_STANDING = "e.current"
_STOOD = """e.recorded_at <= %(as_of)s AND NOT coalesce((
    SELECT t.retracted FROM store_retraction t
     WHERE t.record_id = e.record_id AND t.at <= %(as_of)s
     ORDER BY t.position DESC LIMIT 1), false)"""
# Dates are as precise as their source: 2026 overlaps every day of that year.
_SINCE = """left(%(since)s, length(coalesce(e.end_date, e.start_date)))
    <= coalesce(e.end_date, e.start_date)"""
_UNTIL = "left(coalesce(e.start_date, e.end_date), 10) <= %(until)s"


@dataclass(frozen=True, slots=True)
class Row:
    """One edge as stored, between entity ids."""

    record_id: UUID
    schema: str
    source: UUID
    target: UUID
    label: str
    start_date: str | None
    end_date: str | None
    amount: Decimal | None
    source_id: int
    scope: int


@dataclass(frozen=True, slots=True)
class Window:
    """Which edges count: by day, and as they were known at a moment (None: now)."""

    since: date | None = None
    until: date | None = None
    as_of: datetime | None = None

    @property
    def plain(self) -> bool:
        """Whether all current edges count, as the degree table has them."""
        return self == Window()

    @property
    def condition(self) -> str:
        """The SQL condition on an edge `e`."""
        parts = [_STANDING if self.as_of is None else _STOOD]
        parts += [_SINCE] if self.since else []
        parts += [_UNTIL] if self.until else []
        return " AND ".join(parts)

    @property
    def values(self) -> dict[str, Any]:
        """The parameters of `condition`."""
        return {
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "as_of": self.as_of,
        }


@dataclass(frozen=True, slots=True)
class Ray:
    """The edges of one type that leave (out) or reach (in) one entity id, and how many."""

    entity_id: UUID
    schema: str
    direction: Direction
    count: int


def rays(entity_ids: Collection[UUID]) -> tuple[Ray, ...]:
    """What the degree table says of these entity ids."""
    return tuple(_rays(entity_ids))


def _rays(entity_ids: Collection[UUID]) -> Iterable[Ray]:
    for entity, schema, outgoing, incoming in _all(_DEGREES, {"ids": uuid_array(entity_ids)}):
        if outgoing:
            yield Ray(entity, schema, "out", outgoing)
        if incoming:
            yield Ray(entity, schema, "in", incoming)


def counted(entity_ids: Collection[UUID], names: Iterable[str], window: Window) -> tuple[Ray, ...]:
    """Rays by counting edges within `window`, each up to 10,000."""
    values = {
        "ids": uuid_array(entity_ids),
        "names": list(names),
        "cap": COUNT_CAP,
        **window.values,
    }
    found: list[Ray] = []
    for direction, here in _HERE.items():
        sql = _COUNTED.format(here=here, condition=window.condition)
        found += [Ray(entity, name, direction, count) for entity, name, count in _all(sql, values)]
    return tuple(found)


def near(takes: Sequence[tuple[Ray, int]], direction: Direction, window: Window) -> tuple[Row, ...]:
    """Edges along rays of one direction: to the first `take` neighbours each, 25 a neighbour."""
    chosen = [(ray, take) for ray, take in takes if ray.direction == direction and take > 0]
    if not chosen:
        return ()
    at = f"e.{_HERE[direction]} = k.id AND e.schema = k.name AND {window.condition}"
    return _rows(
        _NEAR.format(columns=_COLUMNS, there=_THERE[direction], at=at),
        {
            "ids": uuid_array(ray.entity_id for ray, _ in chosen),
            "names": [ray.schema for ray, _ in chosen],
            "takes": [take for _, take in chosen],
            "pair": PER_PAIR,
            **window.values,
        },
    )


def within(entity_ids: Collection[UUID], limit: int) -> tuple[Row, ...]:
    """Current edges whose both ends are among `entity_ids`, at most `limit`."""
    names = _names(entity_ids)
    return _rows(
        _WITHIN.format(columns=_COLUMNS),
        {"ids": uuid_array(entity_ids), "hub": HUB, "names": names, "limit": limit},
    )


def _names(entity_ids: Collection[UUID]) -> list[str]:
    return sorted({ray.schema for ray in rays(entity_ids)})


def steps(entity_ids: Collection[UUID], limit: int) -> list[tuple[UUID, UUID]]:
    """(from, to) over current edges, either way; at most `limit` each way."""
    return [tuple(row) for row in _all(_STEPS, {"ids": uuid_array(entity_ids), "limit": limit})]


def between(pairs: Collection[tuple[UUID, UUID]], limit: int = PER_PAIR) -> tuple[Row, ...]:
    """Current edges between each of `pairs` of entity ids, either way, at most `limit` a pair."""
    return _rows(
        _BETWEEN.format(columns=_COLUMNS),
        {
            "left": uuid_array(a for a, _ in pairs),
            "right": uuid_array(b for _, b in pairs),
            "names": _names({one for pair in pairs for one in pair}),
            "limit": limit,
        },
    )


def dated(entity_ids: Collection[UUID], window: Window, limit: int) -> tuple[Row, ...]:
    """Edges of these entity ids that have a date, by date, at most `limit`."""
    sql = _DATED.format(columns=_COLUMNS, condition=window.condition)
    return _rows(sql, {"ids": uuid_array(entity_ids), "limit": limit, **window.values})


def _rows(sql: str, values: dict[str, Any]) -> tuple[Row, ...]:
    return tuple(Row(*row) for row in _all(sql, values))


def _all(sql: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
