"""The sequencer and the signer: committed events get a place, then a signed tree head.

Events become visible in the order of commits, not of ids, so a reader that asks for “the ids
after the last” misses some for ever (measured: a quarter). Each event therefore waits in
`audit_pending`, written in its own transaction, until one sequencer turns it into a leaf and
takes it off, in one statement: what is pending has no place, what has a place is not pending.
Those below `pg_snapshot_xmin` are taken in the order of their transaction ids: nothing that is
still running can come before them.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from json.encoder import encode_basestring as _quoted
from typing import Any

from django.db import connection, transaction

from caseloom.audit import keys, merkle
from caseloom.audit.verifier import Checkpoint, leaf_hash
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, Unavailable

BATCH = 5_000
SEQUENCER_LOCK = 0x43_4C_41_01  # "CLA" and a number, for pg_advisory_xact_lock
PAYLOAD_LOCK = 0x43_4C_41_02

EVENT_COLUMNS = (
    "e.id, e.at, e.actor_kind, e.actor_id, e.actor_name, e.purpose, e.verb, e.object_kind,"
    " e.object_id, e.detail::text, e.commitments::text"
)

# A transaction id at or above xmax that we can see comes from another server (a restored dump):
# it will not come down, and it is committed. Our own transaction's events wait for the next turn.
# Relies on the index audit_pending_order: a batch reads its own rows and no others.
_WAITING = f"""
SELECT p.xid::text, p.turn, {EVENT_COLUMNS}
  FROM (SELECT xid, turn, event_id FROM audit_pending
         WHERE (xid, turn) > (%s::xid8, %s)
           AND (xid < pg_snapshot_xmin(pg_current_snapshot())
                OR xid >= pg_snapshot_xmax(pg_current_snapshot()))
           AND xid IS DISTINCT FROM pg_current_xact_id_if_assigned()
         ORDER BY xid, turn LIMIT %s) p
  JOIN audit_event e ON e.id = p.event_id
 ORDER BY p.xid, p.turn
"""  # noqa: S608  (no value is put into the text)


def event_line(sequence: int, event: tuple[Any, ...]) -> bytes:
    """An event (EVENT_COLUMNS) at its place, as the canonical JSON whose hash is its leaf.

    The two JSON columns were written as canonical JSON and are kept letter by letter, so they go
    in as they stand; the rest is put together by hand, which is three times as fast.
    """
    (number, at, kind, who, name, purpose, verb, object_kind, object_id, detail, promises) = event
    return (
        f'{{"actor_id":{_quoted(who)},"actor_kind":{_quoted(kind)},"actor_name":{_quoted(name)},'
        f'"at":"{time_text(at)}","commitments":{promises},"detail":{detail},"id":{number},'
        f'"object_id":{_quoted(object_id)},"object_kind":{_quoted(object_kind)},'
        f'"purpose":{_quoted(purpose)},"sequence":{sequence},"verb":{_quoted(verb)}}}'
    ).encode()


def time_text(at: datetime) -> str:
    """A moment in UTC with microseconds, always 27 characters."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def hold_payloads(*, alone: bool = False) -> None:
    """Until the transaction ends, let no payload be destroyed (or, `alone`, none be verified)."""
    lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    _fetch(f"SELECT {lock}(%s)", PAYLOAD_LOCK)


def sequence(*, limit: int) -> int:
    """Place at most `limit` committed events; 0 while another sequencer runs."""
    ((alone,),) = _fetch("SELECT pg_try_advisory_xact_lock(%s)", SEQUENCER_LOCK)
    placed, last = 0, _BEGINNING
    while alone and placed < limit:
        batch, last = _place(last, min(BATCH, limit - placed))
        placed += batch
        if batch < BATCH:
            break
    return placed


_BEGINNING = ("0", 0)


def _place(after: tuple[str, int], size: int) -> tuple[int, tuple[str, int]]:
    """Seal the events that wait behind `after` (transaction id, turn); how many, up to where."""
    rows = _fetch(_WAITING, *after, size)
    if not rows:
        return 0, after
    first = tree_size()
    leaves = [leaf_hash(event_line(first + n, row[2:])) for n, row in enumerate(rows)]
    _fetch(
        "SELECT audit_seal(%s, %s::bigint[], %s::bytea[])", first, [row[1] for row in rows], leaves
    )
    return len(rows), rows[-1][:2]


def tree_size() -> int:
    """How many events have a place."""
    ((size,),) = _fetch("SELECT coalesce(max(sequence) + 1, 0) FROM audit_leaf")
    return int(size)


def checkpoint() -> Checkpoint | None:
    """Sign the tree of all leaves; None if nothing is new."""
    _fetch("SELECT pg_advisory_xact_lock(%s)", SEQUENCER_LOCK)
    last, size = last_checkpoint(), tree_size()
    _must_continue(last)
    if size == (last.tree_size if last else 0):
        return None
    key = _key(last)
    tree = _grown(last.tree_size if last else 0, size)
    made = _signed(key, size, tree.root(), last)
    levels, positions, hashes = zip(*tree.made, strict=True) if tree.made else ((), (), ())
    _fetch(
        "SELECT audit_sign(%s, %s, %s, %s, %s, %s, %s, %s::int[], %s::bigint[], %s::bytea[])",
        made.tree_size, made.root_hash, made.at, made.previous, made.key_id, made.signature,
        key.public, list(levels), list(positions), list(hashes),
    )  # fmt: skip
    transaction.on_commit(lambda: keys.keep(made))
    return made


def _signed(key: keys.SigningKey, size: int, root: bytes, last: Checkpoint | None) -> Checkpoint:
    unsigned = Checkpoint(
        tree_size=size,
        root_hash=root.hex(),
        at=time_text(clock.now()),
        previous=last.hash() if last else "",
        key_id=key.id,
    )
    return Checkpoint(**{**vars(unsigned), "signature": key.sign(unsigned.body())})


def _key(last: Checkpoint | None) -> keys.SigningKey:
    key = keys.load_or_make() if last is None else keys.load()
    if key is None or (last is not None and key.id != last.key_id):
        named = last.key_id if last else ""
        raise Unavailable(
            f"The log was signed with the key {named}, which is not at {keys.path()}.",
            remedy="Restore that key from the backup of the data folder.",
        )
    return key


def _must_continue(last: Checkpoint | None) -> None:
    """Never sign a second history: what is kept beside the key must be part of this one."""
    kept = keys.kept()
    if kept is None or kept == last:
        return
    if _checkpoint_at(kept.tree_size) != kept:
        raise Conflict(
            f"The log does not contain the checkpoint of {kept.tree_size} events that is kept"
            f" beside {keys.path()}: it was cut, rewritten, or restored from an older backup.",
            remedy="Run `caseloom audit verify`. If a restore explains it, put that on record and"
            " move the kept checkpoint away.",
        )


def last_checkpoint() -> Checkpoint | None:
    """The checkpoint of most events, None if there is none."""
    rows = _fetch(f"{CHECKPOINTS} ORDER BY tree_size DESC LIMIT 1")
    return Checkpoint(*rows[0]) if rows else None


def _checkpoint_at(size: int) -> Checkpoint | None:
    rows = _fetch(f"{CHECKPOINTS} WHERE tree_size = %s", size)
    return Checkpoint(*rows[0]) if rows else None


CHECKPOINTS = "SELECT tree_size, root_hash, at, previous, key_id, signature FROM audit_checkpoint"


def _grown(before: int, size: int) -> merkle.Growth:
    """The tree of `size` leaves, from the subtrees stored when it had `before`."""
    start = before >> merkle.STORED_LEVEL << merkle.STORED_LEVEL
    known = [stored(level, position) for level, position in merkle.complete_subtrees(start)]
    tree = merkle.Growth(start, known)
    for leaf in leaves(start, size):
        tree.push(leaf)
    return tree


def stored(level: int, position: int) -> bytes:
    """The hash of a complete subtree: a stored one, or worked out from its leaves."""
    if level < merkle.STORED_LEVEL:
        width = 1 << level
        tree = merkle.Growth()
        for leaf in leaves(position * width, (position + 1) * width):
            tree.push(leaf)
        return tree.root()
    rows = _fetch("SELECT hash FROM audit_node WHERE level = %s AND position = %s", level, position)
    if not rows:
        raise Conflict(
            "A part of the audit log's tree is missing.", remedy="Run `caseloom audit verify`."
        )
    return bytes(rows[0][0])


def leaves(start: int, end: int) -> Iterator[bytes]:
    """The leaf hashes of the events from `start` up to `end`."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT leaf_hash FROM audit_leaf WHERE sequence >= %s AND sequence < %s"
            " ORDER BY sequence",
            [start, end],
        )
        while rows := cursor.fetchmany(BATCH):
            for (leaf,) in rows:
                yield bytes(leaf)


def _fetch(query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
