"""What people do with a tip: take it, judge it, and end it or hand it on."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection, transaction

from caseloom.access import queries as access
from caseloom.access.errors import UnknownPerson
from caseloom.audit import actions as audit
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, Invalid, NotFound
from caseloom.kernel.ids import new_id
from caseloom.kernel.viewer import Viewer
from caseloom.tips import models
from caseloom.tips.actions import outcomes
from caseloom.tips.machines import HANDLE, OUTCOMES, TIP
from caseloom.tips.rows import handled, person_id, text, to_reread
from caseloom.tips.types import PRIORITIES
from caseloom.workflow import actions as moves

LEAD = "tips.lead"

# The most urgent one that nobody has; of two officers at once each gets another.
_NEXT = """
SELECT id FROM tips_tip
 WHERE scope = ANY (%s) AND state IN ('received', 'open', 'lead') AND officer IS NULL
   AND id <> ALL (%s)
 ORDER BY priority DESC, score DESC, arrived_at, id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
"""


@transaction.atomic
def take_next(*, by: Viewer) -> UUID | None:
    """Give the officer the most urgent tip that nobody has; None if there is none."""
    by.must(HANDLE)
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [list(by.scopes), list(to_reread(by))])
        found = cursor.fetchone()
    if found is None:
        return None
    take(tip_id=found[0], by=by)
    return UUID(str(found[0]))


@transaction.atomic
def take(*, tip_id: UUID, by: Viewer) -> None:
    """Take a tip up: it is in the officer's queue, and somebody looks at it.

    Raises NotAllowed, UnknownTip, Conflict (somebody else has it).
    """
    row = handled(by, tip_id)
    me = person_id(by)
    if row.officer not in (None, me):
        raise Conflict("Somebody else has this tip.", remedy="Ask a supervisor to give it to you.")
    row.officer = me
    if row.state == "received":
        moves.move(machine=TIP, step="take", object_id=row.id, by=by)
        row.state = "open"
    row.acknowledged_at = row.acknowledged_at or clock.now()
    row.save(update_fields=["officer", "state", "acknowledged_at"])


@transaction.atomic
def assign(*, tip_id: UUID, officer_id: UUID | None, by: Viewer) -> None:
    """Put a tip into somebody's queue, or back where nobody has it.

    Raises NotAllowed, UnknownTip, NotFound (he may not see it: the same for a stranger).
    """
    by.must(LEAD)
    row = handled(by, tip_id)
    if officer_id is not None and not _may_handle(officer_id, row.scope):
        raise NotFound("Nobody of that name may work on this tip.", remedy="Choose another.")
    before, row.officer = row.officer, officer_id
    row.save(update_fields=["officer"])
    audit.record(
        verb="tip.assigned", object_kind="tip", object_id=str(row.id), by=by,
        shown={row.scope: {"before": before, "after": officer_id}},
    )  # fmt: skip


def _may_handle(person_id: UUID, scope: int) -> bool:
    try:
        officer = access.viewer_of(person_id, "given a tip")
    except UnknownPerson:
        return False
    return officer.may(HANDLE) and scope in officer.scopes


def named_category(given: str) -> str:
    """`given`, trimmed. Raises Invalid where it says nothing or is too long."""
    category = given.strip()
    if not category or len(category) > 60:
        raise Invalid(
            "A judgement needs a category of at most 60 characters.",
            remedy="Say what the tip is about; “other” if nothing fits.",
            field="category",
        )
    return category


@transaction.atomic
def assess(
    *, tip_id: UUID, category: str, priority: int, reason: str = "",
    shown: Collection[UUID] = (), by: Viewer,
) -> None:  # fmt: skip
    """Judge what a tip is and how urgent. `shown`: the suggestions that the officer saw.

    The queue goes by the higher of this and the machine's. Raises NotAllowed, UnknownTip,
    Invalid, and Invalid without a reason where the machine said it was more urgent.
    """
    row = handled(by, tip_id)
    if not 0 <= priority < len(PRIORITIES):
        raise Invalid("There is no such priority.", field="priority")
    category = named_category(category)
    _explain(row, priority, reason)
    models.Assessment.objects.create(
        id=new_id(), tip=row, by=person_id(by), at=clock.now(), category=category,
        priority=priority, reason=reason.strip()[:2_000], shown=list(shown),
        before=row.judge_first and not shown,
    )  # fmt: skip
    outcomes.assessed(row, category=category, priority=priority, shown=shown, by=by)
    row.category, row.person_priority, row.waiting = category, priority, False
    row.save(update_fields=["category", "person_priority", "waiting"])
    audit.record(
        verb="tip.assessed", object_kind="tip", object_id=str(row.id), by=by,
        shown={row.scope: {"category": category, "priority": PRIORITIES[priority],
                           "reason": reason.strip(), "shown": [str(one) for one in shown]}},
    )  # fmt: skip


def _explain(row: models.Tip, priority: int, reason: str) -> None:
    """Raise Invalid where somebody else held it for more urgent and nothing says why it is not."""
    if reason.strip():
        return
    if priority < (row.machine_priority or 0):
        raise Invalid(
            "The machine held it for more urgent.",
            remedy="Say in a sentence why it is not; the queue keeps its place.",
            field="reason",
        )
    again = models.Assessment.objects.filter(tip=row, reread=True, priority__gt=priority)
    if again.exists():
        raise Invalid(
            "Who read it again held it for more urgent.",
            remedy="Say in a sentence why it is not.", field="reason",
        )  # fmt: skip


@transaction.atomic
def follow(*, tip_id: UUID, reason: str, by: Viewer) -> None:
    """Make a tip a lead: worth following, before there is a case. Raises as `close`."""
    end(handled(by, tip_id), "follow", text(reason, field="reason"), {}, by)


@transaction.atomic
def close(*, tip_id: UUID, outcome: str, reason: str, by: Viewer) -> None:
    """End work on a tip. Raises NotAllowed, UnknownTip, Invalid, Conflict (it has ended)."""
    if outcome not in OUTCOMES:
        raise Invalid(
            f"There is no outcome “{outcome}”.",
            remedy=f"Choose one of: {', '.join(OUTCOMES)}.",
            field="outcome",
        )
    row = handled(by, tip_id)
    end(row, "close", text(reason, field="reason"), {"outcome": outcome}, by)


@transaction.atomic
def refer(*, tip_id: UUID, to: str, reason: str, by: Viewer) -> None:
    """Say that another body takes it. What is sent there is made by `bundle`. Raises as `close`."""
    row = handled(by, tip_id)
    given = {"to": text(to, field="to", limit=300)}
    end(row, "refer", text(reason, field="reason"), given, by)


@transaction.atomic
def reopen(*, tip_id: UUID, reason: str, by: Viewer) -> None:
    """Work on a tip again that had ended. Raises as `close`."""
    end(handled(by, tip_id), "reopen", text(reason, field="reason"), {}, by)


def end(row: models.Tip, step: str, reason: str, given: dict[str, str], by: Viewer) -> None:
    """Take a step that ends work on a locked tip, or begins it anew, and let the row follow."""
    moved = moves.move(machine=TIP, step=step, object_id=row.id, by=by, reason=reason, given=given)
    outcomes.moved(row, step, given.get("outcome", ""), by)
    row.state, row.waiting = moved.to_state, False
    row.acknowledged_at = row.acknowledged_at or moved.at
    row.officer = row.officer or person_id(by)
    row.save(update_fields=["state", "waiting", "acknowledged_at", "officer"])
