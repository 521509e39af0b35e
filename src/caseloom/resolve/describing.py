"""Entities as features: their records, read as the viewer, made comparable."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from caseloom.engine.linkage import features
from caseloom.engine.linkage.features import Features
from caseloom.engine.linkage.model import Model
from caseloom.engine.linkage.score import Score, score
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import modelling
from caseloom.store import queries as store
from caseloom.store.types import Record


def describe(records: Iterable[Record]) -> Features | None:
    """The features of some records together; None where nothing is compared."""
    parts = [
        features.extract(
            schema, [features.with_originals(schema, r.properties, r.originals) for r in group]
        )
        for schema, group in _by_schema(records).items()
        if features.group_of(schema)
    ]
    groups = {part.group for part in parts}
    # A thing described as a person and as a legal entity is a person.
    wanted = "person" if "person" in groups else next(iter(sorted(groups)), None)
    return features.merge(p for p in parts if p.group == wanted) if wanted else None


def _by_schema(records: Iterable[Record]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(record.schema, []).append(record)
    return found


def describe_all(
    viewer: Viewer, groups: Sequence[Sequence[UUID]]
) -> tuple[list[Record], list[Features | None]]:
    """(all records, features per group) of several groups of entity ids, by one query."""
    wanted = {entity for group in groups for entity in group}
    records = list(store.records(viewer, wanted))
    by_entity: Mapping[UUID, list[Record]] = {
        e: [r for r in records if r.entity_id == e] for e in wanted
    }
    return records, [describe(r for e in group for r in by_entity[e]) for group in groups]


def compared(left: Features | None, right: Features | None) -> tuple[Score, Model] | None:
    """(score, the model that gave it) of two descriptions; None where they cannot be compared."""
    if left is None or right is None or left.group != right.group:
        return None
    model = modelling.current(left.group)
    return score(model, left, right), model
