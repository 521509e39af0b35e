"""Many records described at once: what features.extract and blocking.keys find, in columns.

DuckDB takes records apart and puts keys together; Python is asked once for each distinct word, and
for each distinct value that SQL has no means for: other scripts, organisations' names, numbers with
check digits. What is left is told, and Python describes it record by record. The definition stays
in features.py, text.py and blocking.py; a test holds the two together on hostile values.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from caseloom.engine import sql
from caseloom.engine.linkage import features, ragged, text, wording
from caseloom.engine.linkage.wording import Addresses, Names

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_MACROS = r"""
    CREATE OR REPLACE TEMP MACRO ordered(many) AS CASE
        WHEN len(many) > 1 THEN list_sort(list_distinct(many)) ELSE many END;
    CREATE OR REPLACE TEMP MACRO filled(many) AS
        list_filter(many, lambda v: v <> '');
    CREATE OR REPLACE TEMP MACRO lowered(x) AS
        CASE WHEN strlen(x) = length(x) THEN lower(x) ELSE x END;
    CREATE OR REPLACE TEMP MACRO mailbox(x) AS
        regexp_extract(lowered(x), '[^\x09-\x0d\x1c-\x20<>"'']+@[^\x09-\x0d\x1c-\x20<>"'']+');
    CREATE OR REPLACE TEMP MACRO digits(x) AS
        ltrim(regexp_replace(x, '[^0-9]+', '', 'g'), '0');
    CREATE OR REPLACE TEMP MACRO number(d) AS
        CASE WHEN strlen(d) >= 7 THEN right(d, 10) ELSE '' END;
    CREATE OR REPLACE TEMP MACRO is_day(x) AS
        regexp_full_match(left(x, 10), '[0-9]{4}-[0-9]{2}-[0-9]{2}');
    CREATE OR REPLACE TEMP MACRO is_part(x) AS regexp_full_match(x, '[0-9]{4}(-[0-9]{2})?');
    CREATE OR REPLACE TEMP MACRO spaced(x) AS CASE WHEN strlen(x) = length(x) THEN x ELSE
        trim(regexp_replace(x, '[\x09-\x0d\x1c-\x20\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}'
            || '\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+', ' ', 'g')) END;
    CREATE OR REPLACE TEMP MACRO crossed(mark, many, others) AS
        flatten(list_transform(many, lambda a: list_transform(others, lambda b:
            mark || a || '|' || b)));
"""
NONE = "([]::VARCHAR[])"
# From a record's JSON to lists of values by comparison field.
_GIVEN = """
    WITH given AS (
        SELECT n, r, from_json(properties, {shape}) AS p, from_json(originals, {shape}) AS o
          FROM records)
    SELECT n, r, {columns} FROM given
"""
_TOGETHER = "SELECT n, {columns} FROM ({given}) GROUP BY n"
# Which properties feed what; the rest is not read.
_FIELDS = (
    "name", "date", "phone", "email", "identifier", "address", "country", "gender", "place",
    "position",
)  # fmt: skip
_COMPOSED_OF = (
    "name", "firstName", "middleName", "lastName", "address", "full", *features.ADDRESS_PARTS,
)  # fmt: skip
_PRESENT = """
    SELECT DISTINCT unnest(json_keys(properties)) FROM records
    UNION SELECT DISTINCT unnest(json_keys(originals)) FROM records
"""
_FIELDS_USED = tuple(name for name in _FIELDS if name not in ("name", "address"))
# How each field's values are made comparable.
_COLUMNS = {
    "dates": "list_transform(list_filter(date, lambda v: is_day(v)), lambda v: left(v, 10))",
    "partial": "list_filter(date, lambda v: is_part(v))",
    "phones": "filled(list_transform(phone, lambda v: number(digits(v))))",
    "emails": "filled(list_transform(email, lambda v: mailbox(v)))",
    "identifiers": "filled(list_transform(identifier, lambda v: replace(folded(v), ' ', '')))",
    "kinds": "kinds",
    "registers": "filled(register)",
    "countries": "filled(list_transform(country, lambda v: lowered(v)))",
    "genders": "list_filter(gender, lambda v: v IN ('male', 'female'))",
    "places": "filled(list_transform(place, lambda v: folded(v)))",
    "positions": "filled(list_transform(position, lambda v: folded(v)))",
    "generations": "generations",
    "full": "forms",
}
_FOLLOWING = {
    "swaps": "list_sort(list_transform(list_filter(dates, lambda d: right(d, 2) <= '12'),"
    " lambda d: left(d, 5) || right(d, 2) || '-' || substr(d, 6, 2)))",
    "phone_ends": "list_sort(list_distinct(list_transform(phones, lambda v: right(v, 7))))",
    "years": "list_transform(list_concat(dates, partial), lambda d: left(d, 4))",
    "register_kinds": "list_sort(list_distinct(list_transform(registers, lambda v:"
    " split_part(v, ':', 1))))",
}
_KEYS = (
    "list_transform(list_filter(identifiers, lambda v: strlen(v) >= 3), lambda v: 'i:' || v)",
    "list_transform(phone_ends, lambda v: 'p:' || v)",
    "list_transform(emails, lambda v: 'e:' || v)",
)
# For all but telephone accounts, whose number says all.
_NAME_KEYS = (
    "name_keys",
    "list_transform(pairs, lambda v: 'n:' || v)",
    "crossed('v:', years, pairs)",
    "crossed('d:', dates, list_transform(sounds, lambda s: left(s, 3)))",
    "crossed('d:', swaps, list_transform(sounds, lambda s: left(s, 3)))",
    "crossed('b:', places, sounds)",
    "crossed('w:', dates, places)",
    "address_keys",
    "crossed('z:', codes, list_transform(sounds, lambda s: left(s, 4)))",
    "crossed('w:', dates, codes)",
)
_PERSON_KEYS = ("crossed('y:', years, sounds)",)
_FOUND = """
    WITH plain AS (SELECT * EXCLUDE ({used}), {columns} FROM given),
    made AS (SELECT * REPLACE ({ordered}) FROM plain),
    found AS (SELECT *, {following} FROM made)
    SELECT * EXCLUDE (name_keys, pairs, sounds, address_keys, codes, years),
           list_sort(flatten([{keys}]::VARCHAR[][])) AS keys FROM found
"""


def prepare(connection: "duckdb.DuckDBPyConnection") -> None:
    """Define what `describe` needs. Rows keep their order from here on."""
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(wording.MACROS)
    connection.execute(_MACROS)


def describe(
    connection: "duckdb.DuckDBPyConnection", schema: str, records: "pa.Table"
) -> "tuple[pa.Table, frozenset[int]]":
    """The features and keys of units, and the numbers of units that Python must describe.

    records: n, properties, originals, of one `schema`; those of one unit stand together, in order.
    The table has n, the columns of features as in batch.schema(), sorted by n; `tokens`, the
    plain words of the names; and `category`, the model group.
    """
    given, odd = _given(connection, schema, records)
    group = features.group_of(schema) or "organisation"
    column = {name: ragged.whole(given[name]) for name in given.column_names}
    names = wording.names(connection, group, column.pop("name"), column.pop("known"))
    addresses = wording.addresses(connection, column.pop("address"))
    return _found(connection, group, column, names, addresses), odd


def _given(
    connection: "duckdb.DuckDBPyConnection", schema: str, records: "pa.Table"
) -> "tuple[pa.Table, frozenset[int]]":
    """The values of each unit by field, made plain; the numbers of units that cannot be."""
    import numpy as np
    import pyarrow as pa

    taken = _taken_apart(connection, schema, records)
    odd = np.zeros(taken.num_rows, dtype=bool)
    for name, read in _PLAIN.items():
        column = ragged.replaced(ragged.whole(taken[name]), read)
        if name in features.TELLING_RAW:
            odd |= _foreign(column)
        taken = taken.set_column(taken.schema.get_field_index(name), name, column)
    taken = _registered(taken)
    numbers = ragged.numbers(ragged.whole(taken["n"]))
    return taken.filter(pa.array(~odd)), frozenset(numbers[odd].tolist())


def _foreign(column: "pa.Array") -> "ragged.Mask":
    """Which rows hold a value that is not plain ASCII."""
    import numpy as np
    import pyarrow.compute as pc

    owners, values = ragged.opened(column)
    plain = pc.string_is_ascii(values).to_numpy(zero_copy_only=False)
    return np.bincount(owners[~plain], minlength=len(column)) > 0


def _digits(value: str) -> str:
    return features.NO_DIGIT.sub("", value)


# What stands for a value that is not plain ASCII. What is not named is left to Python.
_PLAIN: Mapping[str, Callable[[str], str]] = {
    "date": str, "phone": _digits, "email": features.email_of, "identifier": text.fold,
    "country": str.lower, "place": text.fold, "position": text.fold,
}  # fmt: skip


def _registered(taken: "pa.Table") -> "pa.Table":
    """`taken` with the numbers of registers checked, in one column."""
    columns = []
    for name, form in features.REGISTERS.items():
        if f"register_{name}" in taken.column_names:
            column = ragged.whole(taken[f"register_{name}"])
            read = partial(features.registered, form)
            columns.append(ragged.replaced(column, read, every=True))
            taken = taken.drop_columns([f"register_{name}"])
    return taken.append_column("register", _beside(columns, taken.num_rows))


def _beside(columns: "list[pa.Array]", rows: int) -> "pa.Array":
    """The values of several columns of lists in one."""
    import numpy as np
    import pyarrow as pa

    opened = [ragged.opened(column) for column in columns]
    owners = np.concatenate([np.zeros(0, np.int64), *(found for found, _ in opened)])
    values = pa.concat_arrays([ragged.texts([]), *(found for _, found in opened)])
    order = np.argsort(owners, kind="stable")
    return ragged.Ragged(rows, owners[order], order).taken(values)


def _taken_apart(
    connection: "duckdb.DuckDBPyConnection", schema: str, records: "pa.Table"
) -> "pa.Table":
    """Lists of values by field, a row a unit, by n."""
    import numpy as np
    import pyarrow as pa

    numbers = ragged.numbers(ragged.whole(records["n"]))
    rows = records.append_column("r", pa.array(np.arange(len(numbers), dtype=np.int32)))
    connection.register("records", ragged.sliced(rows))
    present = {name for (name,) in connection.execute(_PRESENT).fetchall()}
    columns = _columns(schema, present)
    shape = {name: ["VARCHAR"] for name in sorted(present & _read(schema, present))} or {
        "name": ["VARCHAR"]
    }
    given = _GIVEN.format(
        shape=sql.text(json.dumps(shape)),
        columns=", ".join(f"{made} AS {name}" for name, made in columns.items()),
    )
    if len(np.unique(numbers)) == len(numbers):
        query = given
    else:
        merged = ", ".join(f"flatten(list({name} ORDER BY r)) AS {name}" for name in columns)
        query = _TOGETHER.format(columns=merged, given=given)
    found = connection.sql(query).to_arrow_table()
    connection.unregister("records")
    return found.sort_by("n") if "GROUP BY" in query else found


def _read(schema: str, present: Iterable[str]) -> set[str]:
    """Which properties of a type say anything."""
    extra = {*_COMPOSED_OF, *features.REGISTERS}
    return {name for name in present if name in extra or features.kind_of(schema, name)}


def _columns(schema: str, present: set[str]) -> dict[str, str]:
    """By field, the list of its values as SQL, in the order of features.as_stored."""
    by_kind: dict[str, list[str]] = {field: [] for field in _FIELDS}
    for name in sorted(present, key=features.as_stored):
        if kind := features.kind_of(schema, name):
            by_kind[kind].append(name)
    columns = {
        field: _flat(_values(names, "po" if field in features.TELLING_RAW else "p"))
        for field, names in by_kind.items()
    }
    parts = [name for name in ("firstName", "lastName") if name in present]
    if parts and features.group_of(schema) == "person":
        columns["name"] = f"list_concat({columns['name']}, {_composed_names(present)})"
    if present & {*features.ADDRESS_PARTS}:
        columns["address"] = f"list_concat({columns['address']}, {_composed_address(present)})"
    columns["known"] = _flat(_values(parts, "p"))
    columns["kinds"] = _flat(
        f"CASE WHEN len({_value(name, 'p')}) > 0 THEN [{sql.text(name)}] ELSE {NONE} END"
        for name in by_kind["identifier"]
    )
    for name in sorted(present & {*features.REGISTERS}):
        columns[f"register_{name}"] = _value(name, "p")
    return columns


def _value(name: str, side: str) -> str:
    return f"coalesce({side}.{sql.name(name)}, [])"


def _values(names: Iterable[str], sides: str) -> Iterator[str]:
    for name in names:
        yield from (_value(name, side) for side in sides)


def _flat(lists: Iterable[str]) -> str:
    many = list(lists)
    return many[0] if len(many) == 1 else f"flatten([{', '.join(many)}]::VARCHAR[][])"


def _present(name: str, present: set[str]) -> str:
    return _value(name, "p") if name in present else NONE


def _composed_names(present: set[str]) -> str:
    first, middle, last, name = (
        _present(one, present) for one in ("firstName", "middleName", "lastName", "name")
    )
    middle = f"' ' || array_to_string({middle}, ' ') || ' '"
    return f"""CASE
        WHEN len({first}) = 0 AND len({last}) = 0 THEN {NONE}
        WHEN len({first}) <= 1 AND len({last}) <= 1
        THEN CASE WHEN len({name}) > 0 THEN {NONE} ELSE
             [spaced(coalesce({first}[1], '') || {middle} || coalesce({last}[1], ''))] END
        ELSE list_transform(flatten(list_transform(
             CASE WHEN len({first}) = 0 THEN [''] ELSE {first} END, lambda f: list_transform(
             CASE WHEN len({last}) = 0 THEN [''] ELSE {last} END, lambda l:
             f || {middle} || l)))[:4], lambda v: spaced(v)) END"""


def _composed_address(present: set[str]) -> str:
    whole = [_present(name, present) for name in ("address", "full")]
    parts = _flat(_values((one for one in features.ADDRESS_PARTS if one in present), "p"))
    return f"""CASE
        WHEN len({whole[0]}) > 0 OR len({whole[1]}) > 0 OR len({parts}) = 0 THEN {NONE}
        ELSE [array_to_string({parts}, ' ')] END"""


def _found(
    connection: "duckdb.DuckDBPyConnection",
    group: str,
    column: "dict[str, pa.Array]",
    names: Names,
    addresses: Addresses,
) -> "pa.Table":
    """Every column of units, from values, names and addresses."""
    import pyarrow as pa

    used = [*_FIELDS_USED, "kinds", "register"]
    given = pa.table({
        **{name: values for name, values in column.items() if name == "n" or name in used},
        "generations": names.generations, "forms": names.forms, "name_keys": names.keys,
        "pairs": names.pairs, "sounds": names.sounds, "address_keys": addresses.keys,
        "codes": addresses.codes,
    })  # fmt: skip
    keys = [*_KEYS]
    if group != "phone":
        keys += _NAME_KEYS
    if group == "person":
        keys += _PERSON_KEYS
    connection.register("given", ragged.sliced(given))
    found = connection.sql(_FOUND.format(
        used=", ".join([*used, "generations", "forms"]),
        columns=", ".join(f"{made} AS {name}" for name, made in _COLUMNS.items()),
        ordered=", ".join(f'ordered("{name}") AS "{name}"' for name in _COLUMNS),
        following=", ".join(f"{made} AS {name}" for name, made in _FOLLOWING.items()),
        keys=", ".join(keys),
    )).to_arrow_table()  # fmt: skip
    connection.unregister("given")
    beside = {
        "keys": ragged.deduped(ragged.whole(found["keys"])),
        "name_key": names.name_key, "names": names.names,
        "addresses": addresses.addresses, "tokens": names.tokens,
    }  # fmt: skip
    found = found.drop_columns(["keys"])
    beside["category"] = pa.array([group]).take(pa.array([0] * found.num_rows, pa.int32()))
    for name, values in beside.items():
        found = found.append_column(name, values)
    return found
