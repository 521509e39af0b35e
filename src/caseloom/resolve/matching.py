"""One description against everything, while somebody waits: keys, then weights. No DuckDB."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from caseloom.audit import actions as audit
from caseloom.engine.linkage import blocking, features
from caseloom.engine.linkage.score import score
from caseloom.kernel.errors import Invalid
from caseloom.kernel.viewer import Viewer
from caseloom.ontology.model import schema as known_schema
from caseloom.resolve import describing, modelling, reading, rows, types
from caseloom.store import queries as store

# No more records than this are read for one key, and no more entities weighed for one question.
KEY_CAP = 200
WEIGHED = 200
_CANDIDATES = """
    -- Entities by how many keys they share, a key's rarity counting; keys held by more records
    -- than the cap are left out. Each key is read through resolve_key_key up to cap + 1 rows.
    WITH held AS (
        SELECT k.key, f.entity_id
          FROM unnest(%(keys)s::text[]) k (key)
          CROSS JOIN LATERAL (SELECT entity_id FROM resolve_key r
                               WHERE r.key = hashtextextended(%(category)s || ' ' || k.key, 0)
                               LIMIT %(cap)s + 1) f),
    size AS (SELECT key, count(*) AS n FROM held GROUP BY key)
    SELECT NULL::text, entity_id, sum(1.0 / n) AS rarity FROM (
           SELECT DISTINCT held.key, entity_id, n FROM held JOIN size USING (key)
            WHERE n <= %(cap)s) d GROUP BY entity_id
    UNION ALL
    SELECT key, NULL, NULL FROM size WHERE n > %(cap)s
    ORDER BY 3 DESC NULLS FIRST, 2 LIMIT %(limit)s
"""


def match(
    viewer: Viewer, *, schema: str, properties: Mapping[str, Iterable[str]], limit: int = 10
) -> types.Matches:
    """Who or what a description may be, the most probable first.

    `properties`: FollowTheMoney names, cleaned values. Raises Invalid for an unknown type and one
    that nothing compares. Only records that the viewer may see are looked through or weighed.
    """
    described = _described(schema, properties)
    found = _candidates(described)
    left_out = tuple(key for key, _ in found if key is not None)
    entities = [entity for _, entity in found if entity is not None][:WEIGHED]
    candidates = _weigh(viewer, described, entities, limit)
    audit.record(
        verb="match.run", object_kind="match", object_id=described.group, by=viewer,
        detail={"candidates": len(candidates), "keys_left_out": len(left_out)},
    )  # fmt: skip
    return types.Matches(tuple(candidates), left_out)


def _described(schema: str, properties: Mapping[str, Iterable[str]]) -> features.Features:
    known_schema(schema)
    if features.group_of(schema) is None:
        raise Invalid(
            f"Nothing compares records of type “{schema}”.",
            remedy="Match a person, an organisation, a phone, a vehicle or an address.",
            field="schema",
        )
    plain = {name: tuple(values) for name, values in properties.items()}
    return features.extract(schema, [plain])


def _candidates(described: features.Features) -> list[tuple[str | None, UUID | None]]:
    keys = list(blocking.keys(described))
    if not keys:
        return []
    values: dict[str, Any] = {
        "keys": keys, "category": described.group, "cap": KEY_CAP, "limit": WEIGHED + len(keys),
    }  # fmt: skip
    return [(key, entity) for key, entity, _ in rows.fetch(_CANDIDATES, values)]


def _weigh(
    viewer: Viewer, described: features.Features, entities: list[UUID], limit: int
) -> list[types.Candidate]:
    """The `limit` most probable of `entities`; only they are composed and explained."""
    groups = list(dict.fromkeys(reading.members(viewer, entities).values()))
    _, found = describing.describe_all(viewer, groups)
    model = modelling.current(described.group)
    weighed = []
    for group, other in zip(groups, found, strict=True):
        if other is not None and other.group == described.group:
            weighed.append((score(model, described, other), group, other))
    weighed.sort(key=lambda w: (-w[0].bits, w[1][0]))
    best = weighed[: max(limit, 0)]
    composed = store.compose_many(viewer, [group for _, group, _ in best])
    return [
        types.Candidate(
            entity_id=group[0], caption=made.caption if made else "", score=result.bits,
            probability=model.probability(result.bits), calibrated=model.calibrated,
            weights=rows.explained(result, described, other),
        )
        for (result, group, other), made in zip(best, composed, strict=True)
    ]  # fmt: skip
