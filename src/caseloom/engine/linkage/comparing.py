"""How far the two of each pair agree, field by field, for all pairs at once.

Gives the numbers of the levels that levels.py defines, by joins on numbers alone: lists inside a
row would be compared by nested functions, anew for each pair. What is equal is a join on hashes
(64 bits, of the field and the value: two values that meet in one are expected once in 10^19
pairs); what is only alike is looked at where it can matter. Names, addresses and dates have a
module each. Plain joins, which any SQL engine can do.
"""

from typing import TYPE_CHECKING

from caseloom.engine.linkage import addressing, dating, naming
from caseloom.engine.linkage.levels import COMPARISONS
from caseloom.engine.linkage.model import Model, unseen
from caseloom.engine.linkage.score import TERM_WEIGHT

if TYPE_CHECKING:
    import duckdb

# Columns whose values are equal or not; each is a bit of `shared`, by its place.
_EQUAL = (
    "full", "dates", "identifiers", "phones", "emails", "generations", "genders", "countries",
    "places", "positions", "kinds", "phone_ends", "registers", "register_kinds",
)  # fmt: skip
VALUED = ("phones", "emails", "identifiers")
_PRESENT = {
    name: "len(dates) + len(partial) > 0" if name == "dates" else f"len({name}) > 0"
    for name in COMPARISONS
}

MACROS = f"""
CREATE OR REPLACE MACRO cl_near(l, r, least_length) AS
  len(list_filter(l, lambda a: length(a) >= least_length AND len(list_filter(r, lambda b:
    length(b) >= least_length AND abs(length(a) - length(b)) <= 1
    AND damerau_levenshtein(a, b) <= 1)) > 0)) > 0;
CREATE OR REPLACE MACRO cl_ends(l, r) AS
  len(list_filter(l, lambda a: len(list_filter(r, lambda b:
    length(a) <> length(b) AND (suffix(a, b) OR suffix(b, a)))) > 0)) > 0;
{naming.MACROS}{dating.MACROS}"""
_VALUES = """
    CREATE OR REPLACE TABLE unit_value AS
    SELECT n, field, hash(field, value) AS value, common.value IS NULL AS rare
      FROM ({values}) AS v LEFT JOIN common USING (field, value);
    -- What only one has is equal to nothing.
    CREATE OR REPLACE TABLE unit_value AS
    SELECT * FROM unit_value SEMI JOIN (
           SELECT value FROM unit_value GROUP BY value HAVING count(*) > 1) USING (value)
"""
# Of all pairs: which fields share a value, and which share one that few have.
_SHARED = """
    CREATE OR REPLACE TABLE shared AS
    SELECT p.l, p.r, bit_or(1::INT << x.field::INT) AS shared,
           bit_or(CASE WHEN x.rare THEN 1::INT << x.field::INT ELSE 0 END) AS rare
      FROM {pairs} p JOIN unit_value x ON x.n = p.l
      JOIN unit_value y ON y.n = p.r AND y.value = x.value
     GROUP BY p.l, p.r
"""
# Numbers a slip apart, and phone numbers that end alike, of what shares no whole one.
_ALIKE = """
    CREATE OR REPLACE TABLE near_number AS
    SELECT p.l, p.r FROM {pairs} p
      JOIN prepared a ON a.n = p.l AND a.has & {identifiers} > 0
      JOIN prepared b ON b.n = p.r AND b.has & {identifiers} > 0
      JOIN shared s ON s.l = p.l AND s.r = p.r
           AND s.shared & {same_number} = 0 AND s.shared & {same_kind} > 0
      JOIN unit x ON x.n = p.l JOIN unit y ON y.n = p.r
     WHERE cl_near(x.identifiers, y.identifiers, 6);
    CREATE OR REPLACE TABLE near_phone AS
    SELECT s.l, s.r FROM shared s JOIN unit x ON x.n = s.l JOIN unit y ON y.n = s.r
     WHERE s.shared & {same_end} > 0 AND s.shared & {same_phone} = 0
       AND cl_ends(x.phones, y.phones);
"""
# Pairs that are compared at once.
PAIRS = 4_000_000
_SCRATCH = ("shared", "near_number", "near_phone", "name_rank", "address_rank", "near_date")


def _bit(column: str) -> int:
    return 1 << _EQUAL.index(column)


def _present(field: str) -> int:
    return 1 << list(_PRESENT).index(field)


def prepare(connection: "duckdb.DuckDBPyConnection", model: Model) -> None:
    """Fill the tables that `compare` joins: what each unit of the table `unit` has, as numbers."""
    _fill_shares(connection, model)
    has = " | ".join(
        f"CASE WHEN {test} THEN {_present(name)} ELSE 0 END" for name, test in _PRESENT.items()
    )
    connection.execute(
        f"CREATE OR REPLACE TABLE prepared AS SELECT n, open, ({has})::INT AS has,"
        " cl_day(dates, partial) AS day,"
        f" coalesce(share, {unseen(model.population)!r}) AS share"
        " FROM unit LEFT JOIN share USING (name_key)"
    )
    values = " UNION ALL ".join(
        f'SELECT n, {number}::TINYINT AS field, unnest("{name}") AS value FROM unit'
        for number, name in enumerate(_EQUAL)
    )
    connection.execute(_VALUES.format(values=values))
    connection.execute("DROP TABLE common; DROP TABLE share")
    naming.prepare(connection)
    addressing.prepare(connection)


def _fill_shares(connection: "duckdb.DuckDBPyConnection", model: Model) -> None:
    """The tables `share` (of common full names) and `common` (values that many hold)."""
    import pyarrow as pa

    common = [
        (_EQUAL.index(name), value) for name in VALUED for value in model.common.get(name, ())
    ]
    for name, columns in (
        ("share", {"name_key": (list(model.terms), pa.string()),
                   "share": (list(model.terms.values()), pa.float64())}),
        ("common", {"field": ([f for f, _ in common], pa.int8()),
                    "value": ([v for _, v in common], pa.string())}),
    ):  # fmt: skip
        table = pa.table({key: pa.array(values, kind) for key, (values, kind) in columns.items()})
        connection.register("given", table)
        connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM given")
        connection.unregister("given")


def compare(connection: "duckdb.DuckDBPyConnection", model: Model, pairs: str, into: str) -> None:
    """Make the table `into`: for each row (l, r) of `pairs`, the number of each field's level.

    NULL where there is nothing to compare. `share` is how common the commoner of the two names is,
    0 where the level of the names does not ask. Needs the tables of `prepare`. Many pairs are
    compared in parts, so that what is joined fits into memory.
    """
    ((many,),) = connection.execute(f"SELECT count(*) FROM {pairs}").fetchall()
    parts = -(-many // PAIRS)
    if parts < 2:
        _compare(connection, model, pairs, into)
        return
    for part in range(parts):
        connection.execute(
            f"CREATE OR REPLACE TABLE some_pair AS SELECT l, r FROM {pairs}"
            f" WHERE hash(l) % {parts} = {part}"
        )
        _compare(connection, model, "some_pair", "some_compared")
        put = f"INSERT INTO {into}" if part else f"CREATE OR REPLACE TABLE {into} AS"
        connection.execute(f"{put} SELECT * FROM some_compared")
    connection.execute("DROP TABLE some_pair; DROP TABLE some_compared")


def _compare(connection: "duckdb.DuckDBPyConnection", model: Model, pairs: str, into: str) -> None:
    connection.execute(_SHARED.format(pairs=pairs))
    connection.execute(
        _ALIKE.format(
            pairs=pairs, identifiers=_present("identifiers"), same_number=_bit("identifiers"),
            same_kind=_bit("kinds"), same_end=_bit("phone_ends"), same_phone=_bit("phones"),
        )
    )  # fmt: skip
    naming.rank(connection, pairs)
    addressing.rank(connection, pairs)
    dating.near(connection, pairs, _present("dates"))
    levels = ", ".join(f"({_number(name)})::TINYINT AS {name}" for name in model.fields)
    termed = [n for n, x in enumerate(COMPARISONS["names"].levels) if x.key in TERM_WEIGHT]
    share = (
        f"CASE WHEN names IN {tuple(termed)} THEN greatest(share_l, share_r) ELSE 0 END"
        if "names" in model.fields
        else "0.0"
    )
    joined = "".join(f" LEFT JOIN {table} USING (l, r)" for table in _SCRATCH)
    connection.execute(
        f"CREATE OR REPLACE TABLE {into} AS SELECT l, r, {', '.join(model.fields)},"
        f" {share} AS share, open FROM ("
        f" SELECT l, r, share_l, share_r, open, {levels} FROM ("
        " SELECT p.l, p.r, a.share AS share_l, b.share AS share_r, a.open AND b.open AS open,"
        " a.has & b.has AS has, coalesce(shared.shared, 0) AS equal,"
        " coalesce(shared.rare, 0) AS rare, name_rank, address_rank, date_level,"
        " near_number.l IS NOT NULL AS near_number, near_phone.l IS NOT NULL AS near_phone"
        f" FROM {pairs} p JOIN prepared a ON a.n = p.l JOIN prepared b ON b.n = p.r{joined}))"
    )
    for table in _SCRATCH:
        connection.execute(f"DROP TABLE {table}")


def _number(field: str) -> str:
    """SQL for the number of a field's level from the top."""
    absent = f"has & {_present(field)} = 0"
    if field == "names":
        level = f"CASE WHEN equal & {_bit('full')} > 0 THEN 0 ELSE 6 - coalesce(name_rank, 0) END"
    elif field == "addresses":
        level = "3 - coalesce(address_rank, 0)"
    elif field == "dates":
        level = f"CASE WHEN equal & {_bit('dates')} > 0 THEN 0 ELSE coalesce(date_level, 3) END"
    elif field in VALUED:
        level = _valued(field)
    else:
        level = f"CASE WHEN equal & {_bit(field)} > 0 THEN 0 ELSE 1 END"
    if field == "identifiers":
        # A passport and a tax number say nothing about each other, unless the digits are the same.
        absent += f" OR equal & {_bit('kinds') | _bit('identifiers')} = 0"
    if field == "registers":
        absent += f" OR equal & {_bit('register_kinds')} = 0"
    return f"CASE WHEN {absent} THEN NULL ELSE {level} END"


def _valued(field: str) -> str:
    """Rare, common, what lies between where there is something, and different."""
    between = {"identifiers": "near_number", "phones": "near_phone"}.get(field)
    middle = f"WHEN {between} THEN 2" if between else ""
    last = len(COMPARISONS[field].levels) - 1
    bit = _bit(field)
    return (
        f"CASE WHEN rare & {bit} > 0 THEN 0 WHEN equal & {bit} > 0 THEN 1 {middle} ELSE {last} END"
    )
