"""Whether one sender is behind several tips: kept when a tip is read, asked when one is looked at.

Two tips are tied by being near copies, and by a way to reach the reporter that she wrote in the
first person. What lies in the envelope of the name is not used. Nothing follows from it: no tip
is closed, joined or lowered.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from caseloom.assist import queries as assistance
from caseloom.kernel.ids import new_id
from caseloom.tips import models
from caseloom.tips.betraying import betraying
from caseloom.tips.sealing import blind
from caseloom.tips.types import Mark

# Tips that are asked for when one is placed beside others, and when one is looked at.
_NEAR, MOST = 60, 2_000
_LOCK = 0x71705F73  # of this purpose among advisory locks
_REACHING = frozenset(("phone", "email", "handle"))


@dataclass(frozen=True, slots=True)
class Found:
    """A tip that shares something with another: its keyed values and its sender."""

    tip: UUID
    sender: UUID
    copies: frozenset[int]
    reach: frozenset[int]


def keep(row: models.Tip, text: str) -> None:
    """Keep by what the sender of a tip is found, beside the tips of its scope that are like it."""
    key = blind.key()
    copies = list(assistance.copies(text, key))
    reach = sorted(set(reached(text).values()))
    with connection.cursor() as cursor:
        # One at a time in a scope, so that copies that arrive together become one sender.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, row.scope])
    near = [one for one in like(copies, reach, _NEAR, scope=row.scope) if one.tip != row.id]
    crowd = Counter(mark for one in near for mark in one.reach)
    office = {mark for mark, count in crowd.items() if count >= assistance.CROWD}
    tied = Counter(
        one.sender
        for one in near
        if not one.copies.isdisjoint(copies) or not (one.reach & set(reach)) <= office
    )
    sender = tied.most_common(1)[0][0] if tied else new_id()
    models.Sending.objects.create(
        tip=row, scope=row.scope, at=row.arrived_at, copies=copies, reach=reach, sender=sender
    )


def reached(text: str) -> dict[str, int]:
    """Ways to reach whoever wrote `text`, as she wrote of herself, with their keyed values."""
    spans = [one for one in assistance.spans(text) if one.kind in _REACHING]
    if not spans:
        return {}
    marks = [Mark("spans", one.kind, one.start, one.end) for one in spans]
    mine = [one.stretch for one in betraying(text, marks) if one.why == "contact"]
    own = [
        span
        for span in spans
        if any(one.start <= span.start and span.end <= one.end for one in mine)
    ]
    return assistance.reaching(assistance.identifiers(own), blind.key())


def like(
    copies: Iterable[int], reach: Iterable[int], most: int, *, scope: int | None = None
) -> list[Found]:
    """Tips of the scopes of this transaction, or of one of them, that share a value, by time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tip, sender, copies, reach FROM tips_sent_alike(%s, %s, %s, %s)",
            [list(copies), list(reach), scope, most],
        )
        rows = cursor.fetchall()
    return [Found(tip, sender, frozenset(a), frozenset(b)) for tip, sender, a, b in rows]
