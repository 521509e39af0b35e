"""Mappings: FollowTheMoney's YAML, with the few additions that real files need.

The format is docs/reference/mapping.md. `load` checks all that can be known without the file.
"""

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import yaml

from caseloom.engine.mapping_parts import (
    Settings,
    expect_keys,
    listed,
    not_empty,
    optional_text,
    refuse,
    switch,
    text_of,
)
from caseloom.engine.mapping_property import PropertyMapping, property_mappings
from caseloom.kernel.errors import Invalid
from caseloom.ontology import model

if TYPE_CHECKING:
    from caseloom.ontology.library import Schema

QUERY_KEYS = {
    "csv_url", "csv_urls", "file", "files", "ftm_url", "entities", "filters", "filters_not",
    "null_values", "csv", "sheet",
}  # fmt: skip
ENTITY_KEYS = {"schema", "key", "keys", "key_literal", "id_column", "row", "properties"}
CSV_KEYS = {"encoding", "delimiter", "quote", "header", "skip", "ragged"}


@dataclass(frozen=True, slots=True)
class CsvOptions:
    """What a person says about a CSV; None means: find it."""

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    header: bool = True
    skip: int = 0
    ragged: str = "reject"


@dataclass(frozen=True, slots=True)
class EntityMapping:
    """How one thing is made from a row. `links` are (property, entity name) references."""

    name: str
    schema: str
    keys: tuple[str, ...]
    key_literal: str
    row: bool
    properties: tuple[PropertyMapping, ...]
    edge: tuple[str, ...] = ()

    @property
    def columns(self) -> set[str]:
        """Every column that is read for this entity."""
        return {*self.keys, *(c for p in self.properties for c in p.columns)}


@dataclass(frozen=True, slots=True)
class Query:
    """What is made from the rows of some files."""

    files: tuple[str, ...]
    entities: tuple[EntityMapping, ...] = ()
    filters: AnyMapping[str, tuple[str, ...]] = field(default_factory=dict)
    filters_not: AnyMapping[str, tuple[str, ...]] = field(default_factory=dict)
    null_values: tuple[str, ...] = ()
    csv: CsvOptions = CsvOptions()
    sheet: str | None = None
    ftm: bool = False

    @property
    def columns(self) -> set[str]:
        """Every column that is read."""
        mapped = {c for entity in self.entities for c in entity.columns}
        return {*mapped, *self.filters, *self.filters_not}


@dataclass(frozen=True, slots=True)
class Mapping:
    """A checked mapping; `raw` is what it was made from, for keeping beside the run."""

    queries: tuple[Query, ...]
    raw: AnyMapping[str, Any]

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that is read, once, in order."""
        return tuple(dict.fromkeys(name for query in self.queries for name in query.files))


def load(source: Path | str | AnyMapping[str, Any]) -> Mapping:
    """A mapping from a YAML file, a YAML text or a dictionary.

    Raises Invalid that names the place and, for an unknown type or property, the nearest.
    """
    raw = source if isinstance(source, AnyMapping) else _read(source)
    queries = [
        _query(data, f"query {at}")
        for at, data in enumerate(_queries(raw), start=1)
    ]  # fmt: skip
    if not queries:
        refuse("The mapping", "holds no queries", "Add “queries:” with at least one.")
    return Mapping(tuple(queries), raw)


def _read(source: Path | str) -> AnyMapping[str, Any]:
    try:
        text = source.read_text(encoding="utf-8") if isinstance(source, Path) else source
        raw = yaml.safe_load(text)
    except FileNotFoundError as error:
        raise Invalid(f"There is no mapping {source}.", remedy="Check the path.") from error
    except (OSError, UnicodeError) as error:
        raise Invalid(f"The mapping {source} can't be read: {error}") from error
    except yaml.YAMLError as error:
        raise Invalid(f"The mapping is not YAML: {error}", remedy="Correct that line.") from error
    if not isinstance(raw, dict):
        refuse("The mapping", "is not a YAML mapping", "Begin it with “queries:”.")
    return raw


def _queries(raw: AnyMapping[str, Any]) -> list[Any]:
    """The queries, whether at the top or, as FollowTheMoney has it, under a dataset's name."""
    found: list[Any] = []
    if "queries" in raw or "query" in raw:
        groups: list[Any] = [raw]
    else:
        groups = list(raw.values())
    for group in groups:
        if not isinstance(group, AnyMapping):
            refuse("The mapping", "has no “queries”", "Put the queries under “queries:”.")
        for key in ("queries", "query"):
            value = group.get(key)
            found.extend(value if isinstance(value, list) else [value] if value else [])
    return found


def _query(data: Any, where: str) -> Query:
    settings = expect_keys(data, QUERY_KEYS, where)
    ftm = "ftm_url" in settings
    names = listed(settings, "csv_url", "csv_urls", "file", "files", "ftm_url")
    if not names:
        refuse(where, "names no file", "Add “csv_url: people.csv” (or “file:”).")
    files = _inside(names, where)
    if ftm:
        return Query(files=files, ftm=True)
    entities = settings.get("entities")
    if not isinstance(entities, AnyMapping) or not entities:
        refuse(where, "makes no entities", "Add “entities:” with at least one.")
    query = Query(
        files=files,
        entities=tuple(_entity(str(n), spec, f"{where}, {n}") for n, spec in entities.items()),
        filters=_filters(settings, "filters"),
        filters_not=_filters(settings, "filters_not"),
        null_values=listed(settings, "null_values"),
        csv=_csv(settings.get("csv"), where),
        sheet=optional_text(settings, "sheet"),
    )
    _check_references(query, where)
    _check_same_key(query, where)
    return query


def _inside(names: tuple[str, ...], where: str) -> tuple[str, ...]:
    for name in names:
        path = PurePosixPath(name.replace("\\", "/"))
        if "://" in name or path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
            refuse(where, f"names the file “{name}”",
                   "Give a name inside the folder of the import, without “..” or an address.",
                   field="csv_url")  # fmt: skip
    return names


def _filters(settings: Settings, key: str) -> dict[str, tuple[str, ...]]:
    return {
        str(column): tuple(text_of(v) for v in (values if isinstance(values, list) else [values]))
        for column, values in (settings.get(key) or {}).items()
    }


def _csv(data: Any, where: str) -> CsvOptions:
    settings = expect_keys(data or {}, CSV_KEYS, f"{where}, csv")
    ragged = optional_text(settings, "ragged") or "reject"
    if ragged not in ("reject", "pad"):
        refuse(where, f"has ragged: {ragged}", "Write “reject” or “pad”.", field="ragged")
    delimiter = settings.get("delimiter")
    if delimiter is not None and len(str(delimiter)) != 1:
        refuse(where, "has a delimiter of several characters", "Give one.", field="delimiter")
    skip = settings.get("skip", 0)
    if not isinstance(skip, int) or skip < 0:
        refuse(where, f"has skip: {skip}", "Give the number of lines above the header.")
    return CsvOptions(
        encoding=optional_text(settings, "encoding"),
        delimiter=None if delimiter is None else str(delimiter),
        quote=None if settings.get("quote") is None else str(settings["quote"]),
        header=switch(settings, "header", default=True),
        skip=skip,
        ragged=ragged,
    )


def _entity(name: str, data: Any, where: str) -> EntityMapping:
    settings = expect_keys(data, ENTITY_KEYS, where)
    kind = _schema(settings, where)
    id_column = optional_text(settings, "id_column")
    keys = listed(settings, "key", "keys")
    row = switch(settings, "row", default=False)
    if sum((bool(keys), id_column is not None, row)) != 1:
        refuse(where, "needs exactly one of “keys”, “id_column” and “row: true”",
               "The key tells one thing from another; “row: true” makes every row its own thing.",
               field="keys")  # fmt: skip
    properties = settings.get("properties") or {}
    if not isinstance(properties, AnyMapping):
        refuse(where, "has “properties” that are not a mapping", "Write “name: {column: …}”.")
    mapped = tuple(
        one for prop, spec in properties.items()
        for one in property_mappings(kind.name, str(prop), spec, where)
    )  # fmt: skip
    ends = (kind.edge_source, kind.edge_target) if kind.edge else ()
    return EntityMapping(
        name=name,
        schema=kind.name,
        keys=(id_column,) if id_column is not None else keys,
        key_literal=text_of(settings.get("key_literal", "")),
        row=row,
        properties=mapped,
        edge=tuple(e for e in ends if e and any(p.name == e and p.entity for p in mapped)),
    )


def _schema(settings: Settings, where: str) -> "Schema":
    name = not_empty(settings, "schema", where, "Add “schema: Person” or another type.")
    kind = model.schema(name)
    if kind.abstract:
        special = sorted(s.name for s in kind.descendants if not s.abstract)
        refuse(where, f"uses the type {name}, which only collects others",
               f"Use one of: {', '.join(special[:8])}.", field="schema")  # fmt: skip
    return kind


def _check_references(query: Query, where: str) -> None:
    by_name = {entity.name: entity for entity in query.entities}
    for entity in query.entities:
        for one in entity.properties:
            if one.entity is None:
                continue
            target = by_name.get(one.entity)
            place = f"{where}, {entity.name}.{one.name}"
            if target is None:
                refuse(place, f"points at an unknown entity “{one.entity}”",
                       f"This query has: {', '.join(by_name)}.")  # fmt: skip
            wanted = model.prop(entity.schema, one.name).range
            if wanted is not None and not model.schema(target.schema).is_a(wanted):
                refuse(place, f"must point at a {wanted.name}, but {target.name} is a "
                       f"{target.schema}", "Point at another entity, or change its schema.",
                       )  # fmt: skip


def _check_same_key(query: Query, where: str) -> None:
    seen: dict[tuple[object, ...], EntityMapping] = {}
    for entity in query.entities:
        key = (entity.key_literal, entity.keys, entity.row)
        other = seen.setdefault(key, entity)
        if other is not entity and model.common(other.schema, entity.schema) is None:
            refuse(where, f"makes {other.name} ({other.schema}) and {entity.name} "
                   f"({entity.schema}) from the same key, so they would be one thing",
                   f"Give one a key_literal, as in “key_literal: {entity.name}”.",
                   field="key_literal")  # fmt: skip
