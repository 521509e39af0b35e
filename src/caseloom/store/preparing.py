"""Makes a chunk of an import ready for PostgreSQL: in columns, and outside any transaction.

What a chunk needs is made beforehand, so that the database does nothing but take it, and the next
chunk can be made while it does.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from caseloom.engine.sql import text as quoted
from caseloom.store import types

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SLICE = """
    CREATE OR REPLACE TEMP TABLE incoming AS
    SELECT id, entity_id, origin_id, schema, properties, originals,
           json_object('file', file, 'sheet', sheet, 'row', row)::VARCHAR AS citation
      FROM read_parquet($path, file_row_number = true)
     WHERE file_row_number >= $first AND file_row_number < $last
"""
# What a chunk does not need: a few long texts may, and then it spills beside the file.
_MEMORY = "512MB"


@dataclass(frozen=True, slots=True)
class Prepared:
    """Some rows of the engine's output under `run`, and what each projection made of them."""

    run: types.Run
    first: int
    folder: Path
    projections: Mapping[str, Any]
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def spool(self) -> Path:
        """The records, as CSV without a header."""
        return self.folder / "records.csv"

    def discard(self) -> None:
        """Remove the files."""
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def preparing(
    run: types.Run, path: Path, projections: Iterable[types.Projection]
) -> Iterator[Callable[[int, int], Prepared]]:
    """Gives `prepare(first, count)` for the rows of the engine's Parquet file `path`.

    It needs no database, and may be called in a thread, one call at a time.
    """
    import duckdb  # late: no start or request waits for it

    makers = [one for one in projections if isinstance(one, types.Preparing)]
    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1,
        "memory_limit": _MEMORY,
        "temp_directory": str(path.parent / "spill"),
    }
    with duckdb.connect(config=settings) as engine:

        def prepare(first: int, count: int) -> Prepared:
            folder = Path(tempfile.mkdtemp(prefix="chunk-", dir=path.parent))
            try:
                return _prepare(engine, makers, run, path, (first, count), folder)
            except BaseException as error:
                shutil.rmtree(folder, ignore_errors=True)
                if isinstance(error, duckdb.IOException):
                    # A full disk, most of all; callers know what to say of an OSError.
                    raise OSError(str(error)) from error
                raise

        yield prepare


def _prepare(
    engine: "DuckDBPyConnection",
    makers: Iterable[types.Preparing],
    run: types.Run,
    path: Path,
    rows: tuple[int, int],
    folder: Path,
) -> Prepared:
    start = perf_counter()
    first, count = rows
    engine.execute(_SLICE, {"path": str(path), "first": first, "last": first + count})
    spool = quoted(str(folder / "records.csv"))
    # By id: indexes that begin with it then grow in their own order, each page touched once.
    engine.execute(f"COPY (FROM incoming ORDER BY id) TO {spool} (FORMAT csv, HEADER false)")
    seconds = {"records": perf_counter() - start}
    made = {}
    for one in makers:
        start = perf_counter()
        incoming = types.Incoming(scope=run.scope, source_id=run.source_id)
        made[one.name] = one.prepare(engine, incoming, folder)
        seconds[one.name] = perf_counter() - start
    return Prepared(run, first, folder, made, seconds)
