"""The records of one entity as one SQL query, in layers over the pieces of compile.py.

`cells` (sanitised) → `values` (what each property takes, the keys) → `cleaned` (fast SQL or a
lookup) → `shaped` (properties, originals, digests) → rows (ids, and why a row is refused).
The content hash is that of kernel.ids.record_hash_text, proved in tests/engine/test_job.py.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from caseloom.engine import sql
from caseloom.engine.cells import Cells, filters
from caseloom.engine.compile import (
    Context,
    Plan,
    Slot,
    clean_slot,
    origin,
    shortened,
)
from caseloom.engine.fast import Kind
from caseloom.engine.mapping import Query
from caseloom.kernel.ids import GROUP, ROW

COLUMNS = (
    "id VARCHAR, entity_id VARCHAR, origin_id VARCHAR, schema VARCHAR, properties VARCHAR, "
    "originals VARCHAR, file VARCHAR, sheet VARCHAR, row BIGINT, dropped VARCHAR, "
    "entity VARCHAR, at_column VARCHAR, problem VARCHAR"
)
Lookups = Mapping[Kind, str]


@dataclass(frozen=True, slots=True)
class Property:
    """One property in the layer `shaped`: SQL of its values, the pairs of the hash, its JSON."""

    name: str
    pairs: str
    json: str
    present: str


def values_layer(
    query: Query, made: Plan, cells: Cells, context: Context, span: tuple[int, int]
) -> str:
    """What each property takes from a row, and the keys; filtered."""
    parts = ["rid", "_row", f"{origin(made.entity, cells, context)} AS k"]
    for at, target in enumerate(made.references.values()):
        parts.append(f"{origin(target, cells, context)} AS k{at}")
    for slot in made.slots:
        parts.append(f"{slot.raw} AS s{slot.at}")
        if slot.original:
            parts.append(f"{slot.original} AS o{slot.at}")
    columns = {*query.filters, *query.filters_not, *made.entity.columns}
    columns.update(c for target in made.references.values() for c in target.keys)
    tests = [
        *filters(query.filters, cells, keep=True),
        *filters(query.filters_not, cells, keep=False),
    ]
    where = f" WHERE {' AND '.join(tests)}" if tests else ""
    return f"SELECT {', '.join(parts)} FROM ({cells.select(columns, *span)}){where}"


def records(
    query: Query, made: Plan, cells: Cells, context: Context, lookups: Lookups,
    span: tuple[int, int],
) -> str:  # fmt: skip
    """The SELECT of an entity's records for the rows of `span`, with COLUMNS."""
    ctes = [f"vals AS ({values_layer(query, made, cells, context, span)})"]
    ctes += [f"many{s.at} AS ({_list_layer(s, lookups)})" for s in made.slots if s.many]
    ctes.append(f"cleaned AS ({_cleaned_layer(made, lookups, context)})")
    ctes.append(f"shaped AS ({_shaped_layer(made, context)})")
    return f"WITH {', '.join(ctes)} {_rows(made, context)}"


def _cleaned_layer(made: Plan, lookups: Lookups, context: Context) -> str:
    parts = ["v.rid", "v._row", f"{shortened('k')} AS k"]
    joins = ""
    for slot in made.slots:
        n = slot.at
        if slot.many:
            parts.append(f"m{n}.x AS x{n}, m{n}.o AS o{n}, m{n}.dropped AS d{n}, s{n} AS s{n}")
            joins += f" LEFT JOIN many{n} m{n} ON m{n}.rid = v.rid"
            continue
        table = lookups.get(slot.kind)
        if table:
            joins += f" LEFT JOIN {table} l{n} ON l{n}.v = v.s{n}"
        parts.append(f"{_value(slot, f'l{n}.c' if table else None, context)} AS x{n}")
        parts.append(f"s{n}")
        if slot.original:
            parts.append(f"o{n} AS o{n}")
    digest = sql.entity_digest(context.source_key, shortened("k"))
    parts.append(f"{digest} AS e")
    parts.extend(
        f"{sql.entity_digest(context.source_key, shortened(f'k{at}'))} AS e{at}"
        for at in range(len(made.references))
    )
    return f"SELECT {', '.join(parts)} FROM vals v{joins}"


def _value(slot: Slot, lookup: str | None, context: Context) -> str:
    if slot.kind.type != "entity":
        return clean_slot(slot, lookup)
    # A column with the source's own name of another entity: its id here, as `entity:` gives it.
    return f"CASE WHEN s{slot.at} IS NOT NULL THEN {_digest_uuid(slot, context)} END"


def _digest_uuid(slot: Slot, context: Context) -> str:
    digest = sql.entity_digest(context.source_key, shortened(f"s{slot.at}"))
    return f"list_transform([{digest}], lambda h: {sql.uuid_of('h')})[1]"


def _list_layer(slot: Slot, lookups: Lookups) -> str:
    """The values of a slot that can give many, cleaned one by one and gathered again."""
    table = lookups.get(slot.kind)
    join = f" LEFT JOIN {table} l ON l.v = u.s{slot.at}" if table else ""
    value = clean_slot(slot, "l.c" if table else None)
    inner = f"SELECT rid, unnest(s{slot.at}) AS s{slot.at} FROM vals"
    cleaned = f"SELECT rid, s{slot.at} AS s, {value} AS x FROM ({inner}) u{join}"
    return (
        "SELECT rid, list_sort(list_distinct(list(x) FILTER (x IS NOT NULL))) AS x, "
        "list(s) FILTER (s IS DISTINCT FROM x) AS o, "
        "count(*) FILTER (s IS NOT NULL AND x IS NULL) AS dropped "
        f"FROM ({cleaned}) GROUP BY rid"
    )


def _shaped_layer(made: Plan, context: Context) -> str:
    properties = list(_properties(made))
    kept = list(_originals(made))
    entity = sql.uuid_of("e")
    text = " || ".join([
        sql.text(context.source_key + GROUP + context.scope_key + GROUP), "entity_id",
        sql.text(GROUP + made.entity.schema + GROUP),
        sql.joined((p.pairs for p in properties), ROW), sql.text(GROUP),
        sql.joined((p.pairs for p in kept), ROW),
    ])  # fmt: skip
    parts = [
        "_row", "k", "entity_id", f"sha256({text}) AS digest",
        f"'{{' || {sql.joined((p.json for p in properties), ',')} || '}}' AS properties",
        f"{_kept_json(kept)} AS originals", f"{_dropped(made)} AS dropped",
        f"{_problem_column(made)} AS at_column", f"{_problem(made)} AS problem",
    ]  # fmt: skip
    refs = "".join(f", {sql.uuid_of(f'e{at}')} AS ref{at}" for at in range(len(made.references)))
    inner = f"SELECT *, {entity} AS entity_id{refs} FROM cleaned"
    return f"SELECT {', '.join(parts)} FROM ({inner})"


def _kept_json(kept: list[Property]) -> str:
    if not kept:
        return "NULL"
    return f"nullif('{{' || {sql.joined((p.json for p in kept), ',')} || '}}', '{{}}')"


def _properties(made: Plan) -> Iterator[Property]:
    singles, lists = _by_property(made)
    for name in sorted({*singles, *lists}):
        yield _property(name, singles.get(name, []), lists.get(name, []))


def _by_property(made: Plan) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    singles: dict[str, list[str]] = {}
    lists: dict[str, list[str]] = {}
    for name, values in made.literals.items():
        singles[name] = [sql.text(v) for v in dict.fromkeys(values)]
    for at, name in enumerate(made.references):
        singles.setdefault(name, []).append(f"ref{at}")
    for slot in made.slots:
        (lists if slot.many else singles).setdefault(slot.prop, []).append(f"x{slot.at}")
    return singles, lists


def _originals(made: Plan) -> Iterator[Property]:
    singles: dict[str, list[str]] = {}
    lists: dict[str, list[str]] = {}
    for slot in made.slots:
        n = slot.at
        if slot.many:
            lists.setdefault(slot.prop, []).append(f"o{n}")
        elif slot.changes and slot.kind.type != "entity":
            kept = f"o{n}" if slot.original else f"s{n}"
            changed = f"CASE WHEN {kept} IS DISTINCT FROM x{n} THEN {kept} END"
            singles.setdefault(slot.prop, []).append(changed)
    for name in sorted({*singles, *lists}):
        yield _property(name, singles.get(name, []), lists.get(name, []))


def _property(name: str, singles: list[str], lists: list[str]) -> Property:
    key = sql.text(f'"{name}":')
    if len(singles) == 1 and not lists:
        value = singles[0]
        return Property(
            name, sql.pair(name, value), f"{key} || '[' || to_json({value})::VARCHAR || ']'",
            f"{value} IS NOT NULL",
        )  # fmt: skip
    if len(singles) == 2 and not lists:
        a, b = singles
        many = (
            f"CASE WHEN {a} IS NULL THEN CASE WHEN {b} IS NOT NULL THEN [{b}] END "
            f"WHEN {b} IS NULL OR {a} = {b} THEN [{a}] "
            f"WHEN {a} < {b} THEN [{a}, {b}] ELSE [{b}, {a}] END"
        )
    else:
        gathered = f"[{', '.join(singles)}]" if singles else "[]::VARCHAR[]"
        for one in lists:
            gathered = f"list_concat({gathered}, {one})"
        many = f"list_sort(list_distinct({gathered}))"
    return Property(
        name, sql.pairs(name, many),
        f"CASE WHEN len({many}) > 0 THEN {key} || to_json({many})::VARCHAR END",
        f"coalesce(len({many}) > 0, false)",
    )  # fmt: skip


def _dropped(made: Plan) -> str:
    """The properties whose values cleaned to nothing, once per value, joined by commas."""
    parts = []
    for slot in made.slots:
        if slot.kind.identity or slot.kind.type == "entity":
            continue
        n = slot.at
        parts.append(
            f"CASE WHEN d{n} > 0 THEN repeat({sql.text(slot.prop + ',')}, d{n} - 1) "
            f"|| {sql.text(slot.prop)} END"
            if slot.many
            else f"CASE WHEN s{n} IS NOT NULL AND x{n} IS NULL THEN {sql.text(slot.prop)} END"
        )
    return f"nullif({sql.joined(parts, ',')}, '')" if parts else "NULL"


def _conditions(made: Plan) -> Iterator[tuple[str, str, str]]:
    """(condition, column, reason) of each way in which a row gives no record."""
    entity = made.entity
    yield "k IS NULL", ", ".join(entity.keys), f"{entity.name}: the key is empty"
    present = {p.name: p.present for p in _properties(made)}
    required = {p.name: p for p in entity.properties if p.required}
    for name, one in required.items():
        where = ", ".join(one.columns)
        yield f"NOT ({present.get(name, 'false')})", where, f"{entity.name}: {name} is empty"
    for name in entity.edge:
        if name in made.references and name not in required:
            where = ", ".join(made.references[name].keys)
            yield f"NOT ({present[name]})", where, f"{entity.name}: the link has no {name}"


def _problem(made: Plan) -> str:
    """Why the row gives no record: NULL when it does, '' when there is nothing to lose in it."""
    cases = [(test, reason) for test, _, reason in _conditions(made)]
    bad = " OR ".join(test for test, _ in cases)
    reasons = " ".join(f"WHEN {test} THEN {sql.text(reason)}" for test, reason in cases)
    return f"CASE WHEN NOT ({bad}) THEN NULL WHEN NOT ({_has_values(made)}) THEN '' {reasons} END"


def _problem_column(made: Plan) -> str:
    cases = " ".join(
        f"WHEN {test} THEN {sql.text(column)}" for test, column, _ in _conditions(made)
    )
    return f"CASE {cases} END"


def _has_values(made: Plan) -> str:
    tests = [
        f"coalesce(len(s{s.at}) > 0, false)" if s.many else f"s{s.at} IS NOT NULL"
        for s in made.slots
    ]
    return " OR ".join(tests) or "false"


def _rows(made: Plan, context: Context) -> str:
    sheet = "NULL" if context.sheet is None else sql.text(context.sheet)
    return (
        f"SELECT {sql.uuid_of('digest')}, entity_id, k, {sql.text(made.entity.schema)}, "
        f"properties, originals, {sql.text(context.file)}, {sheet}, _row, dropped, "
        f"{sql.text(made.entity.name)}, at_column, problem FROM shaped"
    )
