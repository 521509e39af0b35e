"""Blocking keys follow the records: written in the transaction that appends them."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from caseloom.engine.linkage import features, online
from caseloom.resolve import rows
from caseloom.store.types import Batch, Told

_BATCH = """
    SELECT r.id::text, r.schema, r.properties, r.originals
      FROM store_batch b JOIN store_record r ON r.id = b.id WHERE r.schema = ANY(%s)
"""
_ALL = """
    SELECT id::text, schema, properties, originals FROM store_current WHERE schema = ANY(%s)
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
          FROM resolve_incoming i JOIN store_record r ON r.id = i.record_id),
    kept AS (
        INSERT INTO resolve_keyed (record_id, scope, keys, described)
        SELECT id, scope, keys, described FROM hashed)
    INSERT INTO resolve_key (key, scope, record_id, entity_id)
    SELECT k, scope, id, entity_id FROM hashed CROSS JOIN LATERAL unnest(keys) k ORDER BY k
"""
_FORGET = """
    WITH gone AS (
        DELETE FROM resolve_keyed k USING store_batch b WHERE k.record_id = b.id
        RETURNING k.record_id, k.scope, k.keys)
    DELETE FROM resolve_key r USING (SELECT record_id, scope, unnest(keys) AS key FROM gone) g
     WHERE r.key = g.key AND r.scope = g.scope AND r.record_id = g.record_id
"""
_CHUNK = 5_000
_GAP = "\x1f"  # white space to every pattern that keys are read with: it stands in none


class KeyProjection:
    """One row per record and key, each key hashed with its category; and the record's words.

    The keys are those of the batch job, by the same code: names in other scripts need
    transliteration, which SQL does not have. The words spare a match the same work.
    """

    name = "keys"

    def appended(self, *, batch: Batch) -> None:
        """Write the keys of the records in store_batch."""
        with connection.cursor() as cursor:
            cursor.execute(_FORGET)  # a record that is reinstated may have kept its keys
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
        schemata = [name for group in features.GROUPS for name in features.schemata_of(group)]
        with connection.chunked_cursor() as reading, connection.cursor() as writing:
            writing.execute(_STAGING)
            reading.execute(sql, [schemata])
            while found := reading.fetchmany(_CHUNK):
                _stage(writing, found)
                done += len(found)
                if told:
                    told(done)
            writing.execute(_ADD)


def _stage(cursor: Any, found: Sequence[tuple[Any, ...]]) -> None:
    with cursor.copy("COPY resolve_incoming FROM STDIN") as copy:
        for row in _keyed(found):
            copy.write_row(row)


def _keyed(found: Sequence[tuple[Any, ...]]) -> Iterator[tuple[str, str, str, str]]:
    for record, schema, properties, originals in found:
        given = features.with_originals(schema, rows.parsed(properties), rows.parsed(originals))
        described = features.extract(schema, [given])
        keys = _GAP.join(online.keys(described))
        yield record, described.group, keys, online.pack(described)
