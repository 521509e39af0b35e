"""Composes an entity from records: no database, no viewer, only what it is given."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from caseloom.ontology import model as ontology
from caseloom.store import types


def statements(record: types.Record) -> Iterator[types.Statement]:
    """Every statement of a record, in the order in which the record gives them."""
    for name, values in record.properties.items():
        for index, value in enumerate(values):
            yield types.Statement(
                id=f"{record.id}.{name}.{index}",
                record_id=record.id,
                entity_id=record.entity_id,
                schema=record.schema,
                property=name,
                value=value,
                originals=record.originals.get(name, ()),
                source_id=record.source_id,
                source_key=record.source_key,
                source_title=record.source_title,
                citation=record.citation,
                scope=record.scope,
                recorded_at=record.recorded_at,
                retracted=record.retracted,
            )


def record_of(statement_id: str) -> UUID | None:
    """The record id within a statement id; None if it is not one."""
    try:
        return UUID(statement_id.split(".", 1)[0])
    except ValueError:
        return None


def entity(records: Sequence[types.Record], group: Collection[UUID]) -> types.Entity | None:
    """The entity that `records` make together; None without any.

    `group` gives the order of entity ids: the first that has a record names the entity.
    """
    seen = {record.entity_id for record in records}
    ids = tuple(one for one in group if one in seen)
    if not ids:
        return None
    schema = common_schema([record.schema for record in records])
    values = _values(records)
    return types.Entity(
        id=ids[0],
        entity_ids=ids,
        schema=schema,
        caption=caption(schema, values),
        values=values,
        records=tuple(records),
    )


def common_schema(schemata: Sequence[str]) -> str:
    """The most specific schema that all agree with, else the one that most records have.

    A Person and a LegalEntity are a Person; a Person and a Company, which exclude each other,
    are what most records say, ties by name.
    """
    counts = Counter(schemata)
    chosen = min(counts, key=lambda name: (-counts[name], name))
    for name in sorted(counts):
        chosen = ontology.common(chosen, name) or chosen
    return chosen


def _values(records: Sequence[types.Record]) -> dict[str, tuple[types.Value, ...]]:
    gathered: dict[str, dict[str, list[types.Statement]]] = {}
    for record in records:
        for statement in statements(record):
            by_value = gathered.setdefault(statement.property, {})
            by_value.setdefault(statement.value, []).append(statement)
    return {
        name: tuple(
            types.Value(value, tuple(said))
            for value, said in sorted(by_value.items(), key=lambda item: (-len(item[1]), item[0]))
        )
        for name, by_value in gathered.items()
    }


def caption(schema: str, values: dict[str, tuple[types.Value, ...]]) -> str:
    """The name to show: the first caption property that has a value, said most often."""
    for name in ontology.schema(schema).caption:
        if values.get(name):
            return values[name][0].value
    return ""


def called(records: Sequence[tuple[str, types.Values]]) -> str:
    """The caption of the entity that these (schema, properties) make: as `entity` gives it."""
    if len(records) == 1:  # as most have
        ((schema, only),) = records
        names = (only[name] for name in ontology.schema(schema).caption if only.get(name))
        values = next(names, ())
        return min(values, key=lambda value: (-values.count(value), value), default="")
    schema = common_schema([one for one, _ in records])
    for name in ontology.schema(schema).caption:
        counts = Counter(value for _, values in records for value in values.get(name, ()))
        if counts:
            return min(counts, key=lambda value: (-counts[value], value))
    return ""
