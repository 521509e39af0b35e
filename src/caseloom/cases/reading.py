"""Rows of this room as the types that others see."""

from collections.abc import Iterable, Mapping, Sequence
from typing import cast
from uuid import UUID

from caseloom.access import queries as access
from caseloom.cases import models, types
from caseloom.cases.machines import CASE, CONFINEMENT, REPORT, TASK
from caseloom.explore import queries as explore
from caseloom.kernel import clock
from caseloom.kernel.errors import NotFound
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import queries as joined
from caseloom.store import queries as store
from caseloom.store.types import Entity, Statement
from caseloom.workflow import queries as workflow

_UNKNOWN = "Unknown person"


def summaries(viewer: Viewer, rows: Sequence[models.Case]) -> tuple[types.CaseSummary, ...]:
    """Cases as list entries, in their order."""
    ids = [row.id for row in rows]
    states = workflow.positions(viewer, CASE, ids)
    confined = workflow.positions(viewer, CONFINEMENT, ids)
    names = access.person_names(viewer, {row.lead for row in rows})
    return tuple(
        types.CaseSummary(
            id=row.id, number=row.number, title=row.title, type=row.type,
            state=cast(types.CaseState, states[row.id].state),
            confinement=cast(types.Confinement, confined[row.id].state),
            lead_id=row.lead, lead_name=names.get(row.lead, _UNKNOWN), opened_at=row.opened_at,
            due_at=states[row.id].due_at, scope=row.scope,
        )
        for row in rows
    )  # fmt: skip


def members(viewer: Viewer, case: models.Case) -> tuple[types.CaseMember, ...]:
    """Who is and was on a case, the lead first, then by when they came."""
    rows = list(models.Member.objects.filter(case=case).order_by("added_at", "id"))
    names = access.person_names(viewer, {row.person for row in rows})
    found = [
        types.CaseMember(
            row.person, names.get(row.person, _UNKNOWN), cast(types.MemberRole, row.role),
            row.reason, row.added_at, row.left_at,
        )
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.left_at is not None, one.role != "lead")))


def subjects(viewer: Viewer, rows: Sequence[models.Subject]) -> tuple[types.Subject, ...]:
    """Subjects with the captions and sources that this viewer may see."""
    return subjects_with(viewer, rows, entities(viewer, rows))


def entities(viewer: Viewer, rows: Sequence[models.Subject]) -> dict[UUID, Entity]:
    """The entities behind subjects, by the entity id that the subject names, as far as visible."""
    ids = list(dict.fromkeys(row.entity_id for row in rows))
    same = joined.members(viewer, ids)
    found = store.compose_many(viewer, [same.get(one, (one,)) for one in ids])
    return {one: entity for one, entity in zip(ids, found, strict=True) if entity}


def subjects_with(
    viewer: Viewer, rows: Sequence[models.Subject], known: Mapping[UUID, Entity]
) -> tuple[types.Subject, ...]:
    """Subjects with captions from entities that were composed already."""
    found = resolve(viewer, [one for row in rows for one in row.sources])
    return tuple(
        types.Subject(
            id=row.id, case_id=row.case_id, entity_id=row.entity_id,
            caption=known[row.entity_id].caption if row.entity_id in known else None,
            schema=known[row.entity_id].schema if row.entity_id in known else None,
            role=cast(types.SubjectRole, row.role), why=row.why,
            sources=tuple(found[one] for one in row.sources if one in found),
            withheld=sum(one not in found for one in row.sources),
            added_at=row.added_at, added_by=row.added_by, removed_at=row.removed_at,
        )
        for row in rows
    )  # fmt: skip


def captions_shown(known: Mapping[UUID, Entity]) -> dict[int, dict[str, list[str]]]:
    """Captions by entity under each scope that gives them: what the log keeps of a display."""
    shown: dict[int, dict[str, list[str]]] = {}
    for one, entity in known.items():
        for record in entity.records:
            if any(entity.caption in values for values in record.properties.values()):
                shown.setdefault(record.scope, {}).setdefault(str(one), []).append(entity.caption)
    return shown


def resolve(viewer: Viewer, statement_ids: Iterable[str]) -> dict[str, Statement]:
    """Those of the statements that the viewer may see, by id."""
    found = store.statements(viewer, list(dict.fromkeys(statement_ids)))
    return {one.id: one for one in found}


def tasks(viewer: Viewer, rows: Sequence[models.Task]) -> tuple[types.Task, ...]:
    """Tasks: open ones first by due date, then the others."""
    standing = workflow.positions(viewer, TASK, [row.id for row in rows])
    names = access.person_names(viewer, {row.assignee for row in rows})
    now = clock.now()
    found = [
        types.Task(
            id=row.id, case_id=row.case_id, case_number=row.case.number, title=row.title,
            detail=row.detail, assignee_id=row.assignee,
            assignee_name=names.get(row.assignee, _UNKNOWN),
            state=cast(types.TaskState, standing[row.id].state), due_at=standing[row.id].due_at,
            overdue=standing[row.id].state == "open" and standing[row.id].overdue(now),
            created_at=row.created_at, created_by=row.created_by,
        )
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=_urgency))


def _urgency(task: types.Task) -> tuple[bool, bool, float, str]:
    due = task.due_at.timestamp() if task.due_at else 0.0
    return (task.state != "open", task.due_at is None, due, str(task.id))


def notes(viewer: Viewer, rows: Sequence[models.Note]) -> tuple[types.Note, ...]:
    """Notes, in the order given."""
    names = access.person_names(viewer, {row.by for row in rows})
    return tuple(
        types.Note(
            row.id, row.case_id, row.text, row.at, row.by, names.get(row.by, _UNKNOWN),
            row.corrects_id,
        )
        for row in rows
    )  # fmt: skip


def graphs(viewer: Viewer, rows: Sequence[models.Graph]) -> tuple[types.SavedGraph, ...]:
    """Saved graphs, in the order given, each with as many nodes as this viewer would see."""
    kept = {row.id: [UUID(one) for ids, *_ in row.places for one in ids] for row in rows}
    there = explore.standing(viewer, [one for ids in kept.values() for one in ids])
    names = access.person_names(viewer, {row.saved_by for row in rows})
    return tuple(
        types.SavedGraph(
            id=row.id, case_id=row.case_id, case_number=row.case.number, title=row.title,
            nodes=len({there[one][0] for one in kept[row.id] if one in there}),
            saved_by_id=row.saved_by, saved_by_name=names.get(row.saved_by, _UNKNOWN),
            saved_at=row.saved_at,
        )
        for row in rows
    )  # fmt: skip


def report_summaries(
    viewer: Viewer, rows: Sequence[models.Version]
) -> tuple[types.ReportSummary, ...]:
    """Versions (with their report and case) as list entries, in their order."""
    standing = workflow.positions(viewer, REPORT, [row.id for row in rows])
    names = access.person_names(viewer, {row.author for row in rows})
    return tuple(
        types.ReportSummary(
            id=row.report_id, case_id=row.report.case_id, case_number=row.report.case.number,
            number=row.report.number, version=row.number, title=row.title,
            state=cast(types.ReportState, standing[row.id].state), author_id=row.author,
            author_name=names.get(row.author, _UNKNOWN), since=standing[row.id].since,
            due_at=standing[row.id].due_at, hash=row.hash,
        )
        for row in rows
    )  # fmt: skip


def latest_versions(viewer: Viewer, case_ids: Iterable[UUID]) -> list[models.Version]:
    """The latest version of each report of these cases, by case and report number."""
    rows = models.Version.objects.filter(
        report__case_id__in=list(case_ids), scope__in=list(viewer.scopes)
    ).select_related("report__case")
    return list(rows.order_by("report__case", "report__number", "-number").distinct(
        "report__case", "report__number"
    ))  # fmt: skip


def frozen_scopes(case: models.Case) -> frozenset[int]:
    """The scopes of the statements that signed reports of this case hold."""
    rows = models.Version.objects.filter(report__case=case).values_list("note_scopes", flat=True)
    return frozenset(scope for scopes in rows for scope in scopes)


def scope_title(viewer: Viewer, scope_id: int) -> str:
    """What to call a scope to this viewer."""
    try:
        return access.scope(viewer, scope_id).title
    except NotFound:
        return "a compartment that you do not hold"
