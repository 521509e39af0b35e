"""Brings any file that can be read into one DuckDB table of text columns."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

import duckdb

from caseloom.engine import csv_file, csv_look, tables, workbook
from caseloom.engine.loaded import Loaded, Ticker
from caseloom.engine.mapping import Query
from caseloom.kernel.errors import Invalid, NotFound

Format = Literal["csv", "xlsx", "parquet", "jsonl"]
FORMATS: dict[str, Format] = {
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xlsx", ".parquet": "parquet", ".pq": "parquet",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".ijson": "jsonl",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Preview:
    """The beginning of a file: what it is, its columns, its first rows as text, and remarks."""

    format: Format
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


def load(
    con: duckdb.DuckDBPyConnection, folder: Path, name: str, query: Query, table: str,
    tick: Ticker,
) -> Loaded:  # fmt: skip
    """Load the used columns of one file. Raises NotFound and Invalid, with the remedy."""
    path = locate(folder, name)
    kind = format_of(path)
    if kind == "xlsx":
        loaded = tables.workbook_rows(con, path, name, query, table, tick)
    elif kind == "parquet":
        loaded = tables.parquet(con, path, name, query, table)
    elif kind == "jsonl":
        loaded = tables.json_lines(con, path, name, query, table, tick)
    else:
        loaded = csv_file.load(con, path, name, query, table, tick)
    loaded.cells.null_values = query.null_values
    return loaded


def format_of(path: Path) -> Format:
    """What a file is, by its ending: "csv" unless it says otherwise."""
    return FORMATS.get(path.suffix.lower(), "csv")


def preview(path: Path, rows: int = 20, query: Query | None = None) -> Preview:
    """The columns and first rows of a file of any format. Raises Invalid with the remedy."""
    query = query or Query(files=(path.name,))
    kind = format_of(path)
    if kind == "xlsx":
        sheet, columns, header = workbook.columns(path, path.name, query.sheet)
        _, found = workbook.rows(path, path.name, sheet)
        cells = [row for number, row in islice(found, rows + 1) if number > header]
        return Preview(kind, columns, _even(cells, columns), (f"Read the sheet “{sheet}”.",))
    if kind == "parquet":
        return _parquet_preview(path, rows)
    if kind == "jsonl":
        objects = [one for _, one, _ in islice(tables.json_objects(path, path.name), rows) if one]
        columns = tables.first_columns(objects)
        return Preview(
            kind, columns, tuple(tuple(tables.dig(o, c) for c in columns) for o in objects)
        )
    layout = csv_look.look(path, path.name, query.csv)
    lines = csv_file.read(path, path.name, query, layout)
    cells = [row for _, row, problem in islice(lines, rows) if not problem]
    return Preview(kind, layout.header, _even(cells, layout.header), layout.notes)


def _parquet_preview(path: Path, rows: int) -> Preview:
    query = Query(files=(path.name,))
    with duckdb.connect() as con:
        columns = tuple(tables.parquet_columns(con, path, path.name))
        table = con.execute(
            f"SELECT COLUMNS(*)::VARCHAR FROM read_parquet($1) LIMIT {int(rows)}", [str(path)]
        ).fetchall()
    return Preview(
        format_of(Path(query.files[0])), columns,
        tuple(tuple("" if v is None else v for v in row) for row in table),
    )  # fmt: skip


def _even(rows: list[list[str]], columns: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    width = len(columns)
    return tuple((*row[:width], *[""] * (width - len(row))) for row in rows)


def locate(folder: Path, name: str) -> Path:
    """The file `name` in `folder`. Raises NotFound, and Invalid when it lies outside."""
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise Invalid(f"{name} lies outside the import's folder.", remedy="Copy it in there.")
    if not path.is_file():
        there = sorted(p.name for p in folder.iterdir() if p.is_file()) if folder.is_dir() else []
        listed = ", ".join(there[:12]) or "no files"
        raise NotFound(f"There is no file {name}.", remedy=f"In {folder} there are: {listed}.")
    return path
