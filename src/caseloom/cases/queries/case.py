"""Cases: the list, the whole of one, what is in it, and what happened."""

from collections.abc import Collection
from typing import Any, cast
from uuid import UUID

from django.db.models import Q

from caseloom.audit import actions as audit
from caseloom.cases import models, reading, types
from caseloom.cases.machines import CASE, CONFINEMENT
from caseloom.cases.queries.history import entries
from caseloom.cases.rows import case_row, one_of
from caseloom.kernel.paging import Page, decode_cursor, encode_cursor
from caseloom.kernel.viewer import Viewer
from caseloom.workflow import queries as workflow
from caseloom.workflow.types import Step


def cases(
    viewer: Viewer,
    *,
    text: str = "",
    state: str = "",
    type: str = "",
    lead_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[types.CaseSummary]:
    """The cases that the viewer may see, newest first; `text` is part of a number or a title.

    Raises NotAllowed, Invalid for an unknown state or cursor.
    """
    viewer.must("case.read")
    given = {"text": text, "state": state, "type": type, "lead": lead_id}
    rows = models.Case.objects.filter(scope__in=list(viewer.scopes))
    for word in text.replace("\x00", "").split():
        rows = rows.filter(Q(number__icontains=word) | Q(title__icontains=word))
    if state:
        one_of(state, [one.name for one in CASE.states], field="state")
        standing = workflow.in_states(viewer, CASE, (state,))
        rows = rows.filter(id__in=[position.object_id for position in standing])
    if type:
        rows = rows.filter(type__iexact=type)
    if lead_id:
        rows = rows.filter(lead=lead_id)
    if cursor:
        at, last = decode_cursor(cursor, 2)
        rows = rows.filter(Q(opened_at__lt=at) | Q(opened_at=at, id__lt=last))
    found = reading.summaries(viewer, list(rows.order_by("-opened_at", "-id")[: limit + 1]))
    shown, more = found[:limit], len(found) > limit
    audit.record(
        verb="case.listed", object_kind="case", object_id="", by=viewer,
        shown={one.scope: {"number": one.number, "title": one.title} for one in shown},
        detail={"filters": [name for name, value in given.items() if value]},
    )  # fmt: skip
    last_one = shown[-1] if more else None
    return Page(
        items=shown,
        next=encode_cursor(last_one.opened_at.isoformat(), last_one.id) if last_one else None,
    )


def case(viewer: Viewer, key: UUID | str) -> types.Case:
    """One case by number or id. Raises NotAllowed, UnknownCase (the same for absent and hidden)."""
    viewer.must("case.read")
    row = case_row(viewer, key)
    summary = reading.summaries(viewer, [row])[0]
    rows = list(models.Subject.objects.filter(case=row, removed_at=None).order_by("added_at", "id"))
    known = reading.entities(viewer, rows)
    found = types.Case(
        summary=summary,
        predicate=row.predicate,
        legal_authority=row.legal_authority,
        outcome=_outcome(viewer, row),
        members=reading.members(viewer, row),
        subjects=reading.subjects_with(viewer, rows, known),
        tasks=reading.tasks(viewer, _tasks(row)),
        reports=reading.report_summaries(viewer, reading.latest_versions(viewer, [row.id])),
        steps=_steps(viewer, row, summary),
        notes=models.Note.objects.filter(case=row).count(),
        graphs=models.Graph.objects.filter(case=row, removed_at=None).count(),
    )
    _record_case(viewer, row, found, reading.captions_shown(known))
    return found


def _tasks(row: models.Case) -> list[models.Task]:
    return list(models.Task.objects.filter(case=row).select_related("case"))


def _outcome(viewer: Viewer, row: models.Case) -> str:
    closings = [
        move
        for move in workflow.history(viewer, [row.id])
        if move.machine == CASE.name and move.to_state == "closed"
    ]
    return str(closings[-1].given["outcome"]) if closings else ""


def _steps(viewer: Viewer, row: models.Case, summary: types.CaseSummary) -> tuple[Step, ...]:
    confining = workflow.possible(viewer, CONFINEMENT, summary.confinement)
    leads = viewer.id == str(row.lead) or viewer.may("case.seal")
    return (
        *workflow.possible(viewer, CASE, summary.state),
        *(step for step in confining if leads or step.permission != "case.edit"),
    )


def _record_case(
    viewer: Viewer, row: models.Case, found: types.Case, captions: dict[int, dict[str, list[str]]]
) -> None:
    shown: dict[int, dict[str, Any]] = {scope: {"captions": v} for scope, v in captions.items()}
    shown.setdefault(row.scope, {}).update(
        number=row.number, title=row.title,
        subjects=[str(one.entity_id) for one in found.subjects],
    )  # fmt: skip
    for statement in (one for subject in found.subjects for one in subject.sources):
        shown.setdefault(statement.scope, {}).setdefault("statements", []).append(
            [statement.id, statement.value]
        )
    audit.record(
        verb="case.viewed", object_kind="case", object_id=str(row.id), by=viewer, shown=shown
    )


def subjects_of(viewer: Viewer, entity_ids: Collection[UUID]) -> tuple[types.SubjectOf, ...]:
    """The visible cases in which these entity ids play a role, newest first.

    Ask with all ids of an entity (`resolve.queries.members`): a subject may name any of them.
    Serves the pages of other rooms, which record what they show.
    """
    if not viewer.may("case.read"):
        return ()
    rows = models.Subject.objects.filter(
        entity_id__in=list(entity_ids), removed_at=None, scope__in=list(viewer.scopes)
    )
    return tuple(
        types.SubjectOf(
            row.entity_id, row.case_id, row.case.number, row.case.title,
            cast(types.SubjectRole, row.role), row.why,
        )
        for row in rows.select_related("case").order_by("-added_at", "id")
    )  # fmt: skip


def notes(viewer: Viewer, key: UUID | str) -> tuple[types.Note, ...]:
    """The notes of a case, newest first. Raises as `case`."""
    viewer.must("case.read")
    row = case_row(viewer, key)
    found = reading.notes(viewer, list(models.Note.objects.filter(case=row).order_by("-at", "-id")))
    _record(viewer, "case.notes_viewed", row, notes=[[str(one.id), one.text] for one in found])
    return found


def tasks(
    viewer: Viewer, key: UUID | str | None = None, *, assignee_id: UUID | None = None
) -> tuple[types.Task, ...]:
    """The tasks of a case, or of all visible cases; open ones first, by due date."""
    viewer.must("case.read")
    rows = models.Task.objects.filter(scope__in=list(viewer.scopes)).select_related("case")
    if key is not None:
        rows = rows.filter(case=case_row(viewer, key))
    if assignee_id is not None:
        rows = rows.filter(assignee=assignee_id)
    found = list(rows)
    shown = reading.tasks(viewer, found)
    by_scope: dict[int, dict[str, Any]] = {}
    for one in found:
        by_scope.setdefault(one.scope, {}).setdefault("tasks", []).append([str(one.id), one.title])
    audit.record(verb="task.listed", object_kind="task", object_id="", by=viewer, shown=by_scope)
    return shown


def timeline(viewer: Viewer, key: UUID | str) -> tuple[types.TimelineEntry, ...]:
    """Everything that happened in a case, newest first. Raises as `case`."""
    viewer.must("case.read")
    row = case_row(viewer, key)
    found = entries(viewer, row, _tasks(row))
    _record(viewer, "case.timeline_viewed", row, entries=[[one.kind, one.text] for one in found])
    return found


def _record(viewer: Viewer, verb: str, row: models.Case, **shown: Any) -> None:
    audit.record(
        verb=verb, object_kind="case", object_id=str(row.id), by=viewer, shown={row.scope: shown}
    )
