"""The weekly lot: a share of what was ranked low is read again by somebody else.

She sees nothing of what was thought of it before she has judged. What she judges may raise a tip,
never lower it.
"""

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.audit import actions as audit
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, Invalid, NotFound
from caseloom.kernel.ids import new_id
from caseloom.kernel.viewer import Viewer
from caseloom.tips import models, sampling
from caseloom.tips.actions.triage import named_category
from caseloom.tips.machines import HANDLE
from caseloom.tips.queries.line import as_line
from caseloom.tips.rows import given_to, judged_again, person_id, tip_row
from caseloom.tips.types import PRIORITIES
from caseloom.workflow import queries as workflow

LEAD = "tips.lead"
# Neither the machine, the reporter nor anybody who looked held it for urgent, and nobody follows
# it: what nobody would see again.
LOW, LEFT = 1, ("received", "open", "closed")
REREAD_DAYS = 7
# Weeks for which a lot is drawn late, where the worker stood still.
_LATE_WEEKS = 8


def draw_due() -> int:
    """Draw for every line the weeks that have ended and were not drawn; how many were.

    What is sealed is drawn by itself (`draw_one`): a machine does not see it here. Then tips
    whose reader cannot read them any more are given to others. Again changes nothing.
    """
    with as_viewer(access.machine("tips", "drawing what is read again")) as by:
        made = 0
        last = sampling.monday(clock.now()) - timedelta(days=7)
        for row in models.Line.objects.order_by("key"):
            first = max(sampling.monday(row.created_at), last - timedelta(weeks=_LATE_WEEKS - 1))
            for weeks in range((last - first).days // 7 + 1):
                made += draw(line=row, scope=row.scope, week=first + timedelta(weeks=weeks), by=by)
            _give_anew(row, by)
        return made


def draw_one(*, line_id: UUID, scope: int, week: date) -> bool:
    """Draw one week of a scope of its own, such as that of a tip that is closed to some."""
    machine = access.machine("tips", "drawing what is read again")
    with as_viewer(replace(machine, scopes=machine.scopes | {scope})) as by:
        row = models.Line.objects.filter(id=line_id).first()
        return row is not None and draw(line=row, scope=scope, week=week, by=by)


@transaction.atomic
def draw(*, line: models.Line, scope: int, week: date, by: Viewer) -> bool:
    """Draw `week` for one scope of a line and give out what was drawn; False if it was before."""
    # Of two at once the second waits here, and finds the first one's.
    models.Line.objects.select_for_update(no_key=True, of=("self",)).filter(id=line.id).first()
    if models.Draw.objects.filter(line=line, scope=scope, week=week).exists():
        return False
    begin, end = sampling.span(week)
    among = list(
        models.Tip.objects.filter(
            line=line, scope=scope, arrived_at__gte=begin, arrived_at__lt=end, priority__lte=LOW,
            state__in=LEFT,
        ).order_by("id").values_list("id", flat=True)
    )  # fmt: skip
    share = max(as_line(line).settings.reread_share, sampling.LEAST_SHARE)
    seed = secrets.token_hex(16)
    row = models.Draw.objects.create(
        line=line, scope=scope, week=week, at=clock.now(), share=share, seed=seed,
        population=len(among), among=among, drawn=list(sampling.drawn(among, share, seed)),
    )  # fmt: skip
    audit.record(
        verb="tip.reread_drawn", object_kind="line", object_id=str(line.key), by=by,
        shown={scope: {"week": week.isoformat(), "population": row.population, "seed": seed,
                       "drawn": [str(one) for one in row.drawn]}},
    )  # fmt: skip
    _give_out(row, row.drawn, by)
    return True


@dataclass(frozen=True, slots=True)
class _Reader:
    id: UUID
    leads: bool
    waiting: int


def _readers(scope: int, by: Viewer) -> list[_Reader]:
    """Who holds the scope, handles tips and works here still; with how many wait for each."""
    roles = {role.key: role.permissions for role in access.every_role()}
    may: dict[UUID, frozenset[str]] = {
        one.id: frozenset().union(*(roles.get(key, frozenset()) for key in one.roles))
        for one in access.people(by)
    }
    holders = {one.person_id for one in access.members(by, scope)}
    waiting = given_to(tip_scopes=[scope])
    return [
        _Reader(one, LEAD in may[one], sum(reader == one for reader in waiting.values()))
        for one in sorted(holders & set(may))
        if HANDLE in may[one]
    ]


def worked_on(tip_ids: Collection[UUID], by: Viewer) -> dict[UUID, set[UUID]]:
    """Who took, judged, wrote to, moved or has each tip: they do not read it again."""
    found: dict[UUID, set[UUID]] = {one: set() for one in tip_ids}
    for tip, person in (
        *models.Tip.objects.filter(id__in=tip_ids).exclude(officer=None)
        .values_list("id", "officer"),
        *models.Assessment.objects.filter(tip__in=tip_ids).values_list("tip", "by"),
        *models.Part.objects.filter(tip__in=tip_ids).exclude(by=None).values_list("tip", "by"),
        *models.Closure.objects.filter(tip__in=tip_ids).values_list("tip", "person"),
    ):  # fmt: skip
        if person is not None:
            found[tip].add(person)
    for step in workflow.history(by, tip_ids):
        if step.actor_kind == "person" and step.step != "receive":
            found[step.object_id].add(UUID(step.actor_id))
    return found


def _give_out(draw_row: models.Draw, tips: Iterable[UUID], by: Viewer) -> None:
    """Give each tip to whom it may be given, to who has fewest; else it waits for a reader."""
    wanted = list(tips)
    if not wanted:
        return
    readers = {one.id: one for one in _readers(draw_row.scope, by)}
    barred = worked_on(wanted, by)
    under = {person: access.reports_of(by, [person]) for some in barred.values() for person in some}
    for tip in wanted:
        led = frozenset().union(*(under[person] for person in barred[tip]))
        free = [one for one in readers.values() if one.id not in barred[tip]]
        if not free:
            continue
        # Who reports to the first one, and who leads, only if there is nobody else.
        chosen = min(
            free, key=lambda one: (one.id in led, one.leads, one.waiting, _lot(draw_row, one.id))
        )
        readers[chosen.id] = replace(chosen, waiting=chosen.waiting + 1)
        _give(draw_row, tip, chosen.id, by)


def _lot(draw_row: models.Draw, person: UUID) -> bytes:
    return sha256(f"{draw_row.seed}:{person}".encode()).digest()


def _give(draw_row: models.Draw, tip: UUID, reader: UUID, by: Viewer) -> None:
    now = clock.now()
    models.Reread.objects.create(
        draw=draw_row, tip_id=tip, number=models.Reread.objects.filter(tip=tip).count() + 1,
        reader=reader, at=now, due_at=now + timedelta(days=REREAD_DAYS),
    )  # fmt: skip
    audit.record(
        verb="tip.reread_given", object_kind="tip", object_id=str(tip), by=by,
        shown={draw_row.scope: {"reader": str(reader)}},
    )  # fmt: skip


def _give_anew(line: models.Line, by: Viewer) -> None:
    """Give what has no reader, or one who cannot read it any more, to somebody else."""
    for row in models.Draw.objects.filter(line=line, scope=line.scope).order_by("week"):
        left = set(row.drawn) - judged_again(row.drawn)
        if not left:
            continue
        given = given_to(tips=left)
        able = {one.id for one in _readers(row.scope, by)}
        barred = worked_on(left, by)
        _give_out(
            row,
            [
                tip
                for tip in row.drawn
                if tip in left
                and (tip not in given or given[tip] not in able or given[tip] in barred[tip])
            ],
            by,
        )


@transaction.atomic
def give_reread(*, tip_id: UUID, reader_id: UUID, by: Viewer) -> None:
    """Give a drawn tip to another reader.

    Raises NotAllowed, UnknownTip, Conflict (it was read again, or was not drawn), NotFound (he
    may not see it, or has judged it).
    """
    by.must(LEAD)
    row = tip_row(by, tip_id, lock=True)
    drawn = models.Draw.objects.filter(scope=row.scope, drawn__contains=[row.id]).first()
    if drawn is None or judged_again([row.id]):
        raise Conflict("This tip does not wait to be read again.", remedy="Look at the list again.")
    barred = worked_on([row.id], by)[row.id]
    if reader_id in barred or reader_id not in {one.id for one in _readers(row.scope, by)}:
        raise NotFound(
            "Nobody of that name may read this tip again.",
            remedy="Choose somebody who has not judged it.",
        )
    if given_to(tips=[row.id]).get(row.id) != reader_id:
        _give(drawn, row.id, reader_id, by)


@transaction.atomic
def reread(*, tip_id: UUID, category: str, priority: int, reason: str = "", by: Viewer) -> bool:
    """Judge a tip that was given to `by` to be read again; True if that raised its priority.

    Nothing that others judged is changed, but where she holds it for more urgent, its priority
    rises at once. Raises NotAllowed, UnknownTip, Invalid, Conflict (it is not hers to read).
    """
    by.must(HANDLE)
    row = tip_row(by, tip_id, lock=True)
    me = person_id(by)
    if judged_again([row.id]) or given_to(tips=[row.id]).get(row.id) != me:
        raise Conflict("This tip is not yours to read again.", remedy="Look at your list.")
    if me in worked_on([row.id], by)[row.id]:
        raise Conflict("You have worked on this tip.", remedy="Somebody else reads it again.")
    if not 0 <= priority < len(PRIORITIES):
        raise Invalid("There is no such priority.", field="priority")
    category = named_category(category)
    models.Assessment.objects.create(
        id=new_id(), tip=row, by=me, at=clock.now(), category=category, priority=priority,
        reason=reason.strip()[:2_000], before=True, reread=True,
    )  # fmt: skip
    before: int = row.priority
    raised = priority > before
    if raised:
        row.person_priority = priority
        row.save(update_fields=["person_priority"])
    _record(row, {"category": category, "priority": PRIORITIES[priority],
                  "before": PRIORITIES[before], "raised": raised}, by)  # fmt: skip
    return raised


def _record(row: models.Tip, told: Mapping[str, object], by: Viewer) -> None:
    audit.record(
        verb="tip.reread", object_kind="tip", object_id=str(row.id), by=by,
        shown={row.scope: dict(told)},
    )  # fmt: skip
