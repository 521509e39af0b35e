"""One mapped entity of one file as pieces of SQL.

This file: what each property takes from a row (`s0`, `s1`, …), how it is cleaned (`x0`, …), and
the text of the key. rows.py puts the layers together.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from caseloom.engine import sql
from caseloom.engine.cells import Cells
from caseloom.engine.fast import Kind, fast, safe
from caseloom.engine.mapping import EntityMapping, Query
from caseloom.engine.mapping_property import PLACEHOLDER, PropertyMapping, groups_in
from caseloom.ontology import cleaning

ORIGIN_MAX = 400  # longer keys are replaced by their digest, so that they can be indexed


@dataclass(frozen=True, slots=True)
class Slot:
    """One value of one property: column `s{at}` before cleaning, `x{at}` after it.

    `raw` is the SQL of the value, `original` of what is kept where cleaning changes it.
    """

    at: int
    prop: str
    kind: Kind
    raw: str
    original: str
    safe: bool
    many: bool
    changes: bool


@dataclass(frozen=True, slots=True)
class Context:
    """What the SQL of a job needs to know beside the mapping."""

    source_key: str
    scope_key: str
    file: str
    sheet: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The compiled pieces of one entity in one query."""

    entity: EntityMapping
    slots: tuple[Slot, ...]
    literals: dict[str, tuple[str, ...]]
    references: dict[str, EntityMapping]


def plan(query: Query, entity: EntityMapping, cells: Cells) -> Plan:
    """The slots of an entity. Cleans the literals at once."""
    by_name = {one.name: one for one in query.entities}
    slots: list[Slot] = []
    literals: dict[str, tuple[str, ...]] = {}
    references: dict[str, EntityMapping] = {}
    for one in entity.properties:
        if one.entity is not None:
            references[one.name] = by_name[one.entity]
        elif not one.columns and not one.derived:
            literals[one.name] = (*literals.get(one.name, ()), *_cleaned_literals(one))
        else:
            slots.extend(_slots(one, cells, len(slots)))
            if one.literals and not one.derived:
                literals[one.name] = (*literals.get(one.name, ()), *_cleaned_literals(one))
    return Plan(entity, tuple(slots), literals, dict(sorted(references.items())))


def _cleaned_literals(one: PropertyMapping) -> list[str]:
    cleaned = (
        cleaning.clean(one.type, v, formats=one.formats, fuzzy=one.fuzzy) for v in one.literals
    )
    return [value for value in cleaned if value is not None]


def _slots(one: PropertyMapping, cells: Cells, start: int) -> Iterator[Slot]:
    kind = Kind(one.type, one.formats, one.fuzzy)
    all_safe = all(cells.safe(c) for c in one.columns)
    if not one.derived:
        for at, column in enumerate(one.columns, start):
            yield _simple_slot(one, kind, cells, column, at)
        return
    ascii_parts = all(
        part is None or (part.isascii() and part.isprintable())
        for part in (one.template, one.join, *one.literals)
    )
    for at, made in enumerate(_made(one, cells), start):
        yield Slot(at, one.name, kind, made, "", all_safe and ascii_parts, one.many, True)


def _simple_slot(one: PropertyMapping, kind: Kind, cells: Cells, column: str, at: int) -> Slot:
    value, original = cells.value(column), cells.original(column)
    if one.null_values:
        nulls = sql.texts(one.null_values)
        original = f"CASE WHEN {value} IN ({nulls}) THEN NULL ELSE {original} END"
        value = f"CASE WHEN {value} IN ({nulls}) THEN NULL ELSE {value} END"
    if one.last_first:
        value = _reordered(value)
    known_safe = cells.safe(column)
    changes = not (kind.identity and known_safe and not one.last_first)
    return Slot(at, one.name, kind, value, original, known_safe, False, changes)


def _made(one: PropertyMapping, cells: Cells) -> list[str]:
    """The values (or lists of values) that are made of several cells or of a part of one."""
    parts = [*(sql.text(v) for v in one.literals), *(cells.value(c) for c in one.columns)]
    if one.template is not None:
        parts = [_template(one.template, cells)]
    elif one.join is not None:
        parts = [f"nullif({sql.joined(parts, one.join)}, '')"]
    return [_derived(part, one) for part in parts]


def _derived(made: str, one: PropertyMapping) -> str:
    if one.pattern is not None:
        made = _extracted(made, one)
    if one.split is not None:
        made = _split(made, one)
    if not one.many:
        return _finished(made, one)
    finished = f"list_transform({made}, lambda y: {_finished('y', one)})"
    return f"list_filter({finished}, lambda y: y IS NOT NULL)"


def _template(template: str, cells: Cells) -> str:
    """The text with its placeholders filled; NULL when all of them are empty."""
    parts: list[str] = []
    columns: list[str] = []
    for at, piece in enumerate(PLACEHOLDER.split(template)):
        if at % 2:
            columns.append(cells.value(piece))
            parts.append(f"coalesce({columns[-1]}, '')")
        elif piece:
            parts.append(sql.text(piece))
    filled = " || ".join(parts)
    return f"CASE WHEN coalesce({', '.join(columns)}, NULL) IS NOT NULL THEN {filled} END"


def _extracted(made: str, one: PropertyMapping) -> str:
    pattern = sql.text(one.pattern or "")
    group = 1 if groups_in(one.pattern or "") else 0
    if one.all_matches:
        return f"regexp_extract_all({made}, {pattern}, {group})"
    return f"nullif(regexp_extract({made}, {pattern}, {group}), '')"


def _split(made: str, one: PropertyMapping) -> str:
    by = sql.text(one.split or "")
    if one.all_matches:
        return f"flatten(list_transform({made}, lambda z: string_split(z, {by})))"
    return f"string_split({made}, {by})"


def _finished(value: str, one: PropertyMapping) -> str:
    """Trimmed, without what counts as empty, and re-ordered."""
    done = sql.trimmed(value)
    if one.null_values:
        done = f"CASE WHEN {done} IN ({sql.texts(one.null_values)}) THEN NULL ELSE {done} END"
    return _reordered(done) if one.last_first else done


def _reordered(value: str) -> str:
    """“LAST, First” as “First LAST”; “LAST, First, Jr.” as “First LAST Jr.”; else unchanged."""
    two, three = r"^([^,]+),\s*([^,]+)$", r"^([^,]+),\s*([^,]+),\s*([^,]+)$"
    return (
        f"CASE WHEN NOT contains({value}, ',') THEN {value} "
        f"WHEN regexp_matches({value}, '{two}') "
        f"THEN regexp_replace({value}, '{two}', '\\2 \\1') "
        f"ELSE regexp_replace({value}, '{three}', '\\2 \\1 \\3') END"
    )


def origin(entity: EntityMapping, cells: Cells, context: Context) -> str:
    """The text that the source calls this entity by; NULL when its key is empty.

    The key's values in the order of the mapping, joined by “|”, after the key_literal. Unlike
    FollowTheMoney's digest it is readable, keeps the order, and can't confuse ("1", "23") with
    ("12", "3"); see docs/adr/0004.
    """
    start = [sql.text(entity.key_literal)] if entity.key_literal else []
    if entity.row:
        parts = [*start, sql.text("row"), sql.text(context.file), sql.text(context.sheet or "")]
        return f"concat_ws('|', {', '.join(parts)}, _row)"
    values = [cells.value(c) for c in entity.keys]
    escaped = [
        f"coalesce(CASE WHEN contains({v}, '|') OR contains({v}, '\\') THEN "
        f"replace(replace({v}, '\\', '\\\\'), '|', '\\|') ELSE {v} END, '')"
        for v in values
    ]
    if len(values) == 1 and not start:
        escaped = [f"nullif({escaped[0]}, '')"]
    text = " || '|' || ".join([*start, *escaped])
    given = f"coalesce({', '.join(values)}, NULL) IS NOT NULL"
    return f"CASE WHEN {given} THEN {text} END"


def shortened(column: str) -> str:
    """An origin id that is too long to index, as its digest."""
    return f"CASE WHEN length({column}) > {ORIGIN_MAX} THEN sha256({column}) ELSE {column} END"


def clean_slot(slot: Slot, lookup: str | None) -> str:
    """The cleaned value of column `s{at}`; `lookup` is the column of the joined table, if any."""
    column = f"s{slot.at}"
    found = fast(slot.kind, column)
    if found.when is None:
        return lookup or "NULL"
    when = found.when if slot.safe else f"{safe(column)} AND {found.when}"
    if when == "true":
        return found.value
    return (
        f"CASE WHEN {column} IS NULL THEN NULL WHEN {when} THEN {found.value} "
        f"ELSE {lookup or 'NULL'} END"
    )


def slow_when(slot: Slot, column: str) -> str | None:
    """The condition under which a value must go to Python; None when it never must."""
    found = fast(slot.kind, column)
    if found.when is None:
        return f"{column} IS NOT NULL"
    when = found.when if slot.safe else f"{safe(column)} AND {found.when}"
    return None if when == "true" else f"{column} IS NOT NULL AND NOT coalesce({when}, false)"
