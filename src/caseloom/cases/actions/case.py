"""Opening a case, describing it, moving it on, and confining it."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from caseloom.access import actions as access_actions
from caseloom.access import queries as access
from caseloom.audit import actions as audit
from caseloom.cases import models, reading
from caseloom.cases.actions.people import join, leave
from caseloom.cases.machines import CASE, CONFINEMENT, REPORT, TASK
from caseloom.cases.rows import case_row, open_case_row, person_id, text
from caseloom.cases.types import CaseSummary
from caseloom.kernel import clock, numbers
from caseloom.kernel.errors import Conflict, Invalid, NotAllowed, Unavailable
from caseloom.kernel.ids import new_id
from caseloom.kernel.viewer import Viewer
from caseloom.workflow import actions as moves
from caseloom.workflow import queries as workflow

_DRAWS = 20


@transaction.atomic
def open_case(
    *,
    title: str,
    type: str,
    predicate: str,
    legal_authority: str,
    lead_id: UUID | None = None,
    member_ids: Collection[UUID] = (),
    restricted: bool = False,
    by: Viewer,
) -> CaseSummary:
    """Open a case with a scope of its own, led by `by` unless told, and put people on it.

    `predicate` says which facts justify it, `legal_authority` under which law. The transaction
    sees the new scope at once; for the next one ask `access.queries.viewer_of` for a new Viewer.
    Raises NotAllowed, Invalid, and what `add_member` raises.
    """
    by.must("case.open")
    opener = person_id(by)
    case = models.Case(
        id=new_id(), title=text(title, field="title", limit=300),
        type=text(type, field="type", limit=60), predicate=text(predicate, field="predicate"),
        legal_authority=text(legal_authority, field="legal_authority"), lead=lead_id or opener,
        opened_at=clock.now(), opened_by=opener,
    )  # fmt: skip
    _number(case, by)
    by = replace(by, scopes=by.scopes | {case.scope})
    moves.start(machine=CASE, object_id=case.id, scope_id=case.scope, by=by, shown=_described(case))
    moves.start(machine=CONFINEMENT, object_id=case.id, scope_id=case.scope, by=by)
    join(case, case.lead, "lead", "leads the case", by)
    for member in dict.fromkeys((opener, *member_ids)):
        if member != case.lead:
            join(case, member, "member", "on the case from its opening", by)
    if restricted:
        _confine(case, "restrict", "restricted from its opening", by)
    return reading.summaries(by, [case])[0]


def _number(case: models.Case, by: Viewer) -> None:
    # A taken number may belong to a hidden case, so only the unique key can tell, and the next
    # draw leaves no trace of it. Longer numbers come when the year fills up.
    for draw in range(_DRAWS):
        case.number = numbers.draw(case.opened_at.year, 5 + draw // 5)
        try:
            with transaction.atomic():
                scope = access_actions.add_scope(
                    kind="case", key=f"case:{case.id}", title=f"Case {case.number}", by=by
                )
                case.scope = scope.id
                case.save(force_insert=True)
        except IntegrityError:
            continue
        return
    raise Unavailable("No free case number was found.", remedy="Try again.")


@transaction.atomic
def edit_case(
    *,
    case_id: UUID,
    title: str | None = None,
    type: str | None = None,
    predicate: str | None = None,
    legal_authority: str | None = None,
    reason: str,
    by: Viewer,
) -> CaseSummary:
    """Describe a case better; what it said before stays in the log. None leaves a part alone.

    Raises UnknownCase, NotAllowed, Invalid, Conflict (closed).
    """
    by.must("case.edit")
    case = open_case_row(by, case_id)
    before = _described(case)
    if title is not None:
        case.title = text(title, field="title", limit=300)
    if type is not None:
        case.type = text(type, field="type", limit=60)
    if predicate is not None:
        case.predicate = text(predicate, field="predicate")
    if legal_authority is not None:
        case.legal_authority = text(legal_authority, field="legal_authority")
    case.save(update_fields=["title", "type", "predicate", "legal_authority"])
    shown = {"before": before, "after": _described(case), "reason": text(reason, field="reason")}
    audit.record(
        verb="case.edited", object_kind="case", object_id=str(case.id), by=by,
        shown={case.scope: shown},
    )  # fmt: skip
    return reading.summaries(by, [case])[0]


@transaction.atomic
def move_case(
    *,
    case_id: UUID,
    step: str,
    reason: str = "",
    given: Mapping[str, Any] | None = None,
    by: Viewer,
) -> CaseSummary:
    """Take a step of the case: activate, suspend, close (given: outcome) or reopen.

    Raises UnknownCase, NotAllowed, Invalid, Conflict (not possible now, or work is open).
    """
    case = case_row(by, case_id, lock=True)
    if step == "close":
        _refuse_open_work(case, by)
    moves.move(machine=CASE, step=step, object_id=case.id, by=by, reason=reason, given=given)
    return reading.summaries(by, [case])[0]


def _refuse_open_work(case: models.Case, by: Viewer) -> None:
    tasks = models.Task.objects.filter(case=case).values_list("id", flat=True)
    standing = workflow.positions(by, TASK, list(tasks)).values()
    open_tasks = sum(position.state == "open" for position in standing)
    if open_tasks:
        raise Conflict(
            f"Open tasks: {open_tasks}.", remedy="Finish or cancel them, then close the case."
        )
    versions = models.Version.objects.filter(report__case=case).values_list("id", flat=True)
    waiting = workflow.positions(by, REPORT, list(versions)).values()
    if any(position.state == "submitted" for position in waiting):
        raise Conflict(
            "A report waits for review.", remedy="Have it signed, or withdraw it, then close."
        )


@transaction.atomic
def restrict_case(*, case_id: UUID, reason: str, by: Viewer) -> CaseSummary:
    """Leave it to the lead, or a supervisor on the case, who is on it. Raises as `seal_case`."""
    return _confine(_led(case_id, by), "restrict", reason, by)


@transaction.atomic
def lift_restriction(*, case_id: UUID, reason: str, by: Viewer) -> CaseSummary:
    """Make a restricted case ordinary again. Raises as `seal_case`."""
    return _confine(_led(case_id, by), "lift", reason, by)


def _led(case_id: UUID, by: Viewer) -> models.Case:
    case = case_row(by, case_id, lock=True)
    if by.id != str(case.lead) and not by.may("case.seal"):
        raise NotAllowed("Only the lead or a supervisor restricts a case.", remedy="Ask one.")
    return case


@transaction.atomic
def seal_case(*, case_id: UUID, keep: Collection[UUID], reason: str, by: Viewer) -> CaseSummary:
    """Cut a case down to `keep`, its lead and `by`, and take it out of every machine's sight.

    All rows keep their scope; its kind becomes "sealed" and every other grant ends.
    Raises UnknownCase, NotAllowed, Invalid (one of `keep` is not on it), Conflict.
    """
    by.must("case.seal")
    case = case_row(by, case_id, lock=True)
    staying = {*keep, case.lead, person_id(by)}
    present = set(
        models.Member.objects.filter(case=case, left_at=None).values_list("person", flat=True)
    )
    if strangers := staying - present - {person_id(by)}:
        raise Invalid(
            f"Not on the case: {len(strangers)} of those who should stay.",
            remedy="Name only members of the case.",
            field="keep",
        )
    summary = _confine(case, "seal", reason, by)
    for member in sorted(present - staying):
        leave(case, member, f"sealed: {reason}", by)
    for holder in access.members(by, case.scope):
        if holder.person_id not in staying:
            access_actions.revoke(
                scope_id=case.scope, person_id=holder.person_id, reason="sealed", by=by
            )
    access_actions.seal_scope(scope_id=case.scope, by=by)
    return summary


@transaction.atomic
def unseal_case(*, case_id: UUID, reason: str, by: Viewer) -> CaseSummary:
    """Open a sealed case to machines again; it stays restricted. Raises as `seal_case`."""
    by.must("case.seal")
    case = case_row(by, case_id, lock=True)
    summary = _confine(case, "unseal", reason, by)
    access_actions.unseal_scope(scope_id=case.scope, by=by)
    return summary


def _confine(case: models.Case, step: str, reason: str, by: Viewer) -> CaseSummary:
    moves.move(machine=CONFINEMENT, step=step, object_id=case.id, by=by, reason=reason)
    return reading.summaries(by, [case])[0]


def _described(case: models.Case) -> dict[str, str]:
    return {
        "number": case.number, "title": case.title, "type": case.type,
        "predicate": case.predicate, "legal_authority": case.legal_authority,
    }  # fmt: skip
