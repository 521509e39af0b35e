"""Runs a mapping over files: records as Parquet, what was refused as CSV, and the counts.

Everything is set-based in an on-disk DuckDB database beside the output, so that memory stays
flat and what does not fit spills. See docs/adr/0004-engine-mapping-to-sql.md.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import duckdb

from caseloom.engine import ftm_file, output, readers
from caseloom.engine.cells import Cells
from caseloom.engine.compile import Context, Plan, plan
from caseloom.engine.lookup import Lookups, fix_cells
from caseloom.engine.mapping import Mapping, Query
from caseloom.engine.rows import records
from caseloom.engine.types import FileResult, JobResult, Progress, Stage
from caseloom.kernel.errors import Invalid, Unavailable

CHUNK = 500_000
"""Rows mapped by one statement: large enough for DuckDB's threads, small enough to report."""

Report = Callable[[Progress], None]


@dataclass(slots=True)
class _Job:
    con: duckdb.DuckDBPyConnection
    folder: Path
    scratch: Path
    source_key: str
    scope_key: str
    report: Report
    lookups: Lookups
    files: list[FileResult] = field(default_factory=list)
    tables: int = 0

    def tick(self, stage: Stage, file: str, done: int, total: int) -> None:
        self.report(Progress(stage, file, done, total))


def run(
    mapping: Mapping,
    *,
    source_key: str,
    scope_key: str,
    folder: Path,
    out: Path,
    rejects: Path,
    progress: Report | None = None,
    memory_limit: str | None = None,
    threads: int | None = None,
) -> JobResult:
    """Map the files of `folder` to records in `out` (Parquet) and refusals in `rejects` (CSV).

    `memory_limit` is DuckDB's, as "2GB"; above it the job spills to disk beside `out`. The files
    appear whole or not at all. Raises NotFound for a missing file, Invalid for a file or mapping
    that can't be used, Unavailable when disk or memory do not suffice.
    """
    _check_keys(source_key, scope_key)
    started = time.perf_counter()
    with _scratch(out) as scratch, _connect(scratch, memory_limit, threads) as con:
        job = _Job(con, folder, scratch, source_key, scope_key, progress or _silent, Lookups(con))
        output.prepare(con)
        for query in mapping.queries:
            _run_query(job, query)
        job.tick("writing", "", 0, 0)
        counts = output.write(con, out, rejects)
    return JobResult(
        out=out,
        rejects=rejects,
        rows=sum(f.rows for f in job.files),
        records=counts.records,
        duplicates=counts.duplicates,
        rejected=counts.rejected,
        seconds=time.perf_counter() - started,
        files=tuple(job.files),
        skipped=counts.skipped,
        dropped=counts.dropped,
    )


# A disk that fills while rows are written, or while the engine commits or checkpoints them.
_NO_ROOM = (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException)


@contextmanager
def _scratch(out: Path) -> Iterator[Path]:
    """A folder beside `out` for what spills; gone afterwards. Says what lack of room means."""
    out.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".caseloom-job-", dir=out.parent))
    try:
        yield scratch
    except duckdb.OutOfMemoryException as error:
        raise Unavailable(
            "The import needs more memory or disk than it may use.",
            remedy="Raise the memory limit, or free disk space, and run it again.",
        ) from error
    except (*_NO_ROOM, OSError) as error:
        raise Unavailable(
            f"The import could not write or read its files: {error}",
            remedy="Check free space and rights of the data folder, then run it again.",
        ) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _silent(_: Progress) -> None:
    return None


def _check_keys(source_key: str, scope_key: str) -> None:
    for label, key in (("source", source_key), ("scope", scope_key)):
        if not key or not key.isprintable():
            raise Invalid(f"The {label} key {key!r} can't be used.", remedy="Use plain text.")


def _connect(
    scratch: Path, memory_limit: str | None, threads: int | None
) -> duckdb.DuckDBPyConnection:
    settings: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": str(scratch / "spill"),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    if memory_limit is not None:
        settings["memory_limit"] = memory_limit
    if threads is not None:
        settings["threads"] = threads
    try:
        return duckdb.connect(str(scratch / "job.duckdb"), config=settings)
    except duckdb.Error as error:
        raise Invalid(
            f"The engine refuses its settings: {error}",
            remedy="Give the memory limit as “2GB” and the threads as a number.",
        ) from error


def _run_query(job: _Job, query: Query) -> None:
    for name in query.files:
        job.tables += 1
        job.tick("reading", name, 0, 0)
        if query.ftm:
            path = readers.locate(job.folder, name)
            context = Context(job.source_key, job.scope_key, name, None)
            tick = partial(job.tick, "mapping", name)
            job.files.append(ftm_file.load(job.con, path, context, tick))
            continue
        loaded = readers.load(
            job.con, job.folder, name, query, f"raw{job.tables}", partial(job.tick, "reading", name)
        )
        cells = loaded.cells
        context = Context(job.source_key, job.scope_key, name, loaded.sheet)
        _map_file(job, query, cells, context)
        job.con.execute(f"DROP TABLE {cells.table}")
        rows = cells.count + loaded.refused
        notes = tuple(loaded.notes)
        job.files.append(FileResult(name, loaded.sheet, rows, loaded.refused, notes))


def _map_file(job: _Job, query: Query, cells: Cells, context: Context) -> None:
    file = context.file
    job.tick("cleaning", file, 0, cells.count)
    fix_cells(job.con, cells, query.columns)
    plans = [plan(query, entity, cells) for entity in query.entities]
    job.lookups.prepare(
        query, plans, cells, context, lambda _: job.tick("cleaning", file, 0, cells.count)
    )
    for first in range(0, cells.count, CHUNK):
        span = (first, min(first + CHUNK, cells.count) - 1)
        for made in plans:
            _map_span(job, query, made, cells, context, span)
        job.tick("mapping", file, span[1] + 1, cells.count)


def _map_span(
    job: _Job, query: Query, made: Plan, cells: Cells, context: Context, span: tuple[int, int]
) -> None:
    select = records(query, made, cells, context, job.lookups.tables, span)
    job.con.execute(f"INSERT INTO {output.TABLE} {select}")
