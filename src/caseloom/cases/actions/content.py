"""What is in a case besides reports: subjects, notes and tasks."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from caseloom.audit import actions as audit
from caseloom.cases import models, reading
from caseloom.cases.machines import TASK
from caseloom.cases.rows import one_of, open_case_row, optional, person_id, task_row, text
from caseloom.cases.types import Note, Subject, SubjectRole, Task
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, Invalid, NotFound
from caseloom.kernel.ids import new_id
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import queries as joined
from caseloom.workflow import actions as moves

SUBJECT_ROLES: tuple[SubjectRole, ...] = ("subject", "witness", "victim", "associate", "other")


@transaction.atomic
def add_subject(
    *,
    case_id: UUID,
    entity_id: UUID,
    role: SubjectRole,
    why: str,
    sources: Sequence[str] = (),
    by: Viewer,
) -> Subject:
    """Give an entity a role in a case and say why, citing statements by their ids.

    Raises UnknownCase, NotFound (no record of the entity is visible), Invalid (a source that is
    not), Conflict (closed, or it has this role).
    """
    by.must("case.edit")
    case = open_case_row(by, case_id)
    one_of(role, SUBJECT_ROLES, field="role")
    same = joined.members(by, [entity_id])
    if entity_id not in same:
        raise NotFound("There is no such entity.", remedy="Open its profile and add it from there.")
    row = models.Subject(
        id=new_id(), case=case, scope=case.scope, entity_id=entity_id, role=role,
        why=text(why, field="why"), sources=_sources(by, sources), added_at=clock.now(),
        added_by=person_id(by),
    )  # fmt: skip
    # The case is locked, so nobody adds the same in between, under this or another of its ids.
    if models.Subject.objects.filter(
        case=case, role=role, removed_at=None, entity_id__in=same[entity_id]
    ).exists():
        raise Conflict("This entity has that role in the case already.")
    row.save(force_insert=True)
    _record("case.subject_added", row, case, by, entity=str(entity_id), role=role, why=row.why)
    return reading.subjects(by, [row])[0]


def _sources(by: Viewer, statement_ids: Sequence[str]) -> list[str]:
    wanted = list(dict.fromkeys(statement_ids))
    found = reading.resolve(by, wanted)
    if len(found) < len(wanted):
        raise Invalid(
            "A source is not a statement that you may see.",
            remedy="Copy the source from a value on the entity's profile.",
            field="sources",
        )
    return wanted


@transaction.atomic
def remove_subject(*, case_id: UUID, subject_id: UUID, reason: str, by: Viewer) -> None:
    """End an entity's role in a case; that it had it stays on record.

    Raises UnknownCase, NotFound, Invalid (no reason), Conflict (closed).
    """
    by.must("case.edit")
    case = open_case_row(by, case_id)
    reason = text(reason, field="reason")
    row = models.Subject.objects.filter(id=subject_id, case=case, removed_at=None).first()
    if row is None:
        raise NotFound("There is no such subject in this case.")
    row.removed_at, row.removed_by, row.removed_reason = clock.now(), person_id(by), reason
    row.save(update_fields=["removed_at", "removed_by", "removed_reason"])
    _record("case.subject_removed", row, case, by, entity=str(row.entity_id), reason=reason)


@transaction.atomic
def add_note(*, case_id: UUID, note: str, corrects: UUID | None = None, by: Viewer) -> Note:
    """Add a note. It cannot be edited; a later one may correct it.

    Raises UnknownCase, NotFound (the note to correct), Invalid, Conflict (closed).
    """
    by.must("case.edit")
    case = open_case_row(by, case_id)
    if corrects and not models.Note.objects.filter(id=corrects, case=case).exists():
        raise NotFound("There is no such note in this case.")
    row = models.Note.objects.create(
        id=new_id(), case=case, scope=case.scope,
        text=text(note, field="note", limit=100_000),
        corrects_id=corrects, at=clock.now(), by=person_id(by),
    )  # fmt: skip
    _record("case.note_added", row, case, by, text=row.text)
    return reading.notes(by, [row])[0]


@transaction.atomic
def add_task(
    *,
    case_id: UUID,
    title: str,
    detail: str = "",
    assignee_id: UUID | None = None,
    due_at: datetime | None = None,
    by: Viewer,
) -> Task:
    """Add something to do, for oneself unless told; due at a timezone-aware moment or never.

    Raises UnknownCase, Invalid (the assignee is not on the case), Conflict (closed).
    """
    by.must("task.edit")
    case = open_case_row(by, case_id)
    if due_at is not None and due_at.tzinfo is None:
        raise Invalid("A due date needs a time zone.", remedy="Add one.", field="due_at")
    row = models.Task.objects.create(
        id=new_id(), case=case, scope=case.scope, title=text(title, field="title", limit=300),
        detail=optional(detail, field="detail"), assignee=_on_case(case, assignee_id, by),
        created_at=clock.now(), created_by=person_id(by),
    )  # fmt: skip
    moves.start(
        machine=TASK, object_id=row.id, scope_id=case.scope, by=by, due_at=due_at,
        shown={"case": case.number, "title": row.title, "assignee": str(row.assignee)},
    )  # fmt: skip
    return reading.tasks(by, [row])[0]


def _on_case(case: models.Case, person: UUID | None, by: Viewer) -> UUID:
    assignee = person or person_id(by)
    if not models.Member.objects.filter(case=case, person=assignee, left_at=None).exists():
        raise Invalid(
            "Only somebody on the case can have a task in it.",
            remedy="Add the person to the case first.",
            field="assignee_id",
        )
    return assignee


@transaction.atomic
def assign_task(*, task_id: UUID, assignee_id: UUID, by: Viewer) -> Task:
    """Hand a task to another member of the case. Raises NotFound, Invalid, Conflict (closed)."""
    by.must("task.edit")
    row = task_row(by, task_id)
    case = open_case_row(by, row.case_id)
    before, row.assignee = row.assignee, _on_case(case, assignee_id, by)
    row.save(update_fields=["assignee"])
    _record("task.assigned", row, case, by, before=str(before), after=str(assignee_id))
    return reading.tasks(by, [row])[0]


def complete_task(*, task_id: UUID, by: Viewer) -> Task:
    """Mark a task done. Raises NotFound, Conflict (not open, or the case is closed)."""
    return _move_task(task_id, "complete", "", None, by)


def cancel_task(*, task_id: UUID, reason: str, by: Viewer) -> Task:
    """Say that a task need not be done, and why. Raises as `complete_task`, and Invalid."""
    return _move_task(task_id, "cancel", reason, None, by)


def resume_task(*, task_id: UUID, due_at: datetime | None = None, by: Viewer) -> Task:
    """Take up a finished or cancelled task again. Raises as `complete_task`."""
    return _move_task(task_id, "resume", "", due_at, by)


@transaction.atomic
def _move_task(task_id: UUID, step: str, reason: str, due_at: datetime | None, by: Viewer) -> Task:
    row = task_row(by, task_id)
    open_case_row(by, row.case_id)
    moves.move(
        machine=TASK, step=step, object_id=row.id, by=by, reason=reason, due_at=due_at,
        shown={"title": row.title},
    )  # fmt: skip
    return reading.tasks(by, [row])[0]


def _record(
    verb: str,
    row: models.Subject | models.Note | models.Task,
    case: models.Case,
    by: Viewer,
    **shown: str,
) -> None:
    audit.record(
        verb=verb, object_kind="case", object_id=str(case.id), by=by,
        shown={case.scope: {"id": str(row.id), **shown}},
    )  # fmt: skip
