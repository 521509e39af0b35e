"""CSV into DuckDB: directly when DuckDB reads it as a person would, else row by row in Python.

The careful way is several times slower and loses nothing: a row that can't be read is refused
with its number, its text and the reason, and the rows after it keep their numbers. A file in
another encoding is copied into UTF-8 first, so that it too can be read directly.
"""

import codecs
import csv
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from caseloom.engine import csv_look, output, sql, tables
from caseloom.engine.cells import Cells, check_columns
from caseloom.engine.csv_look import Layout
from caseloom.engine.loaded import Loaded, Ticker
from caseloom.engine.mapping import Query
from caseloom.kernel.errors import Invalid

BATCH = 20_000
LONGEST_CELL = 8 * 1024 * 1024


def load(
    con: duckdb.DuckDBPyConnection, path: Path, name: str, query: Query, table: str, tick: Ticker
) -> Loaded:
    """Load the used columns of a CSV. Raises Invalid for one that can't be used."""
    layout = csv_look.look(path, name, query.csv)
    check_columns(query.columns, layout.header, name)
    if layout.encoding in csv_look.UTF8:
        return _load(con, path, name, query, layout, table, tick)
    with _in_utf8(con, path, layout.encoding) as copy:
        if copy is None:  # some row is not in that encoding: the careful way says which
            return _load(con, path, name, query, layout, table, tick)
        as_copied = csv_look.in_utf8(copy, layout, query.csv)
        return _load(con, copy, name, query, as_copied, table, tick)


def _load(
    con: duckdb.DuckDBPyConnection, path: Path, name: str, query: Query, layout: Layout,
    table: str, tick: Ticker,
) -> Loaded:  # fmt: skip
    used = tuple(c for c in layout.header if c in query.columns)
    if layout.plain and _direct(con, path, query, layout, table, used):
        first = 2 if query.csv.header else 1
        cells = Cells(table, used, f"r.rowid + {first}", _count(con, table))
        cells.printable = layout.printable
        return Loaded(cells, notes=list(layout.notes))
    return _careful(con, path, name, query, layout, table, used, tick)


@contextmanager
def _in_utf8(con: duckdb.DuckDBPyConnection, path: Path, encoding: str) -> Iterator[Path | None]:
    """A copy in UTF-8, block by block, where the job keeps its files; gone at the end.

    None when the file holds bytes that are not of its encoding.
    """
    with tempfile.NamedTemporaryFile(dir=_work_folder(con), suffix=".csv") as copy:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as file:
                while block := file.read(csv_look.BLOCK):
                    copy.write(decoder.decode(block).encode())
            copy.write(decoder.decode(b"", final=True).encode())
        except UnicodeError:
            yield None
            return
        copy.flush()
        yield Path(copy.name)


def _work_folder(con: duckdb.DuckDBPyConnection) -> str | None:
    """The folder of the job's database; None, for the system's, when it is in memory."""
    ((file,),) = con.execute("SELECT path FROM duckdb_databases() WHERE NOT internal").fetchall()
    return str(Path(file).parent) if file else None


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    # fetchall, because a result that is not read to its end bars the connection from other work.
    ((count,),) = con.execute(f"SELECT count(*) FROM {table}").fetchall()
    return int(count)


def _direct(
    con: duckdb.DuckDBPyConnection, path: Path, query: Query, layout: Layout, table: str,
    used: tuple[str, ...],
) -> bool:  # fmt: skip
    """DuckDB's parallel reader, strict: whether it could read every row."""
    columns = ", ".join(f"'r{n}': 'VARCHAR'" for n in range(len(layout.header)))
    numbers = [layout.header.index(c) for c in used]
    wanted = ", ".join(f"r{n} AS r{at}" for at, n in enumerate(numbers)) or "1 AS r_none"
    source = (
        f"read_csv({sql.text(str(path))}, auto_detect=false, delim={sql.text(layout.delimiter)}, "
        f"quote='\"', escape='\"', header={str(query.csv.header).lower()}, "
        f"columns={{{columns}}}, null_padding=false, strict_mode=true, "
        f"max_line_size={LONGEST_CELL}, encoding='utf-8')"
    )
    try:
        con.execute(f"CREATE TABLE {table} AS SELECT {wanted} FROM {source}")
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return False  # some row is odd: the careful way finds which and says so
    return True


def _careful(
    con: duckdb.DuckDBPyConnection, path: Path, name: str, query: Query, layout: Layout,
    table: str, used: tuple[str, ...], tick: Ticker,
) -> Loaded:  # fmt: skip
    numbers = [layout.header.index(c) for c in used]
    tables.create(con, table, len(used))
    count = refused = 0
    for rows, refusals in _batches(path, name, query, layout):
        if rows:
            tables.insert(con, table, rows, numbers)
        if refusals:
            output.refuse(con, name, refusals)
        count, refused = count + len(rows), refused + len(refusals)
        tick(count, 0)
    return Loaded(Cells(table, used, "r._row", count), refused=refused, notes=list(layout.notes))


Rows = list[tuple[int, list[str]]]
Refusals = list[tuple[int, str, str, str]]


def _batches(
    path: Path, name: str, query: Query, layout: Layout
) -> Iterator[tuple[Rows, Refusals]]:
    rows: Rows = []
    refusals: Refusals = []
    for number, row, problem in read(path, name, query, layout):
        if problem:
            refusals.append((number, "", _shown(row, layout.delimiter), problem))
        else:
            rows.append((number, row))
        if len(rows) + len(refusals) >= BATCH:
            yield rows, refusals
            rows, refusals = [], []
    if rows or refusals:
        yield rows, refusals


def read(
    path: Path, name: str, query: Query, layout: Layout
) -> Iterator[tuple[int, list[str], str]]:
    """(row number, cells, why it is refused or ''). Blank lines count and give nothing."""
    csv.field_size_limit(LONGEST_CELL)
    errors = "replace" if layout.encoding.startswith("utf-16") else "surrogateescape"
    width, waiting = len(layout.header), query.csv.header
    with path.open(encoding=layout.encoding, errors=errors, newline="") as file:
        for _ in range(query.csv.skip):
            next(file, None)
        number = query.csv.skip
        reading = csv_look.reader(file, layout.delimiter, layout.quote)
        while True:
            try:
                row = next(reading)
            except StopIteration:
                return
            except csv.Error as error:
                number += 1
                yield number, [], _spoken(error, number, name)
                continue
            number += 1
            if not any(row):
                continue
            if waiting:
                waiting = False
                continue
            yield number, *_judged(row, width, query.csv.ragged, layout.encoding)


def _judged(row: list[str], width: int, ragged: str, encoding: str) -> tuple[list[str], str]:
    text = "".join(row)
    if not text.isascii() and re.search("[\udc80-\udcff]", text):
        return row, f"it holds bytes that are not {encoding}"
    if len(row) == width:
        return row, ""
    if ragged == "pad" and (len(row) < width or not any(row[width:])):
        return row[:width], ""
    return row, f"it has {len(row)} cells where the header has {width}"


def _spoken(error: csv.Error, number: int, name: str) -> str:
    said = str(error)
    if "field larger" in said:
        raise Invalid(
            f"{name} has a cell of more than {LONGEST_CELL // 2**20} MB in row {number}: "
            "probably a quotation mark that is never closed.",
            remedy="Close it, or write “csv: {quote: ''}” when quotation marks mean nothing.",
            field="csv",
        )
    if "unexpected end" in said:
        return "the file ends inside a quoted cell: it is cut off"
    return f"it is not well-formed: {said}"


def _shown(row: list[str], delimiter: str) -> str:
    text = delimiter.join(row).encode("utf-8", "backslashreplace").decode()
    return text[:2000]
