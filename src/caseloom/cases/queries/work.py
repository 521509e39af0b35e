"""What waits for somebody, the first page after signing in."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Q

from caseloom.audit import actions as audit
from caseloom.cases import models, reading, types
from caseloom.cases.machines import MACHINES
from caseloom.kernel import clock
from caseloom.kernel.errors import NotAllowed
from caseloom.kernel.viewer import Viewer
from caseloom.workflow import queries as workflow

# How far ahead the desk looks.
AHEAD = timedelta(days=14)


def my_work(viewer: Viewer) -> types.Work:
    """The viewer's open cases and tasks, reports returned to him or waiting for his review.

    Raises NotAllowed for a machine. Somebody without cases gets empty lists.
    """
    if viewer.kind != "person":
        raise NotAllowed("Only a person has work.", remedy="Sign in as one.")
    me = UUID(viewer.id)
    mine = _cases(viewer, me)
    versions = _versions(viewer)
    authored = [row for row in versions if me in row.contributors]
    reviews = [row for row in versions if viewer.may("report.review") and row not in authored]
    returned, drafts, waiting = (
        _in_state(viewer, rows, state)
        for rows, state in ((authored, "returned"), (authored, "draft"), (reviews, "submitted"))
    )
    found = types.Work(
        cases=mine,
        tasks=tuple(task for task in _tasks(viewer, me) if task.state == "open"),
        returned=returned,
        drafts=drafts,
        to_review=waiting,
        deadlines=_deadlines(viewer),
    )
    audit.record(
        verb="work.viewed", object_kind="person", object_id=viewer.id, by=viewer,
        shown={one.scope: {"number": one.number, "title": one.title} for one in mine},
    )  # fmt: skip
    return found


def _cases(viewer: Viewer, me: UUID) -> tuple[types.CaseSummary, ...]:
    member = models.Member.objects.filter(person=me, left_at=None, scope__in=list(viewer.scopes))
    rows = models.Case.objects.filter(
        Q(lead=me) | Q(id__in=member.values("case")), scope__in=list(viewer.scopes)
    ).order_by("-opened_at", "-id")
    return tuple(one for one in reading.summaries(viewer, list(rows)) if one.state != "closed")


def _tasks(viewer: Viewer, me: UUID) -> tuple[types.Task, ...]:
    rows = models.Task.objects.filter(assignee=me, scope__in=list(viewer.scopes))
    return reading.tasks(viewer, list(rows.select_related("case")))


def _versions(viewer: Viewer) -> list[models.Version]:
    rows = models.Version.objects.filter(hash=None, scope__in=list(viewer.scopes))
    return list(rows.select_related("report__case").order_by("updated_at", "id"))


def _in_state(
    viewer: Viewer, rows: Sequence[models.Version], state: str
) -> tuple[types.ReportSummary, ...]:
    return tuple(one for one in reading.report_summaries(viewer, rows) if one.state == state)


def _deadlines(viewer: Viewer) -> tuple[types.Deadline, ...]:
    now = clock.now()
    due = workflow.due(viewer, before=now + AHEAD, machines=MACHINES)
    about = _about([one.object_id for one in due])
    return tuple(
        types.Deadline(
            one.object_kind, one.object_id, *about[one.object_id], one.state, one.due_at,
            one.overdue(now),
        )
        for one in due
        if one.due_at is not None
    )  # fmt: skip


def _about(ids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """The case number and the title of each case, task and report version of these."""
    cases = models.Case.objects.filter(id__in=ids)
    tasks = models.Task.objects.filter(id__in=ids).select_related("case")
    versions = models.Version.objects.filter(id__in=ids).select_related("report__case")
    return {
        **{one.id: (one.number, one.title) for one in cases},
        **{one.id: (one.case.number, one.title) for one in tasks},
        **{one.id: (one.report.case.number, one.title) for one in versions},
    }
