"""Rows of the tables as types, and small helpers that several modules share."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from caseloom.engine.linkage.levels import COMPARISONS
from caseloom.engine.linkage.score import Score
from caseloom.kernel.ids import uuid_array
from caseloom.resolve import types

TITLES = {"prior": "Before any evidence", "relatives": "Relatives and affiliates"}
# The FollowTheMoney values shown for a comparison field.
_SHOWN = {
    "names": "name", "dates": "date", "identifiers": "identifier", "phones": "phone",
    "emails": "email", "addresses": "address", "genders": "gender", "countries": "country",
    "places": "place", "positions": "position", "generations": "name", "registers": "register",
}  # fmt: skip


def fetch(sql: str, values: Any = None) -> list[tuple[Any, ...]]:
    """Every row that `sql` gives for `values`."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def execute(sql: str, values: Any = None) -> int:
    """Run `sql`; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def parsed(stored: Any) -> Any:
    """A jsonb value, which Django's cursor gives as text."""
    return json.loads(stored) if isinstance(stored, str) else stored


def weights_to_json(weights: Iterable[types.FieldWeight]) -> str:
    """Weights as they are stored, without the values, which follow from the records."""
    return json.dumps(
        [[w.field, w.level, round(w.weight, 3), w.explanation] for w in weights], ensure_ascii=False
    )


def weights_from_json(stored: Any) -> tuple[types.FieldWeight, ...]:
    """Stored weights as types."""
    return tuple(
        types.FieldWeight(field, title(field), level, weight, explanation)
        for field, level, weight, explanation in parsed(stored)
    )


def title(field: str) -> str:
    """What a person calls a comparison field."""
    return TITLES.get(field) or COMPARISONS[field].title


def explained(
    score: Score, left: Mapping[str, tuple[str, ...]], right: Mapping[str, tuple[str, ...]]
) -> tuple[types.FieldWeight, ...]:
    """A score's weights with the values on both sides, each as `Features.shown`."""
    return tuple(
        types.FieldWeight(
            field=w.field,
            title=title(w.field),
            level=w.level,
            weight=w.bits,
            explanation=w.label,
            left=left.get(_SHOWN.get(w.field, ""), ()),
            right=right.get(_SHOWN.get(w.field, ""), ()),
        )
        for w in score.weights
    )


def judgement(row: Sequence[Any], *, standing: bool = True) -> types.Judgement:
    """A row of reading.COLUMNS as a judgement."""
    (identity, left, right, verdict, reason, score, model, weights, kind, by, name, at,
     undone_by, undone_at, undone_reason) = row  # fmt: skip
    return types.Judgement(
        id=identity, left=left, right=right, verdict=verdict, reason=reason, score=score,
        model=model, weights=weights_from_json(weights), by=by, by_name=name, by_kind=kind, at=at,
        undone=undone_at is not None, undone_by=undone_by or "", undone_at=undone_at,
        undone_reason=undone_reason or "", standing=standing and undone_at is None,
    )  # fmt: skip


def ordered(one: UUID, two: UUID) -> tuple[UUID, UUID]:
    """A pair with the smaller id first, as it is stored."""
    return (one, two) if one < two else (two, one)


_VISIBLE = """
    -- Entities that have a record standing at a moment (NULL: now), and when the first came.
    -- Relies on store_record_entity; row-level security leaves out what the viewer may not see.
    SELECT r.entity_id, min(r.recorded_at)
      FROM store_record r
      LEFT JOIN LATERAL (
           SELECT retracted FROM store_retraction t
            WHERE t.record_id = r.id AND (%(as_of)s::timestamptz IS NULL OR t.at <= %(as_of)s)
            ORDER BY t.position DESC LIMIT 1) t ON true
     WHERE r.entity_id = ANY(%(ids)s)
       AND (%(as_of)s::timestamptz IS NULL OR r.recorded_at <= %(as_of)s)
       AND NOT coalesce(t.retracted, false)
     GROUP BY r.entity_id
"""


def visible(ids: Collection[UUID], as_of: datetime | None = None) -> dict[UUID, datetime]:
    """The entities among `ids` that the viewer may see, with the entry of their first record."""
    rows = fetch(_VISIBLE, {"ids": uuid_array(ids), "as_of": as_of}) if ids else []
    return dict(rows)
