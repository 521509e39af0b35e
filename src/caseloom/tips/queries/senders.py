"""Tips that look sent by one, as the viewer sees them."""

from collections import Counter
from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import Count

from caseloom.assist import queries as assistance
from caseloom.audit import actions as audit
from caseloom.kernel.viewer import Viewer
from caseloom.tips import models
from caseloom.tips import senders as marks
from caseloom.tips.machines import HANDLE
from caseloom.tips.queries.queue import summaries
from caseloom.tips.rows import opened, tip_row
from caseloom.tips.types import Sender

OFF = -1
# Tips that are listed, and of these such whose words are laid beside each other.
LISTED, LAID = 200, 5
_LEAST_RUN = 20


def sender(viewer: Viewer, tip_id: UUID, *, listed: int = LISTED) -> Sender | None:
    """What else looks sent by whoever sent this tip; None where nothing that the viewer may see.

    It is a suggestion to look: no tip is joined, closed or lowered by it. Raises NotAllowed,
    UnknownTip.
    """
    viewer.must(HANDLE)
    row = tip_row(viewer, tip_id)
    mine = models.Sending.objects.filter(tip=row).first()
    if mine is None or assistance.switched(viewer).tier == OFF:
        return None
    near = [one for one in marks.like(mine.copies, mine.reach, marks.MOST) if one.tip != row.id]
    tied, copied, shared = _tied(mine, near)
    same = models.Sending.objects.filter(sender=mine.sender, scope__in=list(viewer.scopes))
    ids = tied | set(same.exclude(tip=row).values_list("tip_id", flat=True)[: marks.MOST])
    rows = models.Tip.objects.filter(id__in=ids, scope__in=list(viewer.scopes))
    times = sorted([*rows.values_list("arrived_at", flat=True), row.arrived_at])
    if len(times) < 2:
        return None
    first = list(rows.select_related("line").order_by("-arrived_at", "id")[: max(listed, LAID)])
    text = _text(row)
    values = {mark: value for value, mark in marks.reached(text).items()}
    _record(viewer, row, first)
    return Sender(
        count=len(times), copies=len(copied), first_at=times[0], last_at=times[-1],
        identifiers=tuple(sorted(values[one].split(":", 1)[1] for one in shared if one in values)),
        run=_run(text, [one for one in first if one.id in copied][:LAID]),
        tips=summaries(viewer, first[:listed]) if listed else (),
    )  # fmt: skip


def _tied(
    mine: models.Sending, near: Sequence[marks.Found]
) -> tuple[set[UUID], set[UUID], frozenset[int]]:
    """Tips that are tied to this one, those of them that are copies, and identifiers in common."""
    own = str(mine.tip_id)
    copied = {one.tip for one in near if not one.copies.isdisjoint(mine.copies)}
    reached = {str(one.tip): map(str, one.reach) for one in near} | {own: map(str, mine.reach)}
    groups = assistance.behind(reached, [(own, str(one)) for one in copied])
    found = next((one for one in groups if own in one.tips), None)
    if found is None:
        return set(), copied, frozenset()
    crowd = Counter(mark for one in near for mark in one.reach)
    shared = frozenset(one for one in mine.reach if 0 < crowd[one] < assistance.CROWD)
    return {UUID(one) for one in found.tips if one != own}, copied, shared


def _run(text: str, others: Sequence[models.Tip]) -> str:
    """The longest stretch of `text` that stands in one of `others` as well; "" for a short one."""
    best = ""
    for other in others:
        at = 0
        changed = [(one.a_start, one.a_end) for one in assistance.differences(text, _text(other))]
        for start, end in [*changed, (len(text), len(text))]:
            run = text[at:start].strip()
            best = run if len(run) > len(best) else best
            at = max(at, end)
    return best if len(best) >= _LEAST_RUN else ""


def crowds(viewer: Viewer, tip_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many tips that the viewer may see look sent by the sender of each; those of two or more.

    Counted within what was placed together on arrival: `sender` looks closer.
    """
    if assistance.switched(viewer).tier == OFF:
        return {}
    rows = models.Sending.objects.filter(scope__in=list(viewer.scopes))
    of = dict(rows.filter(tip__in=list(tip_ids)).values_list("tip_id", "sender"))
    counted = rows.filter(sender__in=set(of.values())).values_list("sender")
    counts = dict(counted.annotate(count=Count("tip_id")))
    return {tip: counts[one] for tip, one in of.items() if counts.get(one, 0) > 1}


def _text(row: models.Tip) -> str:
    return str(opened(row).open_json(bytes(row.body), "body")["text"])


def _record(viewer: Viewer, row: models.Tip, others: Sequence[models.Tip]) -> None:
    by_scope: dict[int, list[str]] = {row.scope: []}
    for one in others:
        by_scope.setdefault(one.scope, []).append(one.number)
    audit.record(
        verb="tip.sender_read", object_kind="tip", object_id=str(row.id), by=viewer,
        shown={scope: {"tips": numbers} for scope, numbers in by_scope.items()},
    )  # fmt: skip
