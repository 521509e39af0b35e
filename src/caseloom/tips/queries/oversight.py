"""Figures of the machine at work and of the work, for who leads or audits a line.

What is closed to the viewer is counted nowhere. A tip belongs to the period in which it arrived.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from caseloom.access import queries as access
from caseloom.assist import queries as assistance
from caseloom.assist.types import Answered, Cost, Figure, Recall, Reliability, Stability, Waited
from caseloom.audit import actions as audit
from caseloom.kernel import clock
from caseloom.kernel.errors import Invalid
from caseloom.kernel.viewer import Viewer
from caseloom.tips import models, sampling
from caseloom.tips.errors import UnknownLine
from caseloom.tips.machines import TIP
from caseloom.tips.queries import sampled
from caseloom.tips.queries.rereading import may_oversee
from caseloom.tips.rows import line_row
from caseloom.tips.types import TipState, Words
from caseloom.workflow import queries as workflow
from caseloom.workflow.types import Transition

WEEKS, MOST_WEEKS = 12, 106
_DECIDES = ("follow", "refer", "join", "close")
SPLITS = ("language", "channel")
_ENDED: tuple[TipState, ...] = ("referred", "joined", "closed")


@dataclass(frozen=True, slots=True)
class OfTask:
    """What people made of one task's suggestions.

    overridden: of those on which somebody decided; blind: the same of those who had not seen what
    the machine said, which is the fairer one.
    """

    task: str
    overridden: Figure
    blind: Figure
    reliability: Reliability


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """One language or channel beside all others. `gap`: its rate less theirs."""

    split: str
    value: str
    tips: int
    overridden: Figure
    gap: Figure | None
    recall: Recall
    triage: Waited


@dataclass(frozen=True, slots=True)
class Drift:
    """How much something changed from the week before to this one."""

    what: str
    week: date
    stability: Stability


@dataclass(frozen=True, slots=True)
class Kept:
    """A clock: kept, broken, still running, and ended without what it waits for."""

    kept: int
    broken: int
    running: int
    ended: int


@dataclass(frozen=True, slots=True)
class Closer:
    """How many tips of the period somebody closed, and how many of these were read again."""

    person_id: UUID
    person_name: str
    closed: int
    reread: int
    raised: int


@dataclass(frozen=True, slots=True)
class Oversight:
    """All figures of one line and period; `until` is the day after its last."""

    line: str
    line_title: Words
    since: date
    until: date
    tips: int
    tasks: tuple[OfTask, ...]
    recall: Recall
    groups: tuple[GroupFigures, ...]
    drift: tuple[Drift, ...]
    acknowledge: Waited
    triage: Waited
    clocks: Mapping[str, Kept]
    closers: tuple[Closer, ...]
    cost: Cost


@dataclass(frozen=True, slots=True)
class _Given:
    """What the figures are made of."""

    tips: Sequence[models.Tip]
    answers: Sequence[Answered]
    decided_at: Mapping[UUID, datetime]
    closings: Sequence[Transition]
    sample: sampled.Sample
    now: datetime


def oversight(
    viewer: Viewer, key: str, *, since: date | None = None, until: date | None = None
) -> Oversight:
    """The figures of a line, of the last WEEKS weeks unless told.

    Raises NotAllowed, UnknownLine (also where the viewer does not read it), Invalid.
    """
    may_oversee(viewer)
    row = line_row(viewer, key)
    if row.scope not in viewer.scopes:
        raise UnknownLine
    first, last = period(since, until)
    given = _given(viewer, row, first, last)
    decided = [one for one in given.answers if one.task in ("threat", "urgency", "route", "spans")]
    found = Oversight(
        line=row.key, line_title=row.title, since=first, until=last, tips=len(given.tips),
        tasks=_tasks(decided), recall=given.sample.recall(), groups=_groups(given),
        drift=_drift(given.tips), acknowledge=_acknowledged(given.tips, given.now),
        triage=_triaged(given.tips, given), clocks=_clocks(given.tips, given.now),
        closers=_closers(viewer, given),
        cost=assistance.cost(viewer, [one.id for one in given.tips]),
    )  # fmt: skip
    audit.record(
        verb="tip.oversight_read", object_kind="line", object_id=key, by=viewer,
        shown={row.scope: {"tips": found.tips}},
        detail={"since": first.isoformat(), "until": last.isoformat()},
    )  # fmt: skip
    return found


def period(since: date | None, until: date | None) -> tuple[date, date]:
    """Whole weeks from Monday to Monday around what was given. Raises Invalid."""
    end = sampling.monday(until or clock.now())
    if until is None or until != end:
        end += timedelta(days=7)
    begin = sampling.monday(since) if since else end - timedelta(weeks=WEEKS)
    if begin >= end:
        raise Invalid(
            "The period ends before it begins.", remedy="Give a later end.", field="until"
        )
    if (end - begin).days // 7 > MOST_WEEKS:
        raise Invalid(
            f"The period has more than {MOST_WEEKS} weeks.", remedy="Give a shorter one.",
            field="since",
        )  # fmt: skip
    return begin, end


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _given(viewer: Viewer, line: models.Line, first: date, last: date) -> _Given:
    begin = _start(first)
    tips = list(
        models.Tip.objects.filter(
            line=line, scope__in=list(viewer.scopes), arrived_at__gte=begin,
            arrived_at__lt=_start(last),
        ).defer("body", "data_key", "receipt").order_by("arrived_at", "id")
    )  # fmt: skip
    ids = {row.id for row in tips}
    answers = assistance.answered(viewer, "tip", since=begin)
    steps = [
        one for one in workflow.taken(viewer, TIP, _DECIDES, since=begin) if one.object_id in ids
    ]
    return _Given(
        tips, [one for one in answers if one.object_id in ids], _decided(tips, steps),
        [one for one in steps if one.step == "close"], sampled.sample(viewer, line, tips),
        clock.now(),
    )  # fmt: skip


def _decided(tips: Sequence[models.Tip], steps: Sequence[Transition]) -> dict[UUID, datetime]:
    """When somebody first judged each tip or took a step that decides on it."""
    found: dict[UUID, datetime] = {}
    judged = models.Assessment.objects.filter(tip__in=[row.id for row in tips], reread=False)
    times = [*judged.values_list("tip", "at"), *((one.object_id, one.at) for one in steps)]
    for tip, at in times:
        found[tip] = min(at, found.get(tip, at))
    return found


def _tasks(answers: Sequence[Answered]) -> tuple[OfTask, ...]:
    found = []
    for task in sorted({one.task for one in answers}):
        some = [one for one in answers if one.task == task]
        found.append(
            OfTask(
                task=task,
                overridden=assistance.share(not one.agreed for one in some),
                blind=assistance.share(not one.agreed for one in some if one.before),
                reliability=assistance.reliability(
                    [(one.probability, _right(one)) for one in some if one.probability is not None]
                ),
            )
        )
    return tuple(found)


def _right(one: Answered) -> bool:
    """Whether what the probability is of came true: for threats, that there is one."""
    if one.task == "threat" and one.label != "found":
        return not one.agreed
    return one.agreed


def _groups(given: _Given) -> tuple[GroupFigures, ...]:
    urgency = [one for one in given.answers if one.task == "urgency"]
    found = []
    for split in SPLITS:
        of = {row.id: str(getattr(row, split)) for row in given.tips}
        for value in sorted(set(of.values())):
            mine = [not one.agreed for one in urgency if of[one.object_id] == value]
            others = [not one.agreed for one in urgency if of[one.object_id] != value]
            rows = [row for row in given.tips if of[row.id] == value]
            found.append(
                GroupFigures(
                    split=split, value=value, tips=len(rows), overridden=assistance.share(mine),
                    gap=assistance.gap(sum(mine), len(mine), sum(others), len(others)),
                    recall=given.sample.recall({row.id for row in rows}),
                    triage=_triaged(rows, given),
                )
            )  # fmt: skip
    return tuple(found)


def _drift(tips: Sequence[models.Tip]) -> tuple[Drift, ...]:
    weeks: dict[date, list[models.Tip]] = {}
    for row in tips:
        weeks.setdefault(sampling.monday(row.arrived_at), []).append(row)
    found = []
    for week, rows in sorted(weeks.items()):
        before = weeks.get(week - timedelta(days=7), [])
        scores = [[one.score for one in some] for some in (before, rows)]
        told = {
            "score": assistance.stability(
                assistance.tenths(scores[0], scores[0]), assistance.tenths(scores[0], scores[1])
            )
        }
        for what in ("language", "channel", "category"):
            told[what] = assistance.stability(_counted(before, what), _counted(rows, what))
        found += [Drift(what, week, one) for what, one in told.items() if one is not None]
    return tuple(found)


def _counted(rows: Sequence[models.Tip], what: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        value = str(getattr(row, what))
        found[value] = found.get(value, 0) + 1
    return found


def _hours(start: datetime, end: datetime) -> float:
    return max(0.0, (end - start).total_seconds() / 3600)


def _acknowledged(tips: Sequence[models.Tip], now: datetime) -> Waited:
    return _waited(tips, lambda row: row.acknowledged_at, now)


def _triaged(tips: Sequence[models.Tip], given: _Given) -> Waited:
    return _waited(tips, lambda row: given.decided_at.get(row.id), given.now)


def _waited(
    tips: Sequence[models.Tip], when: Callable[[models.Tip], datetime | None], now: datetime
) -> Waited:
    done = [(row.arrived_at, when(row)) for row in tips]
    return assistance.waited([(_hours(start, at or now), at is not None) for start, at in done])


def _clocks(tips: Sequence[models.Tip], now: datetime) -> dict[str, Kept]:
    found = {}
    for name, by, done in (
        ("acknowledge", "acknowledge_by", "acknowledged_at"),
        ("feedback", "feedback_by", "feedback_at"),
    ):
        kept = broken = running = ended = 0
        for row in tips:
            at, due = getattr(row, done), getattr(row, by)
            if at is not None:
                kept, broken = kept + (at <= due), broken + (at > due)
            elif row.state in _ENDED:
                ended += 1
            elif now > due:
                broken += 1
            else:
                running += 1
        found[name] = Kept(kept, broken, running, ended)
    return found


def _closers(viewer: Viewer, given: _Given) -> tuple[Closer, ...]:
    by_person: dict[UUID, set[UUID]] = {}
    for step in given.closings:
        by_person.setdefault(UUID(step.actor_id), set()).add(step.object_id)
    names = access.person_names(viewer, set(by_person))
    read, raised = given.sample.read, given.sample.raised
    found = (
        Closer(person, names.get(person, ""), len(tips), len(tips & read), len(tips & raised))
        for person, tips in by_person.items()
    )
    return tuple(sorted(found, key=lambda one: (-one.closed, one.person_name)))
