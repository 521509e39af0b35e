"""Copies records into PostgreSQL, once each.

Rows go by COPY into a temporary table; one INSERT then takes those that the store does not know.
A record's id follows from its content, so the primary key alone makes a re-run a no-op.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.db import connection

from caseloom.kernel.ids import record_hash_text, record_id, uuid_array
from caseloom.store import models, types

_COLUMNS = "id, entity_id, origin_id, schema, properties, originals, citation"

_STAGING = """
    CREATE TEMPORARY TABLE IF NOT EXISTS store_incoming (
        id uuid, entity_id uuid, origin_id text, schema text,
        properties text, originals text, citation text) ON COMMIT DROP;
    CREATE TEMPORARY TABLE IF NOT EXISTS store_batch (id uuid PRIMARY KEY) ON COMMIT DROP;
    TRUNCATE store_incoming, store_batch
"""

_INSERT = """
    -- Take what is new. The first row wins among equal ones, so a citation never changes.
    WITH added AS (
        INSERT INTO store_record (id, source_id, run_id, entity_id, origin_id, schema, properties,
                                  originals, citation, scope, recorded_at, recorded_by)
        SELECT id, %(source)s, %(run)s, entity_id, origin_id, schema, properties::jsonb,
               coalesce(originals, '{}')::jsonb, citation::jsonb, %(scope)s, %(at)s, %(by)s
          FROM store_incoming
        ON CONFLICT (id) DO NOTHING
        RETURNING id)
    INSERT INTO store_batch SELECT id FROM added
"""


class Rows(Protocol):
    """Records on their way in, as the bytes of a CSV without a header."""

    def chunks(self, source_key: str, scope_key: str) -> Iterator[bytes]:
        """The columns id, entity_id, origin_id, schema, properties, originals, citation."""
        ...


class RecordRows:
    """Records made one by one in Python."""

    def __init__(self, records: Iterable[types.NewRecord]) -> None:
        self.records = records

    def chunks(self, source_key: str, scope_key: str) -> Iterator[bytes]:
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        for record in self.records:
            writer.writerow(_row(record, source_key, scope_key))
            if buffer.tell() > 1_000_000:
                yield buffer.getvalue().encode()
                buffer.seek(0)
                buffer.truncate()
        yield buffer.getvalue().encode()


def _row(record: types.NewRecord, source_key: str, scope_key: str) -> Sequence[str]:
    text = record_hash_text(
        source_key=source_key,
        scope_key=scope_key,
        entity=record.entity_id,
        schema=record.schema,
        properties=record.properties,
        originals=record.originals,
    )
    return (
        str(record_id(text)),
        str(record.entity_id),
        record.origin_id,
        record.schema,
        json.dumps(record.properties),
        json.dumps(record.originals),
        json.dumps(_citation(record.citation)),
    )


def _citation(citation: types.Citation) -> dict[str, object]:
    given = {name: getattr(citation, name) for name in citation.__slots__}
    return {name: value for name, value in given.items() if value is not None}


class SpooledRows:
    """Records that DuckDB wrote as CSV: far faster than Python."""

    def __init__(self, spool: Path) -> None:
        self.spool = spool

    def chunks(self, source_key: str, scope_key: str) -> Iterator[bytes]:
        with self.spool.open("rb") as file:
            while data := file.read(1 << 20):
                yield data


def load(
    run: models.Run, rows: Rows, *, scope_key: str, at: datetime, by: UUID | None
) -> types.Appended:
    """Copy `rows` in under `run`, whose scope has the key `scope_key`.

    Leaves the ids of the new ones in the temporary table `store_batch`.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STAGING)
        with cursor.copy(f"COPY store_incoming ({_COLUMNS}) FROM STDIN (FORMAT csv)") as copy:
            for chunk in rows.chunks(run.source.key, scope_key):
                copy.write(chunk)
        cursor.execute("SELECT count(*) FROM store_incoming")
        (offered,) = cursor.fetchone()
        cursor.execute(
            _INSERT,
            {"source": run.source_id, "run": run.id, "scope": run.scope, "at": at, "by": by},
        )
        added = cursor.rowcount
    return types.Appended(added=added, known=offered - added)


def stage(record_ids: Sequence[UUID]) -> None:
    """Put these ids into `store_batch`, for the projections to follow."""
    with connection.cursor() as cursor:
        cursor.execute(_STAGING)
        cursor.execute(
            "INSERT INTO store_batch SELECT unnest(%s::uuid[])", [uuid_array(record_ids)]
        )
