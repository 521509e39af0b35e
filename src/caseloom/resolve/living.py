"""Whether the process that does a run is still there: it holds a lock while it is.

PostgreSQL lets the lock go when the process's connection ends, however it ends, so that a run which
was killed is not shown as running for ever.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection

from caseloom.resolve import rows

STOPPED = "It was stopped in the middle. Search again: what was finished is kept."
# Of a row of resolve_run: whether it says that it is running, and nobody does it. A run takes its
# lock just after its row appears.
LEFT = """(state = 'running' AND started_at < now() - interval '5 seconds' AND NOT EXISTS (
    SELECT FROM pg_locks l
     WHERE l.locktype = 'advisory' AND l.objsubid = 1
       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND (l.classid::bigint << 32) | l.objid::bigint
           = hashtextextended('resolve_run ' || resolve_run.id::text, 0)))"""
_LOCK = "SELECT pg_advisory_lock(hashtextextended('resolve_run ' || %s::text, 0))"
_LET_GO = "SELECT pg_advisory_unlock(hashtextextended('resolve_run ' || %s::text, 0))"


@contextmanager
def holding(run_id: UUID) -> Iterator[None]:
    """Be the one who does a run, as long as the block."""
    rows.fetch(_LOCK, [str(run_id)])
    try:
        yield
    finally:
        # A connection that broke has let go already, and a failed transaction must not hide why.
        if connection.is_usable():
            rows.fetch(_LET_GO, [str(run_id)])
