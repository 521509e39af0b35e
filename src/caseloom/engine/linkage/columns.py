"""Records to rows of the table `unit`, many at once: in columns where that can be, else in Python.

What Python alone can describe (values in digits of other scripts, units of records of several
types) is rare, and a type with few records is as soon done by it.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeAlias

from caseloom.engine.linkage import batch, plain, ragged
from caseloom.engine.linkage.given import Given, as_text

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

Column: TypeAlias = "Sequence[Any] | pa.Array"
CHUNK = 25_000
CHUNK_TEXT = 64_000_000
"""Units, and characters in their records, that are described at once: both bound memory."""
LEAST = 1_000
"""Records of a type below which asking DuckDB takes longer than Python does."""
MEMORY = "512MB"
# What a unit has beside its features.
OWN = ("n", "unit", "entity", "open", "scope", "source")


def tables(given: Iterable[Given], *, threads: int | None = None) -> "Iterator[pa.Table]":
    """Rows of the table `unit`, numbered from 0 and in order, some thousand at a time."""
    with closing(batch.connect(threads=threads, memory_limit=MEMORY)) as connection:
        plain.prepare(connection)
        for units, records in _chunks(given):
            yield described(connection, units, records)


def _chunks(given: Iterable[Given]) -> "Iterator[tuple[pa.Table, pa.Table]]":
    """(units without their records, their records), some thousand at a time."""
    units: list[tuple[Any, ...]] = []
    records: list[tuple[Any, ...]] = []
    size = 0
    for n, one in enumerate(given):
        units.append((n, one.unit, one.entity, one.open, one.scope, one.source))
        for schema, properties, originals in one.records:
            text = as_text(properties)
            records.append((n, schema, text, as_text(originals)))
            size += len(text)
        if len(units) >= CHUNK or size >= CHUNK_TEXT:
            yield _table(units), recorded(*zip(*records, strict=True))
            units, records, size = [], [], 0
    if units:
        yield _table(units), recorded(*zip(*records, strict=True))


def _table(units: list[tuple[Any, ...]]) -> "pa.Table":
    import pyarrow as pa

    fields = [batch.schema().field(name) for name in OWN]
    columns = zip(*units, strict=True)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, fields, strict=True)]
    return pa.table(arrays, schema=pa.schema(fields))


def recorded(
    numbers: Column,
    schemata: Column,
    properties: Column,
    originals: Column,
) -> "pa.Table":
    """Records as `described` takes them: the number of the unit, type, properties, originals."""
    import pyarrow as pa

    names = ("n", "schema", "properties", "originals")
    schema = pa.schema([pa.field(name, pa.string()) for name in names]).set(
        0, pa.field("n", pa.int32())
    )
    given = (numbers, schemata, properties, originals)
    # What is Arrow already is taken as it is: pa.array would go through it value by value.
    arrays = [
        one if hasattr(one, "type") else pa.array(one, field.type)
        for one, field in zip(given, schema, strict=True)
    ]
    return pa.table(arrays, schema=schema)


def described(
    connection: "duckdb.DuckDBPyConnection", units: "pa.Table", records: "pa.Table"
) -> "pa.Table":
    """Rows of the table `unit`, in the order of `units`.

    units: n ascending, and what batch.Unit has beside features; records: as `recorded` gives them,
    those of one unit together, the first recorded first.
    """
    import pyarrow as pa

    made, left = read(connection, records)
    if left.num_rows:
        made.append(_left(left))
    names = [name for name in batch.schema().names if name not in OWN or name == "n"]
    found = pa.concat_tables([one.select(names) for one in made])
    found = found if len(made) == 1 else found.sort_by("n")
    columns = [units[name] if name in OWN else found[name] for name in batch.schema().names]
    return pa.table(columns, schema=batch.schema())


def read(
    connection: "duckdb.DuckDBPyConnection", records: "pa.Table"
) -> "tuple[list[pa.Table], pa.Table]":
    """(what `plain.describe` made of the records of each type, the records left to Python)."""
    import duckdb
    import numpy as np
    import pyarrow as pa

    codes, schemata = ragged.distinct(ragged.whole(records["schema"]))
    numbers = ragged.numbers(ragged.whole(records["n"]))
    left = _several(numbers, codes)
    made = []
    for code, schema in enumerate(schemata.to_pylist()):
        mine = (codes == code) & ~left
        if mine.sum() < LEAST:
            left |= mine
            continue
        rows = records if mine.all() else records.filter(pa.array(mine))
        try:
            found, odd = plain.describe(connection, schema, rows)
        except duckdb.InvalidInputException:  # JSON that Python may read, or tell what is wrong
            left |= mine
            continue
        made.append(found)
        left |= np.isin(numbers, list(odd))
    return made, records.filter(pa.array(left))


def _several(numbers: "ragged.Numbers", codes: "ragged.Numbers") -> "ragged.Mask":
    """Which records are of a unit whose records are of several types."""
    import numpy as np

    if not len(numbers) or (codes == codes[0]).all():
        return np.zeros(len(numbers), dtype=bool)
    change = (numbers[1:] == numbers[:-1]) & (codes[1:] != codes[:-1])
    found: ragged.Mask = np.isin(numbers, numbers[1:][change])
    return found


def units_of(records: "pa.Table") -> Iterator[tuple[int, Given]]:
    """The units that `records` are of, by number and without names of their own."""
    rows = zip(*(column.to_pylist() for column in records.columns), strict=True)
    for n, many in groupby(rows, key=lambda row: row[0]):
        yield n, Given("", "", [(schema, own, others) for _, schema, own, others in many])


def _left(records: "pa.Table") -> "pa.Table":
    import pyarrow as pa

    found = dict(units_of(records))
    table = batch.table([one.described() for one in found.values()])
    at = table.schema.get_field_index("n")
    return table.set_column(at, "n", pa.array(found, pa.int32()))
