"""Blocking keys follow the records: written in the transaction that appends them."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from caseloom.engine.linkage import blocking, features
from caseloom.resolve import rows
from caseloom.store.types import Batch

_BATCH = """
    SELECT r.id, r.entity_id, r.schema, r.properties, r.originals, r.scope
      FROM store_batch b JOIN store_record r ON r.id = b.id WHERE r.schema = ANY(%s)
"""
_ALL = """
    SELECT id, entity_id, schema, properties, originals, scope
      FROM store_current WHERE schema = ANY(%s)
"""
# COPY does not work on a table with row-level security; arrays are nearly as fast.
_ADD = """
    INSERT INTO resolve_key (key, category, record_id, entity_id, scope)
    SELECT * FROM unnest(%s::text[], %s::text[], %s::uuid[], %s::uuid[], %s::int[])
"""
_CHUNK = 5_000


class KeyProjection:
    """One row per record and key.

    The keys are those of the batch job, by the same code: names in other scripts need
    transliteration, which SQL does not have.
    """

    name = "keys"

    def appended(self, *, batch: Batch) -> None:
        """Write the keys of the records in store_batch."""
        with connection.cursor() as cursor:
            # A record that is reinstated may have kept its keys.
            cursor.execute("DELETE FROM resolve_key k USING store_batch b WHERE k.record_id = b.id")
        self._write(_BATCH)

    def retracted(self, *, batch: Batch) -> None:
        """Forget the records in store_batch."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM resolve_key k USING store_batch b WHERE k.record_id = b.id")

    def rebuild(self) -> None:
        """Write every key anew, of all standing records that the viewer may see."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM resolve_key")
        self._write(_ALL)

    def _write(self, sql: str) -> None:
        schemata = [name for group in features.GROUPS for name in features.schemata_of(group)]
        with connection.chunked_cursor() as reading, connection.cursor() as writing:
            reading.execute(sql, [schemata])
            while found := reading.fetchmany(_CHUNK):
                keys = [key for row in found for key in _keys(row)]
                if keys:
                    writing.execute(_ADD, [list(column) for column in zip(*keys, strict=True)])


def _keys(row: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    record, entity, schema, properties, originals, scope = row
    given = features.with_originals(schema, rows.parsed(properties), rows.parsed(originals))
    described = features.extract(schema, [given])
    for key in blocking.keys(described):
        yield key, described.group, record, entity, scope
