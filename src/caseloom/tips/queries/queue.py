"""Queues: what waits, the most urgent first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from caseloom.access import queries as access
from caseloom.assist import queries as assistance
from caseloom.audit import actions as audit
from caseloom.kernel import clock
from caseloom.kernel.errors import Invalid
from caseloom.kernel.paging import Page, decode_cursor, encode_cursor
from caseloom.kernel.viewer import Viewer
from caseloom.tips import models, telling
from caseloom.tips.machines import HANDLE
from caseloom.tips.rows import opened, to_reread
from caseloom.tips.types import OPEN_STATES, Queued

Whose = Literal["mine", "nobody", "all"]
Order = Literal["urgent", "arrived"]
MOST, OFF = 200, -1
_BY_ORDER: dict[str, tuple[str, ...]] = {
    "urgent": ("-priority", "-score", "arrived_at", "id"),
    "arrived": ("-arrived_at", "id"),
    "waiting": ("arrived_at", "id"),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which tips. Empty parts filter nothing; `states` are all open ones unless told.

    `fold`: of those that look sent by one, only the first in the order.
    """

    whose: Whose = "mine"
    states: tuple[str, ...] = OPEN_STATES
    line: str = ""
    channel: str = ""
    language: str = ""
    category: str = ""
    least: int = 0
    since: datetime | None = None
    until: datetime | None = None
    waiting: bool = False
    late: bool = False
    officer: UUID | None = None
    order: Order = "urgent"
    fold: bool = False


def queue(
    viewer: Viewer, wanted: Filter | None = None, *, cursor: str | None = None, limit: int = 25
) -> Page[Queued]:
    """One page of tips that the viewer may see. Raises NotAllowed, Invalid for a bad cursor."""
    viewer.must(HANDLE)
    wanted = wanted or Filter()
    rows, order = selected(viewer, wanted), _order(viewer, wanted)
    if cursor:
        rows = _after(rows, order, cursor)
    limit = max(1, min(limit, MOST))
    found = list(rows.select_related("line")[: limit + 1])
    items = summaries(viewer, found[:limit])
    _record(viewer, wanted, found[:limit])
    last = found[limit - 1] if len(found) > limit else None
    return Page(items, _cursor(last, order) if last else None)


def selected(viewer: Viewer, wanted: Filter) -> QuerySet[models.Tip]:
    """The rows of a filter in its order, within the viewer's scopes.

    What he is to read again is not among them: its place would tell what was thought of it.
    """
    rows = models.Tip.objects.filter(scope__in=list(viewer.scopes)).exclude(
        id__in=to_reread(viewer)
    )
    if wanted.states:
        rows = rows.filter(state__in=wanted.states)
    if wanted.whose == "mine":
        rows = rows.filter(officer=UUID(viewer.id)) if viewer.kind == "person" else rows.none()
    elif wanted.whose == "nobody":
        rows = rows.filter(officer=None)
    if wanted.officer:
        rows = rows.filter(officer=wanted.officer)
    same = {
        "line__key": wanted.line, "channel": wanted.channel, "language": wanted.language,
        "category": wanted.category,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in same.items() if value})
    if wanted.least:
        rows = rows.filter(priority__gte=wanted.least)
    if wanted.since:
        rows = rows.filter(arrived_at__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(arrived_at__lt=wanted.until)
    if wanted.waiting:
        rows = rows.filter(waiting=True)
    if wanted.late:
        rows = rows.filter(_late())
    order = _order(viewer, wanted)
    if wanted.fold:
        rows = rows.filter(~Exists(_before(rows, order)))
    return rows.order_by(*_BY_ORDER[order])


def _before(rows: QuerySet[models.Tip], order: str) -> QuerySet[models.Tip]:
    """Of the same rows those of the same sender that stand before one."""
    same = rows.filter(sending__sender=OuterRef("sending__sender"))
    earlier, equal = Q(pk__in=()), Q()
    for name in _BY_ORDER[order]:
        field = name.lstrip("-")
        way = "gt" if name.startswith("-") else "lt"
        earlier |= equal & Q(**{f"{field}__{way}": OuterRef(field)})
        equal &= Q(**{field: OuterRef(field)})
    return same.filter(earlier)


def _order(viewer: Viewer, wanted: Filter) -> str:
    """By urgency, unless the machine is off: then what came first is read first."""
    off = wanted.order == "urgent" and assistance.switched(viewer).tier == OFF
    return "waiting" if off else wanted.order


def _late() -> Q:
    now = clock.now()
    return Q(acknowledged_at=None, acknowledge_by__lt=now) | Q(
        feedback_at=None, feedback_by__lt=now, state__in=OPEN_STATES
    )


def _cursor(row: models.Tip, order: str) -> str:
    if order != "urgent":
        return encode_cursor(row.arrived_at.isoformat(), row.id)
    return encode_cursor(row.priority, row.score, row.arrived_at.isoformat(), row.id)


def _after(rows: QuerySet[models.Tip], order: str, cursor: str) -> QuerySet[models.Tip]:
    try:
        if order != "urgent":
            at, last = decode_cursor(cursor, 2)
            when = datetime.fromisoformat(str(at))
            later = Q(arrived_at__gt=when) if order == "waiting" else Q(arrived_at__lt=when)
            return rows.filter(later | Q(arrived_at=when, id__gt=UUID(str(last))))
        priority, score, at, last = decode_cursor(cursor, 4)
        when = datetime.fromisoformat(str(at))
        same = Q(priority=int(priority), score=float(score))
        return rows.filter(
            Q(priority__lt=int(priority))
            | Q(priority=int(priority), score__lt=float(score))
            | (same & Q(arrived_at__gt=when))
            | (same & Q(arrived_at=when, id__gt=UUID(str(last))))
        )
    except (ValueError, TypeError) as error:
        raise Invalid(
            "The page cursor is not valid.", remedy="Start from the first page.", field="cursor"
        ) from error


def summaries(viewer: Viewer, rows: Sequence[models.Tip]) -> tuple[Queued, ...]:
    """Rows as lists show them, with the names of their officers."""
    officers = {row.officer for row in rows if row.officer}
    names = access.person_names(viewer, officers)
    closed = set(
        models.Closure.objects.filter(tip__in=[row.id for row in rows]).values_list(
            "tip", flat=True
        )
    )
    drawn = _drawn(viewer, rows)
    return tuple(_queued(row, names, row.id in closed, row.id in drawn) for row in rows)


def _drawn(viewer: Viewer, rows: Sequence[models.Tip]) -> set[UUID]:
    """Tips that the viewer has to judge before she sees the machine's view."""
    drawn = {row.id for row in rows if row.judge_first}
    if not drawn or viewer.kind != "person":
        return set()
    judged = models.Assessment.objects.filter(tip__in=drawn, by=UUID(viewer.id))
    return drawn - set(judged.values_list("tip", flat=True))


def _queued(row: models.Tip, names: dict[UUID, str], closed: bool, drawn: bool) -> Queued:
    body = opened(row).open_json(bytes(row.body), "body")
    return Queued(
        id=row.id, number=row.number, line_title=row.line.title,
        channel=row.channel,  # type: ignore[arg-type]  # a constraint holds it to these
        language=row.language, subject=row.subject, category=row.category,
        state=row.state,  # type: ignore[arg-type]  # follows the machine's states
        priority=row.person_priority or 0 if drawn else row.priority,
        machine_priority=None if drawn else row.machine_priority,
        person_priority=row.person_priority, arrived_at=row.arrived_at,
        acknowledge_by=row.acknowledge_by, acknowledged_at=row.acknowledged_at,
        feedback_by=row.feedback_by, feedback_at=row.feedback_at, officer_id=row.officer,
        officer_name=names.get(row.officer, "") if row.officer else "", files=row.files,
        waiting=row.waiting, closed_to_some=closed, beginning=telling.beginning(body),
        judge_first=drawn,
    )  # fmt: skip


def _record(viewer: Viewer, wanted: Filter, rows: Sequence[models.Tip]) -> None:
    by_scope: dict[int, list[str]] = {}
    for row in rows:
        by_scope.setdefault(row.scope, []).append(row.number)
    audit.record(
        verb="tip.listed", object_kind="queue", object_id="", by=viewer,
        shown={scope: {"tips": numbers} for scope, numbers in by_scope.items()},
        detail={"whose": wanted.whose, "states": list(wanted.states), "order": wanted.order},
    )  # fmt: skip


def counts(viewer: Viewer) -> dict[str, int]:
    """How many open tips the viewer has, nobody has, and are late, of those that he may see.

    Those that wait for him to read them again are in none of them.
    """
    viewer.must(HANDLE)
    rows = models.Tip.objects.filter(scope__in=list(viewer.scopes), state__in=OPEN_STATES).exclude(
        id__in=to_reread(viewer)
    )
    mine = Q(officer=UUID(viewer.id)) if viewer.kind == "person" else Q(pk__in=())
    found = rows.aggregate(
        mine=Count("id", filter=mine), nobody=Count("id", filter=Q(officer=None)),
        late=Count("id", filter=_late()), all=Count(F("id")),
    )  # fmt: skip
    return {name: int(value) for name, value in found.items()}
