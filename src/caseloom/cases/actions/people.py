"""Who is on a case: members, their roles, and the grants that let them see it."""

from uuid import UUID

from django.db import transaction

from caseloom.access import actions as access_actions
from caseloom.access import queries as access
from caseloom.audit import actions as audit
from caseloom.cases import models, reading
from caseloom.cases.errors import Leak
from caseloom.cases.machines import CONFINEMENT
from caseloom.cases.rows import case_row, one_of, person_id, text
from caseloom.cases.types import CaseMember, MemberRole
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from caseloom.kernel.viewer import Viewer
from caseloom.workflow import queries as workflow

_ROLES = ("member", "reviewer")


@transaction.atomic
def add_member(
    *, case_id: UUID, member_id: UUID, role: MemberRole = "member", reason: str, by: Viewer
) -> CaseMember:
    """Put a person on a case: from now on he sees all of it.

    Raises UnknownCase, NotAllowed, Invalid (roles that read no cases), Conflict (on it already),
    Leak (a signed report shows what he may not see).
    """
    case = case_row(by, case_id, lock=True)
    may_manage(by, case)
    one_of(role, _ROLES, field="role")
    return join(case, member_id, role, text(reason, field="reason"), by)


def join(
    case: models.Case, member_id: UUID, role: MemberRole, reason: str, by: Viewer
) -> CaseMember:
    """Grant the case's scope to a person and note his role. The caller has checked `by`."""
    newcomer = access.viewer_of(member_id, by.purpose)
    if not newcomer.may("case.read"):
        raise Invalid(
            f"The roles of {newcomer.name} do not read cases.",
            remedy="Choose an agent, an analyst or a supervisor.",
            field="member_id",
        )
    if models.Member.objects.filter(case=case, person=member_id, left_at=None).exists():
        raise Conflict(f"{newcomer.name} is on this case already.")
    _refuse_leak(case, newcomer, by)
    access_actions.grant(scope_id=case.scope, person_id=member_id, reason=reason, by=by)
    row = models.Member.objects.create(
        case=case, scope=case.scope, person=member_id, role=role, reason=reason,
        added_at=clock.now(), added_by=person_id(by),
    )  # fmt: skip
    _record("case.member_added", case, by, person=str(member_id), role=role, reason=reason)
    return CaseMember(member_id, newcomer.name, role, reason, row.added_at)


def _refuse_leak(case: models.Case, newcomer: Viewer, by: Viewer) -> None:
    frozen = reading.frozen_scopes(case)
    missing = sorted(frozen - newcomer.scopes - {case.scope})
    if missing:
        names = ", ".join(reading.scope_title(by, number) for number in missing)
        raise Leak(
            f"A signed report of this case shows what {newcomer.name} may not see: {names}.",
            remedy="Have that access granted first, or ask somebody who has it.",
            field="member_id",
        )


@transaction.atomic
def remove_member(*, case_id: UUID, member_id: UUID, reason: str, by: Viewer) -> None:
    """Take a person off a case and end his grant. The lead cannot be taken off.

    Raises UnknownCase, NotAllowed, NotFound (not on it), Conflict (the lead).
    """
    case = case_row(by, case_id, lock=True)
    if str(member_id) != by.id:
        may_manage(by, case)
    if member_id == case.lead:
        raise Conflict("The lead cannot leave the case.", remedy="Name another lead first.")
    leave(case, member_id, text(reason, field="reason"), by)


def leave(case: models.Case, member_id: UUID, reason: str, by: Viewer) -> None:
    """End a membership and the grant behind it. The caller has checked `by`."""
    ended = models.Member.objects.filter(case=case, person=member_id, left_at=None).update(
        left_at=clock.now(), left_by=person_id(by), left_reason=reason
    )
    if not ended:
        raise NotFound("This person is not on the case.")
    access_actions.revoke(scope_id=case.scope, person_id=member_id, reason=reason, by=by)
    _record("case.member_removed", case, by, person=str(member_id), reason=reason)


@transaction.atomic
def set_lead(*, case_id: UUID, member_id: UUID, reason: str, by: Viewer) -> CaseMember:
    """Name another lead, putting him on the case if he is not. Raises as `add_member` does."""
    case = case_row(by, case_id, lock=True)
    may_manage(by, case)
    reason = text(reason, field="reason")
    if case.lead == member_id:
        raise Conflict("This person leads the case already.")
    before = case.lead
    models.Member.objects.filter(case=case, person=before, left_at=None).update(role="member")
    mine = models.Member.objects.filter(case=case, person=member_id, left_at=None)
    if not mine.update(role="lead"):
        join(case, member_id, "lead", reason, by)
    case.lead = member_id
    case.save(update_fields=["lead"])
    _record("case.lead_set", case, by, before=str(before), after=str(member_id), reason=reason)
    row = mine.get()
    name = access.person_names(by, [member_id])[member_id]
    return CaseMember(member_id, name, "lead", row.reason, row.added_at)


def may_manage(by: Viewer, case: models.Case) -> None:
    """Raise NotAllowed unless `by` may say who is on this case: see ADR 0009."""
    by.must("case.edit")
    confinement = workflow.position(by, CONFINEMENT, case.id).state
    leads = by.id == str(case.lead)
    allowed = {
        "ordinary": leads or by.may("case.assign"),
        "restricted": leads or by.may("case.seal"),
        "sealed": by.may("case.seal"),
    }[confinement]
    if not allowed:
        raise NotAllowed(
            f"Who is on this {confinement} case is not yours to say.",
            remedy="Ask its lead or a supervisor on the case.",
        )


def _record(verb: str, case: models.Case, by: Viewer, **shown: str) -> None:
    audit.record(
        verb=verb, object_kind="case", object_id=str(case.id), by=by, shown={case.scope: shown}
    )
