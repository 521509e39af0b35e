"""The queue of what a person should look at, and a pair side by side."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from caseloom.audit import actions as audit
from caseloom.engine.linkage.features import GROUPS, group_of
from caseloom.engine.linkage.model import Model
from caseloom.engine.linkage.score import probability as odds
from caseloom.kernel.errors import NotFound
from caseloom.kernel.ids import uuid_array
from caseloom.kernel.paging import Page, decode_cursor, encode_cursor
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import describing, groups, modelling, reading, rows, types
from caseloom.resolve.errors import UnknownSuggestion
from caseloom.store import queries as store

_COLUMNS = """
    SELECT s.id, s.left_schema, s.right_schema, s."left", s."right", s.score, s.priority,
           s.weights, s.model, s.at
      FROM resolve_suggestion s
"""
# A pair may be suggested once per pair of scopes: the viewer gets the best that he may see.
_BEST = """
    NOT EXISTS (SELECT 1 FROM resolve_suggestion o
                 WHERE o."left" = s."left" AND o."right" = s."right"
                   AND (o.priority, o.id) > (s.priority, s.id))
"""
_UNDECIDED = """
    NOT EXISTS (SELECT 1 FROM resolve_judgement j
                 WHERE j."left" = s."left" AND j."right" = s."right" AND j.verdict <> 'undo'
                   AND NOT EXISTS (SELECT 1 FROM resolve_judgement u WHERE u.undoes = j.id))
"""
_QUEUE = (
    _COLUMNS
    + f"""
     WHERE (%(category)s::text IS NULL OR s.category = %(category)s)
       AND (%(schema)s::text IS NULL OR %(schema)s IN (s.left_schema, s.right_schema))
       AND (%(priority)s::float8 IS NULL OR (s.priority, s.id) < (%(priority)s, %(id)s::uuid))
       AND {_BEST} AND {_UNDECIDED}
     ORDER BY s.priority DESC, s.id DESC LIMIT %(limit)s
"""
)
_FOR = (
    _COLUMNS
    + f"""
     WHERE (s."left" = ANY(%(ids)s) OR s."right" = ANY(%(ids)s)) AND {_BEST} AND {_UNDECIDED}
     ORDER BY s.score DESC, s.id LIMIT %(limit)s
"""
)


def suggestions(
    viewer: Viewer, *, schema: str | None = None, cursor: str | None = None, limit: int = 50
) -> Page[types.Suggestion]:
    """The review queue, what a person's minute is worth most on first (see running.priority).

    `schema`: a type (Person) or a group (person, organisation, phone, vehicle, address).
    Pairs that are decided, directly or through a chain, are not in it; an undo brings them back.
    """
    after: tuple[Any, Any] = (None, None)
    if cursor:
        after = (float((parts := decode_cursor(cursor, 2))[0]), str(parts[1]))
    found: list[Sequence[Any]] = []
    while True:
        chunk = rows.fetch(_QUEUE, _filter(schema, after, limit + 1))
        for row in _open(chunk):
            if len(found) == limit:
                last = found[-1]
                return _page(viewer, found, encode_cursor(last[6], str(last[0])))
            found.append(row)
        if len(chunk) <= limit:
            return _page(viewer, found, None)
        after = (chunk[-1][6], str(chunk[-1][0]))


def _filter(schema: str | None, after: tuple[Any, Any], limit: int) -> dict[str, Any]:
    category = schema if schema in GROUPS else group_of(schema) if schema else None
    exact = None if schema is None or schema in GROUPS else schema
    return {
        "category": category, "schema": exact, "priority": after[0], "id": after[1], "limit": limit,
    }  # fmt: skip


def _open(found: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """The pairs that no chain of judgements has decided and both of whose sides still stand."""
    now = reading.composition({e for row in found for e in (row[3], row[4])})
    return [
        row
        for row in found
        if row[3] in now.since and row[4] in now.since
        and now.root(row[3]) != now.root(row[4]) and now.different(row[3], row[4]) is None
    ]  # fmt: skip


def _page(
    viewer: Viewer, found: Sequence[Sequence[Any]], after: str | None
) -> Page[types.Suggestion]:
    items = _in_groups(viewer, _as_suggestions(viewer, found))
    audit.record(
        verb="suggestions.listed", object_kind="suggestion", object_id="queue", by=viewer,
        detail={"count": len(items)},
    )  # fmt: skip
    return Page(items, after)


def _in_groups(viewer: Viewer, found: Sequence[types.Suggestion]) -> tuple[types.Suggestion, ...]:
    of = groups.of_pairs(viewer, [(one.left, one.right) for one in found]) if found else []
    return tuple(replace(one, group=group) for one, group in zip(found, of, strict=True))


def _as_suggestions(viewer: Viewer, found: Sequence[Sequence[Any]]) -> tuple[types.Suggestion, ...]:
    sides = list(dict.fromkeys(e for row in found for e in (row[3], row[4])))
    members = reading.members(viewer, sides)
    composed = store.compose_many(viewer, [members.get(e, (e,)) for e in sides])
    captions = {e: made.caption for e, made in zip(sides, composed, strict=True) if made}
    models = _calibrated(found)
    return tuple(
        types.Suggestion(
            id=row[0],
            schema=row[1],
            left=row[3],
            right=row[4],
            left_caption=captions.get(row[3], ""),
            right_caption=captions.get(row[4], ""),
            score=row[5],
            probability=models[row[8]].probability(row[5]) if row[8] in models else odds(row[5]),
            calibrated=row[8] in models,
            priority=row[6],
            weights=rows.weights_from_json(row[7]),
            model=row[8],
            at=row[9],
        )
        for row in found
    )


def _calibrated(found: Sequence[Sequence[Any]]) -> dict[str, Model]:
    """By hash the models in use that judgements calibrated, of those that weighed `found`."""
    compared = {group for row in found if (group := group_of(row[1]))}
    used = (modelling.current(group) for group in compared)
    return {model.hash: model for model in used if model.calibrated}


def suggestions_for(
    viewer: Viewer, entity_ids: Collection[UUID], limit: int = 20
) -> tuple[types.Suggestion, ...]:
    """Open suggestions about these entities, the strongest first: “may also be”."""
    found = rows.fetch(_FOR, {"ids": uuid_array(entity_ids), "limit": limit}) if entity_ids else []
    return _as_suggestions(viewer, _open(found))


def suggestion(viewer: Viewer, suggestion_id: UUID) -> types.Suggestion:
    """One suggestion, decided or not. Raises UnknownSuggestion for absent and hidden alike."""
    found = rows.fetch(_COLUMNS + " WHERE s.id = %s", [suggestion_id])
    made = _as_suggestions(viewer, found)
    if not made or (
        not made[0].left_caption and not made[0].right_caption and not _stands(found[0])
    ):
        raise UnknownSuggestion("There is no such suggestion.")
    return _in_groups(viewer, made)[0]


def _stands(row: Sequence[Any]) -> bool:
    return len(rows.visible([row[3], row[4]])) == 2


def compare(viewer: Viewer, left: UUID, right: UUID) -> types.Comparison:
    """Two entities side by side, as the viewer sees them, with each field's weight.

    Raises NotFound if he may not see both. The score is of all their visible records together.
    """
    now = reading.composition([left, right])
    if left not in now.since or right not in now.since or left == right:
        raise NotFound("There is no such pair of entities.")
    sides = now.groups()
    one, two = store.compose_many(viewer, [sides[left], sides[right]])
    _, (first, second) = describing.describe_all(viewer, [sides[left], sides[right]])
    if one is None or two is None:
        raise NotFound("There is no such pair of entities.")
    found = describing.compared(first, second)
    weights = (
        rows.explained(found[0], first.shown, second.shown) if found and first and second else ()
    )
    together = {*sides[left], *sides[right]}
    records = {record.id for entity in (one, two) for record in entity.records}
    shown: dict[int, dict[str, object]] = {}
    for entity in (one, two):
        for record in entity.records:
            shown.setdefault(record.scope, {})[str(record.id)] = dict(record.properties)
    audit.record(
        verb="pair.compared",
        object_kind="pair",
        object_id=f"{left} {right}",
        by=viewer,
        shown=shown,
    )
    about = reading.judgements(viewer, together)
    group, against = groups.of_pair(viewer, left, right)
    return types.Comparison(
        left=one,
        right=two,
        weights=weights,
        score=found[0].bits if found else None,
        probability=found[1].probability(found[0].bits) if found else None,
        calibrated=bool(found and found[1].calibrated),
        if_same=types.Consequence(records=len(records), entities=len(together)),
        judgements=tuple(j for j in about if {j.left, j.right} <= together),
        group=group,
        against=against,
    )
