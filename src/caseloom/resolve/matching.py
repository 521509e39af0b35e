"""One description against everything, while somebody waits: keys, then weights. No DuckDB."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from caseloom.audit import actions as audit
from caseloom.engine.linkage import features, online
from caseloom.engine.linkage.features import Features
from caseloom.engine.linkage.score import Reached, Scorer
from caseloom.kernel.errors import Invalid
from caseloom.kernel.viewer import Viewer
from caseloom.ontology.model import schema as known_schema
from caseloom.resolve import modelling, reading, rows, types
from caseloom.store import queries as store

# How far a key is read, and how many entities are weighed (see resolve_near). Of 760 descriptions
# of one of 232,037 people, the likeliest other record of his was among the 20 that share the rarest
# keys as often as among the first 200: 758 times, two fewer than weighing all would have found.
KEY_CAP = 100
BROAD_KEYS, BROAD_CAP = 3, 500
WEIGHED = 20
MOST_WEIGHED = 200
_GAP = "\x1f"  # stands in no key
_NEAR = """
    SELECT part, named, entity, judged, schema, properties::text, originals::text, described
      FROM resolve_near(%(kind)s, string_to_array(%(keys)s, E'\x1f'),
                        %(cap)s, %(broad)s, %(wide)s, %(most)s)
"""
_OTHERS = """
    SELECT r.entity_id, r.schema, r.properties::text, r.originals::text, k.described
      FROM store_current r LEFT JOIN resolve_keyed k ON k.record_id = r.id
     WHERE r.entity_id = ANY(%s) ORDER BY r.recorded_at, r.id
"""


class _Row(NamedTuple):
    """A record as it is compared and shown; what is JSON is parsed when it is needed."""

    schema: str
    properties: str
    originals: str
    described: str | None


@dataclass(slots=True)
class _Near:
    """What resolve_near found."""

    model: str | None = None
    left_out: list[str] = field(default_factory=list)
    records: dict[UUID, list[_Row]] = field(default_factory=dict)
    judged: list[UUID] = field(default_factory=list)


def match(
    viewer: Viewer, *, schema: str, properties: Mapping[str, Iterable[str]], limit: int = 10
) -> types.Matches:
    """Who or what a description may be, the most probable first.

    `properties`: FollowTheMoney names, cleaned values. Raises Invalid for an unknown type and one
    that nothing compares. Only records that the viewer may see are looked through or weighed.
    """
    described = _described(schema, properties)
    near = _near(described, min(max(WEIGHED, 2 * limit), MOST_WEIGHED))
    candidates = _weigh(viewer, described, near, limit)
    audit.record(
        verb="match.run", object_kind="match", object_id=described.group, by=viewer,
        detail={"candidates": len(candidates), "keys_left_out": len(near.left_out)},
    )  # fmt: skip
    return types.Matches(tuple(candidates), tuple(near.left_out))


def _described(schema: str, properties: Mapping[str, Iterable[str]]) -> Features:
    known_schema(schema)
    if features.group_of(schema) is None:
        raise Invalid(
            f"Nothing compares records of type “{schema}”.",
            remedy="Match a person, an organisation, a phone, a vehicle or an address.",
            field="schema",
        )
    plain = {name: tuple(values) for name, values in properties.items()}
    return features.extract(schema, [plain])


def _near(described: Features, most: int) -> _Near:
    near = _Near()
    keys = sorted(online.keys(described), key=lambda key: (online.KINDS.find(key[0]), key))
    values: dict[str, Any] = {
        "kind": described.group, "keys": _GAP.join(keys), "cap": KEY_CAP, "broad": BROAD_KEYS,
        "wide": BROAD_CAP, "most": most,
    }  # fmt: skip
    for part, named, entity, judged, *rest in rows.fetch(_NEAR, values):
        if part == "model":
            near.model = named
        elif part == "key":
            near.left_out.append(named)
        else:
            if judged and entity not in near.records:
                near.judged.append(entity)
            near.records.setdefault(entity, []).append(_Row(*rest))
    return near


def _groups(viewer: Viewer, near: _Near) -> list[tuple[tuple[UUID, ...], list[_Row]]]:
    """The entities that were found as the viewer sees them, with all their records."""
    joined = reading.joined(viewer, near.judged) if near.judged else {}
    others = {e for group in joined.values() for e in group}.difference(near.records)
    found = dict(near.records)
    if others:
        for entity, *rest in rows.fetch(_OTHERS, [list(others)]):
            found.setdefault(entity, []).append(_Row(*rest))
    groups = dict.fromkeys(joined.get(entity) or (entity,) for entity in near.records)
    return [(group, [row for e in group for row in found.get(e, ())]) for group in groups]


def _weigh(viewer: Viewer, described: Features, near: _Near, limit: int) -> list[types.Candidate]:
    """The `limit` most probable of those that are near; only they are explained."""
    scorer = Scorer(modelling.by_hash(described.group, near.model), described)
    weighed = []
    for group, records in _groups(viewer, near):
        other = _compared(records)
        if other is not None and other.group == described.group:
            levels = scorer.levels(other)
            weighed.append((scorer.bits(levels), group, records, levels))
    weighed.sort(key=lambda w: (-w[0], w[1][0]))
    return [
        _candidate(scorer, group, records, levels)
        for _, group, records, levels in weighed[: max(limit, 0)]
    ]


def _compared(records: Iterable[_Row]) -> Features | None:
    """What describing.describe gives, from packed words; `shown` is left empty."""
    parts = []
    for row in records:
        group = features.group_of(row.schema)
        if group is None:
            continue
        if row.described is not None and online.readable(row.described):
            parts.append(online.unpack(group, row.described))
        else:
            parts.append(features.extract(row.schema, [_values(row)]))
    groups = {part.group for part in parts}
    wanted = "person" if "person" in groups else next(iter(sorted(groups)), None)
    return features.merge(p for p in parts if p.group == wanted) if wanted else None


def _values(row: _Row) -> features.Properties:
    return _with_originals(row, rows.parsed(row.properties))


def _with_originals(row: _Row, properties: features.Properties) -> features.Properties:
    if row.originals == "{}":
        return properties
    return features.with_originals(row.schema, properties, rows.parsed(row.originals))


def _candidate(
    scorer: Scorer, group: tuple[UUID, ...], records: list[_Row], levels: list[Reached]
) -> types.Candidate:
    result = scorer.score(levels)
    given = [(row, rows.parsed(row.properties)) for row in records]
    return types.Candidate(
        entity_id=group[0],
        caption=store.called([(row.schema, properties) for row, properties in given]),
        score=result.bits,
        probability=scorer.model.probability(result.bits),
        calibrated=scorer.model.calibrated,
        weights=rows.explained(
            result, scorer.described.shown, _shown(given, scorer.described.group)
        ),
    )


def _shown(
    given: Iterable[tuple[_Row, features.Properties]], group: str
) -> dict[str, tuple[str, ...]]:
    """The values that were compared, as the records give them."""
    found: dict[str, dict[str, None]] = {}
    for row, properties in given:
        if features.group_of(row.schema) == group:
            values, _ = features.gathered(row.schema, [_with_originals(row, properties)])
            for name, many in values.items():
                found.setdefault(name, {}).update(dict.fromkeys(many))
    return {name: tuple(many) for name, many in found.items()}
