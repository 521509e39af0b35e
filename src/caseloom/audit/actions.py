"""Every write to the log: recording what is done or seen, sealing it, destroying by order."""

import secrets
from collections.abc import Mapping
from pathlib import Path

from django.db import Error as DatabaseError
from django.db import connection, transaction

from caseloom.audit import exporting, sealing
from caseloom.audit.types import Checkpoint, ExportResult
from caseloom.audit.values import clean_text, storable
from caseloom.audit.verifier import DESTROYED, canonical_json, commitment
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, Invalid, NotFound, Unavailable
from caseloom.kernel.viewer import Viewer

SALT_BYTES = 16
LONGEST_ID = 500  # characters; longer values do not fit PostgreSQL's index rows

_RECORD = (
    "SELECT audit_record(%s, %s, %s, %s, %s, %s, %s, %s, %s::json, %s::json,"
    " %s::int[], ARRAY[{salts}]::bytea[], ARRAY[{payloads}]::json[])"
)

# All events as one JSON document: arrays of texts would be quoted twice.
_RECORD_MANY = (
    "SELECT count(audit_record(%s, %s, %s, %s, %s, %s, %s, e->>0, %s::json, (e->>4)::json,"
    " ARRAY[(e->>1)::int], ARRAY[decode(e->>2, 'hex')], ARRAY[(e->>3)::json]))"
    " FROM json_array_elements(%s::json) e"
)


def record(
    *,
    verb: str,
    object_kind: str,
    object_id: str,
    by: Viewer,
    shown: Mapping[int, Mapping[str, object]] | None = None,
    detail: Mapping[str, object] | None = None,
) -> int:
    """Put on record that `by` did or saw something, in the transaction of the act.

    `verb` is “room.past_tense”. `shown`: per scope number, the values displayed or written; kept
    apart under a salted commitment, so that they can be destroyed by order. `detail`: harmless
    facts that auditors read in the clear (counts, names of filters), never destroyed.
    Values are JSON; UUIDs, dates and decimals become text.

    Returns the event's id. No audit, no act: when this raises, the act's transaction cannot
    commit any more. Raises Unavailable outside a transaction or when the event cannot be
    written, Invalid for a bad verb or id or a value that is not JSON.
    """
    if not connection.in_atomic_block:
        raise Unavailable(
            f"The event “{verb}” would not stand or fall with its act.",
            remedy="Do the act inside `access.actions.as_viewer`.",
        )
    try:
        return _record(verb, object_kind, object_id, by, shown or {}, detail or {})
    except (DatabaseError, Invalid) as error:
        connection.set_rollback(True)
        if isinstance(error, Invalid):
            raise
        raise Unavailable(
            f"The audit event “{verb}” could not be written, so nothing was done.",
            remedy="See whether the database is up and its disk has room, then try again.",
        ) from error


def _record(
    verb: str, object_kind: str, object_id: str, by: Viewer,
    shown: Mapping[int, Mapping[str, object]], detail: Mapping[str, object],
) -> int:  # fmt: skip
    _check(verb, object_id, by)
    payloads = {int(scope): storable(values) for scope, values in shown.items()}
    salts = [secrets.token_bytes(SALT_BYTES) for _ in payloads]
    texts = [canonical_json(payload) for payload in payloads.values()]
    promises = {
        str(scope): commitment(salt, text)
        for scope, salt, text in zip(payloads, salts, texts, strict=True)
    }
    places = ", ".join(["%s"] * len(payloads))
    with connection.cursor() as cursor:
        cursor.execute(
            # One parameter each: the driver quotes texts within an array many times as slowly.
            _RECORD.format(salts=places, payloads=places),
            [
                clock.now(), by.kind, by.id, clean_text(by.name), clean_text(by.purpose), verb,
                clean_text(object_kind), clean_text(object_id), _text(storable(detail)),
                _text(promises), list(payloads), *salts, *(text.decode() for text in texts),
            ],
        )  # fmt: skip
        (event_id,) = cursor.fetchone()
    return int(event_id)


def record_many(
    *,
    verb: str,
    object_kind: str,
    shown: Mapping[str, tuple[int, Mapping[str, object]]],
    detail: Mapping[str, object],
    by: Viewer,
) -> None:
    """Put on record that `by` did one thing to many objects, an event for each, as `record` does.

    `shown`: per object id, the number of its scope and the values written. Raises as `record`.
    """
    if not connection.in_atomic_block:
        raise Unavailable(f"The events “{verb}” would not stand or fall with their acts.")
    rows: list[list[str]] = []
    try:
        for object_id, (scope, values) in shown.items():
            _check(verb, object_id, by)
            salt, text = secrets.token_bytes(SALT_BYTES), canonical_json(storable(values))
            promise = _text({str(scope): commitment(salt, text)})
            rows.append([object_id, str(scope), salt.hex(), text.decode(), promise])
        with connection.cursor() as cursor:
            cursor.execute(
                _RECORD_MANY,
                [
                    clock.now(), by.kind, by.id, clean_text(by.name), clean_text(by.purpose), verb,
                    clean_text(object_kind), _text(storable(detail)), _text(rows),
                ],
            )  # fmt: skip
    except (DatabaseError, Invalid) as error:
        connection.set_rollback(True)
        raise Unavailable(
            f"The audit events “{verb}” could not be written, so nothing was done.",
            remedy="See whether the database is up and its disk has room, then try again.",
        ) from error


def _text(value: object) -> str:
    return canonical_json(value).decode()


def _check(verb: str, object_id: str, by: Viewer) -> None:
    room, _, act = verb.partition(".")
    if not room or not act or not verb.isascii() or len(verb) > LONGEST_ID:
        raise Invalid(
            f"“{verb}” is not a verb of the log.", remedy="Name it room.past_tense.", field="verb"
        )
    if len(object_id) > LONGEST_ID or len(by.id) > LONGEST_ID:
        raise Invalid(
            f"An id in the log has at most {LONGEST_ID} characters.",
            remedy="Put longer values into what was shown.",
            field="object_id",
        )


@transaction.atomic
def sequence(*, by: Viewer, limit: int = 100_000) -> int:
    """Give committed events their place in the log, at most `limit`; returns how many.

    Only one sequencer runs; 0 while another does. Not itself on record: it would never end.
    """
    by.must("audit.read")
    return sealing.sequence(limit=limit)


@transaction.atomic
def checkpoint(*, by: Viewer) -> Checkpoint | None:
    """Sign the tree of all sequenced events; None if nothing is new since the last.

    Raises Unavailable if the key is not the log's or cannot be read, Conflict if the log is
    shorter than, or other than, the checkpoint that is kept beside the key.
    """
    by.must("audit.read")
    return sealing.checkpoint()


@transaction.atomic
def export(*, folder: Path, by: Viewer) -> ExportResult:
    """Write the sealed log into `folder` (new or empty), with a verifier that runs anywhere.

    Sequences and signs first, so that everything committed is in it. Payloads of scopes that
    `by` does not hold stay out; their commitments are in. Raises NotAllowed without
    “audit.read”, Conflict for a folder that holds something, Unavailable if it cannot be written.
    """
    by.must("audit.read")
    sealing.hold_payloads()
    while sealing.sequence(limit=100_000):
        pass
    sealing.checkpoint()
    result = exporting.write(folder=folder, by=by)
    record(
        verb="log.exported",
        object_kind="log",
        object_id="",
        by=by,
        detail={"events": result.events, "payloads": result.payloads, "key_id": result.key_id},
    )
    return result


@transaction.atomic
def destroy_payload(*, event_id: int, order: str, by: Viewer) -> int:
    """Destroy what an event showed, by `order` (the order's text and reference).

    Returns the id of the event that puts the order on record. The event and its commitments
    stay, so every proof still verifies. Raises Invalid without an order, NotFound for an unknown
    event, Conflict if nothing is left to destroy.
    """
    by.must("audit.destroy")
    order = clean_text(order).strip()
    if not order:
        raise Invalid(
            "Nothing is destroyed without an order.",
            remedy="Give the order's text and reference.",
            field="order",
        )
    sealing.hold_payloads(alone=True)
    _destroyable(event_id)
    order_id = record(
        verb=DESTROYED,
        object_kind="event",
        object_id=str(event_id),
        by=by,
        detail={"order": order},
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_destroy(%s, %s)", [event_id, order_id])
    return order_id


def _destroyable(event_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_payload_state(%s)", [event_id])
        (state,) = cursor.fetchone()
    if state == "unknown":
        raise NotFound("There is no such event.", remedy="Check the event's number.")
    if state == "gone":
        raise Conflict(
            "This event showed nothing that could be destroyed, or it was destroyed before.",
            remedy="Look at the event.",
        )
