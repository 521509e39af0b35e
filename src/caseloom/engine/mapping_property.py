"""How the values of one property are made from a row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from caseloom.engine.mapping_parts import (
    Settings,
    expect_keys,
    listed,
    optional_text,
    refuse,
    switch,
    text_of,
)
from caseloom.kernel.errors import Invalid
from caseloom.ontology import cleaning, model

KEYS = {
    "column", "columns", "literal", "literals", "template", "join", "split", "entity", "format",
    "formats", "fuzzy", "required", "pattern", "matches", "null_values", "name_order",
}  # fmt: skip
PLACEHOLDER = re.compile(r"{{([^(}})]*)}}")  # as in followthemoney.mapping.property


@dataclass(frozen=True, slots=True)
class PropertyMapping:
    """One way in which a property gets values. A property may have several."""

    name: str
    type: str
    columns: tuple[str, ...] = ()
    literals: tuple[str, ...] = ()
    template: str | None = None
    join: str | None = None
    split: str | None = None
    entity: str | None = None
    formats: tuple[str, ...] = ()
    fuzzy: bool = False
    required: bool = False
    pattern: str | None = None
    all_matches: bool = False
    null_values: tuple[str, ...] = ()
    last_first: bool = False

    @property
    def many(self) -> bool:
        """Whether one row can give a number of values that only the data knows."""
        return self.split is not None or self.all_matches

    @property
    def derived(self) -> bool:
        """Whether the value is made of cells rather than being one."""
        return bool(self.template or self.join is not None or self.pattern or self.many)


def property_mappings(schema: str, name: str, data: Any, where: str) -> Iterator[PropertyMapping]:
    """The ways given for one property: one mapping, or a list of them. Raises Invalid."""
    place = f"{where}.{name}"
    kind = model.prop(schema, name).type.name
    for one in data if isinstance(data, list) else [data]:
        yield _one(
            name, kind, expect_keys(one, KEYS, place), place, model.prop(schema, name).format
        )


def _one(name: str, kind: str, data: Settings, place: str, style: str | None) -> PropertyMapping:
    template = optional_text(data, "template")
    columns = listed(data, "column", "columns")
    if template is not None:
        columns = tuple(dict.fromkeys((*columns, *PLACEHOLDER.findall(template))))
    formats = listed(data, "format", "formats") or ((style,) if style else ())
    found = PropertyMapping(
        name=name,
        type=kind,
        columns=columns,
        literals=listed(data, "literal", "literals"),
        template=template,
        join=None if data.get("join") is None else text_of(data["join"]),
        split=None if data.get("split") is None else text_of(data["split"]),
        entity=optional_text(data, "entity"),
        formats=formats,
        fuzzy=switch(data, "fuzzy", default=False),
        required=switch(data, "required", default=False),
        pattern=optional_text(data, "pattern"),
        all_matches=_matches(data, place),
        null_values=listed(data, "null_values"),
        last_first=_name_order(data, place),
    )
    _check(found, place)
    return found


def _matches(data: Settings, place: str) -> bool:
    value = optional_text(data, "matches") or "first"
    if value not in ("first", "all"):
        refuse(place, f"has matches: {value}", "Write “first” or “all”.", field="matches")
    return value == "all"


def _name_order(data: Settings, place: str) -> bool:
    value = optional_text(data, "name_order")
    if value not in (None, "last, first"):
        refuse(place, f"has name_order: {value}", "Write “last, first” or leave it out.",
               field="name_order")  # fmt: skip
    return value is not None


def _check(found: PropertyMapping, place: str) -> None:
    if found.entity is None and not (found.columns or found.literals):
        refuse(place, "has no source", "Add “column:”, “literal:”, “template:” or “entity:”.")
    if found.entity is not None and (found.columns or found.literals):
        refuse(place, "has both an entity and columns", "Keep one of them.", field="entity")
    if found.entity is not None and found.type != "entity":
        refuse(place, f"points at an entity, but is of the type {found.type}",
               "Use “column:”, or another property.", field="entity")  # fmt: skip
    if found.split == "":
        refuse(place, "splits at nothing", "Give the text to split at.", field="split")
    if found.all_matches and found.pattern is None:
        refuse(place, "has “matches: all” without a pattern", "Add “pattern:”.", field="pattern")
    if found.pattern is not None:
        _check_pattern(found.pattern, place)
    _check_formats(found, place)


def _check_pattern(pattern: str, place: str) -> None:
    """Patterns run in RE2, whose time is linear, so that no pattern can hang an import."""
    try:
        with duckdb.connect() as con:
            con.execute("SELECT regexp_extract_all('x', $1, 0)", [pattern])
    except duckdb.Error as error:
        refuse(place, f"has a pattern that can't be read: {_first_line(error)}",
               "Use RE2 syntax; it has no look-ahead and no back-references.",
               field="pattern")  # fmt: skip


def _check_formats(found: PropertyMapping, place: str) -> None:
    if not found.formats or found.type not in ("phone", "date", "identifier"):
        return
    try:
        cleaning.check_formats(found.type, found.formats)
    except Invalid as error:
        refuse(place, f"has a format that does not fit: {error.message}", error.remedy,
               field="format")  # fmt: skip


def groups_in(pattern: str) -> int:
    """How many capturing groups a pattern has (RE2 and Python count them alike)."""
    plain = re.sub(r"\\.|\[(?:\\.|[^\]\\])*\]", "", pattern)
    return len(re.findall(r"\((?!\?)|\(\?P?<", plain))


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
