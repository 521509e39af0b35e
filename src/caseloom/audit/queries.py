"""Every read of the log. Reading it is itself recorded."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from caseloom.audit import actions, keys, merkle, reading, sealing
from caseloom.audit.types import (
    Checkpoint,
    ConsistencyProof,
    Event,
    InclusionProof,
    Shown,
    ShownState,
    Verification,
)
from caseloom.audit.verifier import Checker
from caseloom.kernel.errors import Invalid, NotFound
from caseloom.kernel.paging import Page, decode_cursor, encode_cursor
from caseloom.kernel.viewer import Viewer

LARGEST_PAGE = 500

_EVENTS = f"""
SELECT {sealing.EVENT_COLUMNS}, l.sequence
  FROM audit_event e LEFT JOIN audit_leaf l ON l.event_id = e.id
"""  # noqa: S608  (no value is put into the text)


@dataclass(frozen=True, slots=True)
class _Filter:
    name: str
    sql: str
    value: Any


def events(
    viewer: Viewer,
    *,
    object_kind: str | None = None,
    object_id: str | None = None,
    actor: str | None = None,
    verb: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Event]:
    """Events, latest first: all of them for “audit.read”, else the viewer's own.

    `actor` is an actor's id; `since` is included, `until` is not. `limit` is 1 to 500.
    Raises Invalid for a bad cursor or limit.
    """
    if not 1 <= limit <= LARGEST_PAGE:
        raise Invalid(
            f"A page has 1 to {LARGEST_PAGE} events.", remedy="Ask for fewer.", field="limit"
        )
    filters = [
        _Filter("object_kind", "e.object_kind = %s", object_kind),
        _Filter("object_id", "e.object_id = %s", object_id),
        _Filter("actor", "e.actor_id = %s", actor),
        _Filter("verb", "e.verb = %s", verb),
        _Filter("since", "e.at >= %s", since),
        _Filter("until", "e.at < %s", until),
    ]
    given = [one for one in filters if one.value is not None]
    page = _page(viewer, given, cursor, limit)
    actions.record(
        verb="log.read",
        object_kind="log",
        object_id=object_id or "",
        by=viewer,
        detail={"filters": {one.name: one.value for one in given}, "events": len(page.items)},
    )
    return page


def _page(viewer: Viewer, given: list[_Filter], cursor: str | None, limit: int) -> Page[Event]:
    conditions, values = [one.sql for one in given], [one.value for one in given]
    _own(viewer, conditions, values)
    if cursor:
        conditions.append("(e.at, e.id) < (%s, %s)")
        values += _position(cursor)
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    query = f"{_EVENTS}{where} ORDER BY e.at DESC, e.id DESC LIMIT %s"
    rows = _fetch(query, *values, limit + 1)
    found = _assemble(viewer, rows[:limit])
    last = found[-1] if len(rows) > limit else None
    return Page(found, encode_cursor(last.at.isoformat(), last.id) if last else None)


def _own(viewer: Viewer, conditions: list[str], values: list[Any]) -> None:
    if not viewer.may("audit.read"):
        conditions.append("e.actor_id = %s")
        values.append(viewer.id)


def _position(cursor: str) -> tuple[datetime, int]:
    at, event_id = decode_cursor(cursor, 2)
    try:
        return datetime.fromisoformat(at), int(event_id)
    except (TypeError, ValueError) as error:
        raise Invalid(
            "The page cursor is not valid.", remedy="Start from the first page.", field="cursor"
        ) from error


def event(viewer: Viewer, event_id: int) -> Event:
    """One event with what it showed. Raises NotFound for one that the viewer may not see."""
    conditions, values = ["e.id = %s"], [event_id]
    _own(viewer, conditions, values)
    rows = _fetch(f"{_EVENTS} WHERE {' AND '.join(conditions)}", *values)
    if not rows:
        raise NotFound("There is no such event.")
    actions.record(verb="event.read", object_kind="event", object_id=str(event_id), by=viewer)
    return _assemble(viewer, rows)[0]


def _assemble(viewer: Viewer, rows: list[tuple[Any, ...]]) -> tuple[Event, ...]:
    ids = [row[0] for row in rows]
    payloads = {
        (event_id, scope): json.loads(payload)
        for event_id, scope, payload in _fetch(
            "SELECT event_id, scope, payload::text FROM audit_payload WHERE event_id = ANY (%s)",
            ids,
        )
    }
    orders = dict(_fetch("SELECT event_id, order_text FROM audit_orders(%s::bigint[])", ids))
    return tuple(_event(viewer, row, payloads, orders) for row in rows)


def _event(
    viewer: Viewer, row: tuple[Any, ...], payloads: dict[tuple[int, int], Any],
    orders: dict[int, str],
) -> Event:  # fmt: skip
    auditor = viewer.may("audit.read")
    shown = []
    for scope, promise in sorted(json.loads(row[10]).items(), key=lambda one: int(one[0])):
        values = payloads.get((row[0], int(scope)))
        if values is not None:
            shown.append(Shown(int(scope), "shown", promise, values))
        elif auditor or int(scope) in viewer.scopes:
            state: ShownState = "destroyed" if row[0] in orders else "withheld"
            shown.append(Shown(int(scope), state, promise, {}))
    return Event(
        id=row[0], at=row[1], actor_kind=row[2], actor_id=row[3], actor_name=row[4],
        purpose=row[5], verb=row[6], object_kind=row[7], object_id=row[8],
        detail=json.loads(row[9]), shown=tuple(shown), sequence=row[11] if auditor else None,
        order=orders.get(row[0], ""),
    )  # fmt: skip


def verify(viewer: Viewer, *, kept: Checkpoint | None = None) -> Verification:
    """Check the whole log in the database, as the stand-alone verifier checks an export.

    Compares with `kept` and with the checkpoint kept beside the key; trusts their keys and the
    one in the data folder. Payloads of scopes that the viewer lacks count as withheld. Needs
    “audit.read”.
    """
    viewer.must("audit.read")
    sealing.hold_payloads()
    key = keys.load()
    checker = Checker(
        scopes=viewer.scopes,
        checkpoints=reading.checkpoints(),
        keys=reading.public_keys(),
        pins=[key.id] if key else [],
        kept=[one for one in (kept, keys.kept()) if one is not None],
        destroyed={gone: order for gone, order, *_ in reading.destructions()},
    )
    _feed(checker)
    waiting = reading.waiting()
    report = checker.finish(waiting=waiting, tail_allowed=True)
    found = Verification(
        ok=report.ok, tree_size=report.tree_size, root_hash=report.root_hash,
        events=report.events, waiting=len(waiting), unsealed=report.unsealed,
        checkpoints=report.checkpoints, payloads=report.payloads, destroyed=report.destroyed,
        withheld=report.withheld, key_id=report.key_id, pinned=report.pinned,
        problem_count=report.problem_count, problems=tuple(report.problems),
    )  # fmt: skip
    actions.record(
        verb="log.verified", object_kind="log", object_id="", by=viewer,
        detail={"ok": found.ok, "events": found.events, "problems": found.problem_count},
    )  # fmt: skip
    return found


def _feed(checker: Checker) -> None:
    expected = 0
    for one in reading.sealed(2**62):
        for _ in range(expected, min(one.sequence, expected + 1000)):
            checker.missing(bytes(32))
        if one.line is None:
            checker.missing(one.leaf, event_id=one.event_id)
        else:
            checker.event(one.line, one.leaf, one.payloads)
        expected = one.sequence + 1
    for event_id in reading.strays():
        checker.report.add("stray", "The event was never sealed.", event_id=event_id)
    for event_id in reading.lost():
        checker.report.add("missing", "The event vanished before it was sealed.", event_id=event_id)


def inclusion(viewer: Viewer, event_id: int, *, tree_size: int | None = None) -> InclusionProof:
    """Proof that an event is in the log of `tree_size` events (default: the last checkpoint's).

    Raises NotFound for an event that is not sealed there. Needs “audit.read”.
    """
    viewer.must("audit.read")
    last = sealing.last_checkpoint()
    size = tree_size if tree_size is not None else (last.tree_size if last else 0)
    rows = _fetch(f"{_EVENTS} WHERE e.id = %s AND l.sequence < %s", event_id, _in_tree(size))
    if not rows:
        raise NotFound(
            "This event is not in the log of that size.", remedy="Wait for the next checkpoint."
        )
    place = rows[0][11]
    return InclusionProof(
        sequence=place,
        tree_size=size,
        root_hash=merkle.root(size, sealing.stored),
        line=sealing.event_line(place, rows[0][:11]),
        proof=merkle.inclusion(place, size, sealing.stored),
    )


def consistency(viewer: Viewer, first: int, second: int) -> ConsistencyProof:
    """Proof that the log of `second` events begins with that of `first`. Needs “audit.read”.

    Raises Invalid unless 0 ≤ first ≤ second ≤ the last checkpoint's size.
    """
    viewer.must("audit.read")
    _in_tree(second)
    if not 0 <= first <= second:
        raise Invalid("The first log is the shorter one.", remedy="Swap the two sizes.")
    return ConsistencyProof(
        first=first,
        second=second,
        first_root=merkle.root(first, sealing.stored),
        second_root=merkle.root(second, sealing.stored),
        proof=merkle.consistency(first, second, sealing.stored),
    )


def _in_tree(size: int) -> int:
    last = sealing.last_checkpoint()
    if not 0 <= size <= (last.tree_size if last else 0):
        raise Invalid(
            "The signed log does not have that many events.",
            remedy="Give a size up to the last checkpoint's.",
            field="tree_size",
        )
    return size


def checkpoints(viewer: Viewer, *, limit: int = 50) -> tuple[Checkpoint, ...]:
    """The latest checkpoints, largest first. Needs “audit.read”."""
    viewer.must("audit.read")
    rows: Iterable[tuple[Any, ...]] = _fetch(
        f"{sealing.CHECKPOINTS} ORDER BY tree_size DESC LIMIT %s", limit
    )
    return tuple(Checkpoint(*row) for row in rows)


def _fetch(query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
