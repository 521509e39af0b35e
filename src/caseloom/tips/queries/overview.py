"""How the work stands, for those who lead it: counts, what is late, and who closed what.

Reads no tip's words: nothing is opened for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from caseloom.access import queries as access
from caseloom.audit import actions as audit
from caseloom.kernel import clock
from caseloom.kernel.viewer import Viewer
from caseloom.tips import models
from caseloom.tips.machines import TIP
from caseloom.tips.rows import to_reread
from caseloom.tips.types import OPEN_STATES, PRIORITIES, TipState, Words
from caseloom.workflow import queries as workflow

LEAD = "tips.lead"
# Of what is late, so many are named; days for which closings are counted.
MOST_LATE, DAYS = 20, 30
_OPEN = Q(state__in=OPEN_STATES)


@dataclass(frozen=True, slots=True)
class Late:
    """A tip whose date has passed."""

    id: UUID
    number: str
    line_title: Words
    priority: int
    by: datetime
    officer_name: str


@dataclass(frozen=True, slots=True)
class LateOnes:
    """All that is late by one clock: how many, and the first of them by date."""

    count: int
    first: tuple[Late, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """The open tips of one officer, or those that nobody has (`officer_id` None)."""

    officer_id: UUID | None
    officer_name: str
    open: int
    urgent: int
    waiting: int
    acknowledge_late: int
    feedback_late: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Closings:
    """How many tips somebody closed, in all and by outcome."""

    person_id: UUID
    person_name: str
    count: int
    outcomes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Overview:
    """How the work stands on the tips that the viewer may see. `nobody`: by priority, 0 to 3."""

    states: Mapping[TipState, int]
    loads: tuple[Load, ...]
    nobody: tuple[int, ...]
    acknowledge: LateOnes
    feedback: LateOnes
    closings: tuple[Closings, ...]
    days: int = DAYS


def overview(viewer: Viewer) -> Overview:
    """How the work stands. Raises NotAllowed."""
    viewer.must(LEAD)
    now = clock.now()
    rows = models.Tip.objects.filter(scope__in=list(viewer.scopes))
    acknowledge = rows.filter(_acknowledge_late(now)).order_by("acknowledge_by", "id")
    feedback = rows.filter(_feedback_late(now)).order_by("feedback_by", "id")
    found = Overview(
        states=_states(rows),
        loads=_loads(viewer, rows, now),
        nobody=_nobody(rows),
        acknowledge=_late_ones(viewer, acknowledge, "acknowledge_by"),
        feedback=_late_ones(viewer, feedback, "feedback_by"),
        closings=_closings(viewer, now - timedelta(days=DAYS)),
    )
    _record(viewer, (*acknowledge[:MOST_LATE], *feedback[:MOST_LATE]))
    return found


def _acknowledge_late(now: datetime) -> Q:
    return Q(acknowledged_at=None, acknowledge_by__lt=now)


def _feedback_late(now: datetime) -> Q:
    return Q(feedback_at=None, feedback_by__lt=now) & _OPEN


def _states(rows: QuerySet[models.Tip]) -> dict[TipState, int]:
    counted = dict(rows.values_list("state").annotate(count=Count("id")))
    return {state.name: counted.get(state.name, 0) for state in TIP.states}  # type: ignore[misc]  # the machine's states are TipState


def _loads(viewer: Viewer, rows: QuerySet[models.Tip], now: datetime) -> tuple[Load, ...]:
    counted = list(
        rows.filter(_OPEN).values("officer").annotate(
            open=Count("id"), urgent=Count("id", filter=Q(priority__gte=2)),
            waiting=Count("id", filter=Q(waiting=True)),
            acknowledge_late=Count("id", filter=_acknowledge_late(now)),
            feedback_late=Count("id", filter=_feedback_late(now)), oldest=Min("arrived_at"),
        )
    )  # fmt: skip
    names = access.person_names(viewer, {one["officer"] for one in counted if one["officer"]})
    made = [_load(one, names) for one in counted]
    return tuple(sorted(made, key=lambda one: (one.officer_id is not None, one.officer_name)))


def _load(one: Mapping[str, Any], names: Mapping[UUID, str]) -> Load:
    counts = {name: value for name, value in one.items() if name != "officer"}
    officer: UUID | None = one["officer"]
    return Load(officer, names.get(officer, "") if officer else "", **counts)


def _nobody(rows: QuerySet[models.Tip]) -> tuple[int, ...]:
    waiting = rows.filter(_OPEN, officer=None)
    counted = dict(waiting.values_list("priority").annotate(count=Count("id")))
    return tuple(counted.get(priority, 0) for priority in range(len(PRIORITIES)))


def _late_ones(viewer: Viewer, rows: QuerySet[models.Tip], date: str) -> LateOnes:
    # What he is to read again himself is counted, but not named: its priority would tell.
    named = rows.exclude(id__in=to_reread(viewer))
    first = list(named.select_related("line")[:MOST_LATE])
    names = access.person_names(viewer, {row.officer for row in first if row.officer})
    return LateOnes(
        rows.count(),
        tuple(
            Late(
                id=row.id, number=row.number, line_title=row.line.title, priority=row.priority,
                by=getattr(row, date), officer_name=names.get(row.officer, "") if row.officer
                else "",
            )
            for row in first
        ),
    )  # fmt: skip


def _closings(viewer: Viewer, since: datetime) -> tuple[Closings, ...]:
    by_person: dict[UUID, dict[str, int]] = {}
    for one in workflow.tally(viewer, TIP, "close", since=since):
        outcomes = by_person.setdefault(UUID(one.actor_id), {})
        outcome = str(one.given.get("outcome", ""))
        outcomes[outcome] = outcomes.get(outcome, 0) + one.count
    names = access.person_names(viewer, set(by_person))
    made = (
        Closings(person, names.get(person, ""), sum(outcomes.values()), outcomes)
        for person, outcomes in by_person.items()
    )
    return tuple(sorted(made, key=lambda one: (-one.count, one.person_name)))


def _record(viewer: Viewer, named: Iterable[models.Tip]) -> None:
    by_scope: dict[int, list[str]] = {}
    for row in named:
        by_scope.setdefault(row.scope, []).append(row.number)
    audit.record(
        verb="tip.overview_read", object_kind="queue", object_id="", by=viewer,
        shown={scope: {"late": sorted(set(numbers))} for scope, numbers in by_scope.items()},
        detail={"days": DAYS},
    )  # fmt: skip
