"""Brings any file that can be read into one DuckDB table of text columns."""

from pathlib import Path

import duckdb

from caseloom.engine import csv_file
from caseloom.engine.loaded import Loaded, Ticker
from caseloom.engine.mapping import Query
from caseloom.kernel.errors import Invalid, NotFound


def load(
    con: duckdb.DuckDBPyConnection, folder: Path, name: str, query: Query, table: str,
    tick: Ticker,
) -> Loaded:  # fmt: skip
    """Load the used columns of one file. Raises NotFound and Invalid, with the remedy."""
    path = locate(folder, name)
    loaded = csv_file.load(con, path, name, query, table, tick)
    loaded.cells.null_values = query.null_values
    return loaded


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
