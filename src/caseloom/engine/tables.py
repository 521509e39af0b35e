"""Brings rows from Python, and Parquet and JSON lines from DuckDB, into a table of text columns."""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from caseloom.engine import output, sql, workbook
from caseloom.engine.cells import Cells, check_columns
from caseloom.engine.loaded import Loaded, Ticker
from caseloom.engine.mapping import Query
from caseloom.kernel.errors import Invalid

BATCH = 20_000
LONGEST_LINE = 64 * 1024 * 1024
# An escape for one half of a surrogate pair; whether the other follows is seen when it is encoded.
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
Numbered = tuple[int, list[str]]


def create(con: duckdb.DuckDBPyConnection, table: str, width: int) -> None:
    """Make the table, of `_row` and `width` text columns r0, r1 and so on."""
    columns = "".join(f", r{n} VARCHAR" for n in range(width))
    con.execute(f"CREATE TABLE {table} (_row BIGINT{columns})")


def insert(
    con: duckdb.DuckDBPyConnection, table: str, rows: list[Numbered], numbers: list[int]
) -> None:
    """Add rows: of each the cells at `numbers`; an empty or missing cell becomes NULL."""
    schema = pa.schema(
        [("_row", pa.int64()), *((f"r{n}", pa.string()) for n in range(len(numbers)))]
    )
    columns: list[list[Any]] = [[number for number, _ in rows]]
    columns += [[cell(row, at) for _, row in rows] for at in numbers]
    con.register("fresh", pa.table(columns, schema=schema))
    con.execute(f"INSERT INTO {table} SELECT * FROM fresh")
    con.unregister("fresh")


def cell(row: list[str], at: int) -> str | None:
    """One cell, None when it is empty or missing."""
    return row[at] if at < len(row) and row[at] else None


def workbook_rows(
    con: duckdb.DuckDBPyConnection, path: Path, name: str, query: Query, table: str, tick: Ticker
) -> Loaded:
    """Load a sheet of an XLSX. Row numbers are those that the workbook shows."""
    sheet, columns, header = workbook.columns(path, name, query.sheet)
    check_columns(query.columns, columns, f"The sheet “{sheet}” of {name}")
    used = tuple(c for c in columns if c in query.columns)
    numbers = [columns.index(c) for c in used]
    create(con, table, len(used))
    _, found = workbook.rows(path, name, sheet)
    below = (row for row in found if row[0] > header)
    count = 0
    while batch := list(islice(below, BATCH)):
        insert(con, table, batch, numbers)
        count += len(batch)
        tick(count, 0)
    notes = [f"Read the sheet “{sheet}”."]
    return Loaded(Cells(table, used, "r._row", count), sheet=sheet, notes=notes)


def parquet(
    con: duckdb.DuckDBPyConnection, path: Path, name: str, query: Query, table: str
) -> Loaded:
    """Load a Parquet file. Rows are numbered from 1, since nobody counts a header in it."""
    source = f"read_parquet({sql.text(str(path))})"
    types = parquet_columns(con, path, name)
    check_columns(query.columns, types, name)
    used = tuple(c for c in types if c in query.columns)
    wanted = ", ".join(f"{_as_text(c, types[c])} AS r{n}" for n, c in enumerate(used))
    try:
        con.execute(f"CREATE TABLE {table} AS SELECT {wanted or '1 AS r_none'} FROM {source}")
    except (duckdb.InvalidInputException, duckdb.IOException) as error:
        raise _damaged(name, error) from error
    # fetchall, because a result that is not read to its end bars the connection from other work.
    ((count,),) = con.execute(f"SELECT count(*) FROM {table}").fetchall()
    return Loaded(Cells(table, used, "r.rowid + 1", int(count)))


def parquet_columns(con: duckdb.DuckDBPyConnection, path: Path, name: str) -> dict[str, str]:
    """Column names and DuckDB types of a Parquet file. Raises Invalid for a damaged one."""
    try:
        described = con.execute(f"DESCRIBE SELECT * FROM read_parquet({sql.text(str(path))})")
        return {row[0]: row[1] for row in described.fetchall()}
    except duckdb.Error as error:
        raise _damaged(name, error) from error


def _damaged(name: str, error: Exception) -> Invalid:
    return Invalid(
        f"{name} is not a Parquet file that can be read: {str(error).splitlines()[0]}",
        remedy="Ask for the file again; it may be cut off.",
    )


def _as_text(column: str, kind: str) -> str:
    """A Parquet column as text: lists joined by line breaks, midnight times as dates."""
    name = sql.name(column)
    if kind.endswith("[]"):
        return f"array_to_string({name}::VARCHAR[], chr(10))"
    if kind.startswith("TIMESTAMP"):
        return (
            f"CASE WHEN {name}::TIME = TIME '00:00:00' THEN {name}::DATE::VARCHAR "
            f"ELSE strftime({name}::TIMESTAMP, '%Y-%m-%dT%H:%M:%S') END"
        )
    if kind == "BLOB":
        return f"TRY_CAST({name} AS VARCHAR)"
    return f"{name}::VARCHAR"


def json_lines(
    con: duckdb.DuckDBPyConnection, path: Path, name: str, query: Query, table: str, tick: Ticker
) -> Loaded:
    """Load JSON lines; a line that is not a JSON object is refused.

    A column is a key, or a path as `address.city`; of a list, its members joined by line breaks.
    """
    wanted = sorted(query.columns)
    create(con, table, len(wanted))
    seen: set[str] = set()
    count = refused = 0
    numbers = list(range(len(wanted)))
    for rows, refusals in _json_batches(path, name, wanted, seen):
        if rows:
            insert(con, table, rows, numbers)
        if refusals:
            output.refuse(con, name, refusals)
        count, refused = count + len(rows), refused + len(refusals)
        tick(count, 0)
    if count == 0 and refused == 0:
        raise Invalid(f"{name} is empty.", remedy="Ask for the file again.")
    check_columns((c for c in wanted if count), seen, name)
    return Loaded(Cells(table, tuple(wanted), "r._row", count), refused=refused)


def _json_batches(
    path: Path, name: str, wanted: list[str], seen: set[str]
) -> Iterator[tuple[list[Numbered], list[tuple[int, str, str, str]]]]:
    rows: list[Numbered] = []
    refusals: list[tuple[int, str, str, str]] = []
    for number, found, problem in json_objects(path, name):
        if found is None:
            refusals.append((number, "", problem[0], problem[1]))
        else:
            seen.update(found, (c for c in wanted if "." in c and dig(found, c)))
            rows.append((number, [dig(found, c) for c in wanted]))
        if len(rows) + len(refusals) >= BATCH:
            yield rows, refusals
            rows, refusals = [], []
    if rows or refusals:
        yield rows, refusals


def json_objects(
    path: Path, name: str
) -> Iterator[tuple[int, dict[str, Any] | None, tuple[str, str]]]:
    """(line number, object or None, (line, reason)) of each line that is not blank."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LONGEST_LINE):
            number += 1
            if not line.strip():
                continue
            try:
                found = json.loads(line.decode("utf-8-sig"))
                if _HALF.search(line):
                    json.dumps(found, ensure_ascii=False).encode()
            except UnicodeEncodeError:
                yield number, None, (_shown(line), "it holds half of a character, which is no text")
                continue
            except (ValueError, RecursionError) as error:
                yield number, None, (_shown(line), f"it is not JSON: {error}")
                continue
            if isinstance(found, dict):
                yield number, found, ("", "")
            else:
                yield number, None, (str(found)[:500], "it is not a JSON object")


def _shown(line: bytes) -> str:
    return line[:500].decode("utf-8", "backslashreplace").strip()


def dig(found: dict[str, Any], column: str) -> str:
    """The text at a key or dotted path; "" when there is nothing."""
    value: Any = found
    if column in found:
        value = found[column]
    else:
        for part in column.split("."):
            value = value.get(part) if isinstance(value, dict) else None
    return _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(t for t in (_text(v) for v in value) if t)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return str(value)


def first_columns(found: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """The keys of some objects, in the order in which they appear."""
    return tuple(dict.fromkeys(key for one in found for key in one))
