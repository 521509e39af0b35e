"""Asks the search functions of the database, as the viewer whose transaction this is."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from rapidfuzz.distance import OSA

from caseloom.explore import text
from caseloom.kernel.ids import uuid_array

_FIND = """
    SELECT record_id, entity_id, schema, source_id, scope, rank, caption, countries, first_date,
           last_date, score, named
      FROM explore_find(%(words)s::tsquery, %(filters)s::tsquery, %(since)s::date,
                        %(until)s::date, %(rank)s::int, %(after)s::uuid, %(cap)s::int,
                        %(named)s::tsquery)
     ORDER BY rank, record_id
"""
_EARLIER = """
    SELECT explore_earlier(%(words)s::tsquery, %(filters)s::tsquery, %(since)s::date,
                           %(until)s::date, %(rank)s::int, %(after)s::uuid, %(wanted)s::uuid[])
"""
_VALUES = "SELECT id, scope, properties::text FROM store_record WHERE id = ANY(%s)"
MOST_SPELLINGS = 12


@dataclass(frozen=True, slots=True)
class Question:
    """A text query, marked filters and a range of days; see `terms`."""

    words: str | None
    filters: str | None
    since: date | None = None
    until: date | None = None


class Entry(NamedTuple):
    """A matching row of explore_entry. A smaller `rank` comes first.

    `named`: it also answers the query that `find` was given under that name.
    """

    record_id: UUID
    entity_id: UUID
    schema: str
    source_id: int
    scope: int
    rank: int
    caption: str
    countries: list[str]
    first_date: date | None
    last_date: date | None
    score: float
    named: bool = False


Place = tuple[int, UUID]


def find(
    question: Question, *, cap: int, after: Place | None = None, named: str | None = None
) -> tuple[Entry, ...]:
    """The first `cap` visible matches by (rank, record), after a place in that order."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND, {**_asked(question, after), "cap": cap, "named": named})
        return tuple(map(Entry._make, cursor.fetchall()))


def earlier(question: Question, *, before: Place, among: Sequence[UUID]) -> frozenset[UUID]:
    """Those entity ids of `among` that have a visible match at or before a place."""
    with connection.cursor() as cursor:
        cursor.execute(_EARLIER, {**_asked(question, before), "wanted": uuid_array(among)})
        return frozenset(entity for (entity,) in cursor.fetchall())


def _asked(question: Question, place: Place | None) -> dict[str, Any]:
    rank, record = place or (None, None)
    return {
        "words": question.words,
        "filters": question.filters,
        "since": question.since,
        "until": question.until,
        "rank": rank,
        "after": record,
    }


def values(record_ids: Sequence[UUID]) -> dict[UUID, tuple[int, dict[str, list[str]]]]:
    """By record: its scope and its values, of those that the viewer may see."""
    if not record_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_VALUES, [uuid_array(record_ids)])
        return {id_: (scope, json.loads(many)) for id_, scope, many in cursor.fetchall()}


def spellings(words: Collection[str]) -> dict[str, tuple[str, ...]]:
    """For each word, the words of visible names that are one edit away, two for long ones."""
    plain = [word for word in words if len(word) >= 4 and word.isalpha()]
    if not plain:
        return {}
    keys = {word: text.keys(word) for word in plain}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT explore_similar(%s)", [sorted(frozenset[str]().union(*keys.values()))]
        )
        known = [token for (token,) in cursor.fetchall()]
    near = {word: _nearest(word, known) for word in plain}
    return {word: found for word, found in near.items() if found}


def _nearest(word: str, known: Sequence[str]) -> tuple[str, ...]:
    most = 2 if len(word) >= 7 else 1
    scored = [(OSA.distance(word, one, score_cutoff=most), one) for one in known if one != word]
    return tuple(one for far, one in sorted(scored) if far <= most)[:MOST_SPELLINGS]
