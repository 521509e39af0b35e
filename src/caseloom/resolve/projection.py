"""Blocking keys follow the records: written in the transaction that appends them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connection

from caseloom.engine.linkage import batch as engine
from caseloom.engine.linkage import columns, features, keyed, online, plain
from caseloom.engine.sql import text as quoted
from caseloom.resolve import rows
from caseloom.store.types import Batch, Incoming, Told

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = tuple[str, str, str, str]
Describe = Callable[[Sequence[Row]], Iterator[Sequence[str]]]
_BATCH = """
    SELECT r.id::text, r.schema, r.properties::text, r.originals::text
      FROM store_batch b JOIN store_record r ON r.id = b.id WHERE r.schema = ANY(%s)
"""
_ALL = """
    SELECT id::text, schema, properties::text, originals::text
      FROM store_current WHERE schema = ANY(%s)
"""
_STAGING = """
    CREATE TEMPORARY TABLE IF NOT EXISTS resolve_incoming (
        record_id uuid, category text, keys text, described text) ON COMMIT DROP;
    TRUNCATE resolve_incoming
"""
# The index grows in its own order: a batch touches each of its pages once, however large it is.
_ADD = """
    WITH hashed AS MATERIALIZED (
        SELECT r.id, r.scope, r.entity_id, i.described, ARRAY(
               SELECT hashtextextended(i.category || ' ' || k, 0)
                 FROM unnest(string_to_array(i.keys, E'\\x1f')) k) AS keys
          FROM resolve_incoming i JOIN store_record r ON r.id = i.record_id {which}),
    kept AS (
        INSERT INTO resolve_keyed (record_id, scope, keys, described)
        SELECT id, scope, keys, described FROM hashed)
    INSERT INTO resolve_key (key, scope, record_id, entity_id)
    SELECT k, scope, id, entity_id FROM hashed CROSS JOIN LATERAL unnest(keys) k ORDER BY k
"""
_NEW = "WHERE EXISTS (SELECT FROM store_batch b WHERE b.id = i.record_id)"
_FORGET = """
    WITH gone AS (
        DELETE FROM resolve_keyed k USING store_batch b WHERE k.record_id = b.id
        RETURNING k.record_id, k.scope, k.keys)
    DELETE FROM resolve_key r USING (SELECT record_id, scope, unnest(keys) AS key FROM gone) g
     WHERE r.key = g.key AND r.scope = g.scope AND r.record_id = g.record_id
"""
_CHUNK = 10_000
_INCOMING = """
    SELECT id, schema, properties, coalesce(originals, '{}') AS originals
      FROM incoming WHERE list_contains($schemata, schema)
"""
_SPOOL = (
    "COPY (SELECT id, category, keys, described FROM keyed) TO {path} (FORMAT csv, HEADER false)"
)
_MEMORY = "512MB"


@dataclass(frozen=True, slots=True)
class Keyed:
    """Where the keys and words of an import's rows stand as CSV."""

    path: Path


class KeyProjection:
    """One row per record and key, each key hashed with its category; and the record's words.

    The keys are those of the batch job, by the same code. The words spare a match the same work.
    """

    name = "keys"

    def prepare(self, engine: "DuckDBPyConnection", incoming: Incoming, folder: Path) -> Keyed:
        """Make the keys of an import's rows beforehand."""
        plain.prepare(engine)
        found = engine.sql(_INCOMING, params={"schemata": _schemata()}).to_arrow_table()
        keys = keyed.keyed(engine, _records(*(found[name] for name in found.column_names[1:])))
        path = folder / "keys.csv"
        engine.register("keyed", keys.append_column("id", found["id"]))
        engine.execute(_SPOOL.format(path=quoted(str(path))))
        engine.unregister("keyed")
        return Keyed(path)

    def appended(self, *, batch: Batch) -> None:
        """Write the keys of the records in store_batch."""
        with connection.cursor() as cursor:
            cursor.execute(_FORGET)  # a record that is reinstated may have kept its keys
            if isinstance(batch.prepared, Keyed):
                _take(cursor, batch.prepared, whole=batch.whole)
                return
        self._write(_BATCH)

    def retracted(self, *, batch: Batch) -> None:
        """Forget the records in store_batch."""
        with connection.cursor() as cursor:
            cursor.execute(_FORGET)

    def rebuild(self, *, told: Told) -> None:
        """Write every key anew, of all standing records that the viewer may see."""
        with connection.cursor() as cursor:
            # Who appends meanwhile waits, else his records would be there twice.
            cursor.execute("LOCK TABLE resolve_key, resolve_keyed IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute("DELETE FROM resolve_key")
            cursor.execute("DELETE FROM resolve_keyed")
        self._write(_ALL, told)

    def _write(self, sql: str, told: Told | None = None) -> None:
        done = 0
        with ExitStack() as stack:
            reading = stack.enter_context(connection.chunked_cursor())
            writing = stack.enter_context(connection.cursor())
            writing.execute(_STAGING)
            reading.execute(sql, [_schemata()])
            describe: Describe = _one_by_one
            while found := reading.fetchmany(_CHUNK):
                if len(found) >= columns.LEAST and describe is _one_by_one:
                    describe = stack.enter_context(_at_once())
                with writing.copy("COPY resolve_incoming FROM STDIN") as copy:
                    for row in describe(found):
                        copy.write_row(row)
                done += len(found)
                if told:
                    told(done)
            writing.execute(_ADD.format(which=""))


def _schemata() -> list[str]:
    return [name for group in features.GROUPS for name in features.schemata_of(group)]


def _take(cursor: Any, made: Keyed, *, whole: bool) -> None:
    """Write the keys of the records in store_batch by what was made for the rows they came in."""
    cursor.execute(_STAGING)
    taken = "COPY resolve_incoming FROM STDIN (FORMAT csv)"
    with made.path.open("rb") as file, cursor.copy(taken) as copy:
        while data := file.read(1 << 20):
            copy.write(data)
    cursor.execute(_ADD.format(which="" if whole else _NEW))


def _one_by_one(found: Sequence[Row]) -> Iterator[Sequence[str]]:
    for record, schema, properties, originals in found:
        given = features.with_originals(schema, rows.parsed(properties), rows.parsed(originals))
        described = features.extract(schema, [given])
        keys = keyed.GAP.join(online.keys(described))
        yield record, described.group, keys, online.pack(described)


@contextmanager
def _at_once() -> Iterator[Describe]:
    """What does the same for many, in a DuckDB of its own."""
    with closing(engine.connect(threads=1, memory_limit=_MEMORY)) as duck:
        plain.prepare(duck)

        def describe(found: Sequence[Row]) -> Iterator[Sequence[str]]:
            ids, *given = (list(column) for column in zip(*found, strict=True))
            for row in keyed.keyed(duck, _records(*given)).to_pylist():
                yield ids[row["n"]], row["category"], row["keys"], row["described"]

        yield describe


def _records(schemata: Any, properties: Any, originals: Any) -> Any:
    return columns.recorded(range(len(schemata)), schemata, properties, originals)
