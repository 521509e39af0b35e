"""The sealed log as a stream, in order, with what each event showed: for exports and proofs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from caseloom.audit.sealing import CHECKPOINTS, EVENT_COLUMNS, event_line
from caseloom.audit.verifier import Checkpoint, Payload

FETCH = 5_000

_EVENTS = f"""
SELECT l.sequence, l.event_id, l.leaf_hash, {EVENT_COLUMNS}
  FROM audit_leaf l LEFT JOIN audit_event e ON e.id = l.event_id
 WHERE l.sequence < %s ORDER BY l.sequence
"""  # noqa: S608  (no value is put into the text)
_PAYLOADS = """
SELECT l.sequence, p.event_id, p.scope, p.salt, p.payload::text
  FROM audit_leaf l JOIN audit_payload p ON p.event_id = l.event_id
 WHERE l.sequence < %s ORDER BY l.sequence, p.scope
"""


@dataclass(frozen=True, slots=True)
class Sealed:
    """One leaf of the log. `line` is None if the event itself is gone."""

    sequence: int
    event_id: int
    leaf: bytes
    line: bytes | None
    payloads: tuple[Payload, ...]


def sealed(end: int) -> Iterator[Sealed]:
    """The leaves before place `end`, in order, each with the payloads that the viewer may see."""
    payloads = _Payloads(end)
    for row in _rows(_EVENTS, end):
        place, event_id, leaf = row[:3]
        line = None if row[3] is None else event_line(place, row[3:])
        yield Sealed(place, event_id, bytes(leaf), line, payloads.of(place))


class _Payloads:
    """Payloads in the order of the log, read along with it."""

    def __init__(self, end: int) -> None:
        self._rows = _rows(_PAYLOADS, end)
        self._next = next(self._rows, None)

    def of(self, place: int) -> tuple[Payload, ...]:
        found = []
        while self._next is not None and self._next[0] <= place:
            _, _, scope, salt, payload = self._next
            found.append(Payload(scope, bytes(salt), payload.encode()))
            self._next = next(self._rows, None)
        return tuple(found)


def _rows(query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, values)
        while rows := cursor.fetchmany(FETCH):
            yield from rows


def checkpoints() -> Iterator[Checkpoint]:
    """Every checkpoint, smallest first."""
    for row in _rows(f"{CHECKPOINTS} ORDER BY tree_size"):
        yield Checkpoint(*row)


def public_keys() -> dict[str, bytes]:
    """The keys that signed checkpoints, by id (32 bytes each)."""
    return {
        name: bytes(key) for name, key in _rows("SELECT key_id, public_key FROM audit_publickey")
    }


def destructions() -> Iterator[tuple[int, int, str, Any, str]]:
    """(event id, order's event id, order, at, by) of each destroyed payload, oldest first."""
    yield from _rows(
        "SELECT event_id, order_event_id, order_text, at, by FROM audit_destruction ORDER BY at"
    )


def waiting() -> tuple[int, ...]:
    """The ids of committed events that have no place yet."""
    return tuple(row[0] for row in _rows("SELECT event_id FROM audit_pending ORDER BY turn"))


def lost() -> Iterator[int]:
    """The ids of events that wait for a place but are not there any more."""
    for (event_id,) in _rows(
        "SELECT event_id FROM audit_pending p"
        " WHERE NOT EXISTS (SELECT 1 FROM audit_event e WHERE e.id = p.event_id)"
    ):
        yield event_id


def strays() -> Iterator[int]:
    """The ids of events that neither have a place nor wait for one: nobody sealed them."""
    for (event_id,) in _rows(
        "SELECT e.id FROM audit_event e"
        " WHERE NOT EXISTS (SELECT 1 FROM audit_leaf l WHERE l.event_id = e.id)"
        "   AND NOT EXISTS (SELECT 1 FROM audit_pending p WHERE p.event_id = e.id)"
    ):
        yield event_id
