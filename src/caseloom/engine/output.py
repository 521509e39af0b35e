"""The end of a job: each record once, as Parquet; what was refused, as CSV; the counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from caseloom.engine import sql
from caseloom.engine.rows import COLUMNS

TABLE = "mapped"
REFUSED = "refused"
ROW_GROUP = 50_000
WRITTEN = "id, entity_id, origin_id, schema, properties, originals, file, sheet, row"

_REFUSALS = pa.schema(
    [("file", pa.string()), ("row", pa.int64())]
    + [(name, pa.string()) for name in ("at_column", "value", "reason")]
)


@dataclass(frozen=True, slots=True)
class Counts:
    """What came out of a job; see types.JobResult."""

    records: int
    duplicates: int
    rejected: int
    skipped: Mapping[str, int]
    dropped: Mapping[str, int]


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables that mapped and refused rows go into."""
    con.execute(f"CREATE TABLE {TABLE} ({COLUMNS})")
    con.execute(
        f"CREATE TABLE {REFUSED} "
        "(file VARCHAR, row BIGINT, at_column VARCHAR, value VARCHAR, reason VARCHAR)"
    )


def refuse(
    con: duckdb.DuckDBPyConnection, file: str, refusals: list[tuple[int, str, str, str]]
) -> None:
    """Note rows that can't be read: (row, column, value, reason)."""
    # At once: one by one they take 2 ms each, and of a broken file all rows may be refused.
    columns = zip(*refusals, strict=True)
    fresh = pa.table([[file] * len(refusals), *map(list, columns)], schema=_REFUSALS)
    con.register("fresh_refusals", fresh)
    con.execute(f"INSERT INTO {REFUSED} SELECT * FROM fresh_refusals")
    con.unregister("fresh_refusals")


def write(con: duckdb.DuckDBPyConnection, out: Path, rejects: Path) -> Counts:
    """Write both files, whole or not at all, and count."""
    # The first row with a content gives the record; the others say the same once more.
    con.execute(
        "CREATE TEMP TABLE firsts AS SELECT min(rowid) AS rid "
        f"FROM {TABLE} WHERE problem IS NULL GROUP BY id"
    )
    records = _number(con, "SELECT count(*) FROM firsts")
    mapped = _number(con, f"SELECT count(*) FROM {TABLE} WHERE problem IS NULL")
    _copy(
        con, f"SELECT {WRITTEN} FROM {TABLE} SEMI JOIN firsts ON {TABLE}.rowid = firsts.rid",
        out, f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP}",
    )  # fmt: skip
    refusals = (
        f'SELECT file, row, at_column AS "column", value, reason FROM {REFUSED} UNION ALL '
        "SELECT file, row, at_column, origin_id, problem "
        f"FROM {TABLE} WHERE problem <> '' ORDER BY file, row, reason"
    )
    _copy(con, refusals, rejects, "FORMAT csv, HEADER")
    rejected = _number(con, f"SELECT count(*) FROM ({refusals})")
    return Counts(records, mapped - records, rejected, _skipped(con), _dropped(con))


def _copy(con: duckdb.DuckDBPyConnection, query: str, to: Path, options: str) -> None:
    partial = to.with_name(to.name + ".partial")
    con.execute(f"COPY ({query}) TO {sql.text(str(partial))} ({options})")
    partial.replace(to)


def _number(con: duckdb.DuckDBPyConnection, query: str) -> int:
    row = con.execute(query).fetchone()
    return int(row[0]) if row else 0


def _skipped(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    query = f"SELECT entity, count(*) FROM {TABLE} WHERE problem = '' GROUP BY 1 ORDER BY 1"
    return dict(con.execute(query).fetchall())


def _dropped(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    query = (
        "SELECT schema || '.' || prop, count(*) FROM ("
        f"SELECT schema, unnest(string_split(dropped, ',')) AS prop FROM {TABLE} "
        "WHERE dropped IS NOT NULL AND problem IS NULL) GROUP BY 1 ORDER BY 1"
    )
    return dict(con.execute(query).fetchall())
