"""Cases: the list, one case, who is on it, and what is in it."""

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Status

from caseloom.api import paging
from caseloom.api.fields import Moment, Reason, Text, Title
from caseloom.api.middleware import viewer_of
from caseloom.api.problems import answers
from caseloom.api.shapes import Given, page, shape, shapes
from caseloom.cases import actions, queries, types

router = Router()
Long = Annotated[str, Field(min_length=1, max_length=10_000)]
Key = Annotated[str, Path(max_length=100, description="A case's number or id.")]
Kind = Annotated[str, Field(min_length=1, max_length=60)]


@router.get("work", response=answers(shape(types.Work)), operation_id="work")
def work(request: HttpRequest) -> types.Work:
    """What waits for you: your cases and tasks, reports returned, drafted or to be reviewed."""
    return queries.my_work(viewer_of(request))


@router.get("cases", response=answers(page(types.CaseSummary)), operation_id="cases")
def cases(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200)] = "",
    state: types.CaseState | None = None,
    type: Annotated[str, Query(max_length=60)] = "",
    lead_id: UUID | None = None,
    cursor: paging.Cursor = None,
    limit: paging.Limit = 50,
) -> dict[str, object]:
    """The cases that you may see, newest first; `q` is part of a number or a title."""
    found = queries.cases(
        viewer_of(request), text=q, state=state or "", type=type, lead_id=lead_id,
        cursor=paging.opened(request, cursor), limit=limit,
    )  # fmt: skip
    return paging.listed(request, found)


class NewCase(Given):
    """A case to open. Which facts justify it (`predicate`), under which law, and who is on it."""

    title: Title
    type: Kind
    predicate: Long
    legal_authority: Long
    lead_id: UUID | None = None
    member_ids: Annotated[list[UUID], Field(max_length=200)] = []
    restricted: bool = False


@router.post(
    "cases", response=answers(shape(types.CaseSummary), status=201), operation_id="open_case"
)
def open_case(request: HttpRequest, new: NewCase) -> "Status[types.CaseSummary]":
    """Open a case with a scope of its own, led by you unless told."""
    return Status(201, actions.open_case(**new.dict(), by=viewer_of(request)))


@router.get("cases/{case_id}", response=answers(shape(types.Case)), operation_id="case")
def case(request: HttpRequest, case_id: Key) -> types.Case:
    """One case by its number or id: what it is about, who is on it, and what is in it."""
    return queries.case(viewer_of(request), case_id)


class CaseEdit(Given):
    """What to describe anew, and why. What is left out stays."""

    title: Title | None = None
    type: Kind | None = None
    predicate: Long | None = None
    legal_authority: Long | None = None
    reason: Reason


@router.patch(
    "cases/{case_id}", response=answers(shape(types.CaseSummary)), operation_id="edit_case"
)
def edit_case(request: HttpRequest, case_id: UUID, edit: CaseEdit) -> types.CaseSummary:
    """Describe a case better; what it said before stays in the log."""
    return actions.edit_case(case_id=case_id, **edit.dict(), by=viewer_of(request))


class CaseMove(Given):
    """A step of the case. Closing takes an outcome; most take a reason."""

    step: Literal["activate", "suspend", "close", "reopen"]
    reason: Annotated[str, Field(max_length=2000)] = ""
    outcome: Annotated[str, Field(max_length=2000)] = ""


@router.post(
    "cases/{case_id}/move", response=answers(shape(types.CaseSummary)), operation_id="move_case"
)
def move_case(request: HttpRequest, case_id: UUID, move: CaseMove) -> types.CaseSummary:
    """Start work on a case, suspend, close or reopen it."""
    return actions.move_case(
        case_id=case_id, step=move.step, reason=move.reason,
        given={"outcome": move.outcome} if move.outcome else None, by=viewer_of(request),
    )  # fmt: skip


class Why(Given):
    """Why; it goes on record."""

    reason: Reason


class Sealing(Why):
    """Who stays on a sealed case, besides its lead and you."""

    keep: Annotated[list[UUID], Field(max_length=200)] = []


@router.post(
    "cases/{case_id}/restrict", response=answers(shape(types.CaseSummary)),
    operation_id="restrict_case",
)  # fmt: skip
def restrict(request: HttpRequest, case_id: UUID, why: Why) -> types.CaseSummary:
    """Let only the lead and a supervisor say who is on the case."""
    return actions.restrict_case(case_id=case_id, reason=why.reason, by=viewer_of(request))


@router.post(
    "cases/{case_id}/lift", response=answers(shape(types.CaseSummary)),
    operation_id="lift_restriction",
)  # fmt: skip
def lift(request: HttpRequest, case_id: UUID, why: Why) -> types.CaseSummary:
    """Make a restricted case an ordinary one."""
    return actions.lift_restriction(case_id=case_id, reason=why.reason, by=viewer_of(request))


@router.post(
    "cases/{case_id}/seal", response=answers(shape(types.CaseSummary)), operation_id="seal_case"
)
def seal(request: HttpRequest, case_id: UUID, given: Sealing) -> types.CaseSummary:
    """Cut a case down to those who stay, and take it out of every machine's sight."""
    return actions.seal_case(
        case_id=case_id, keep=given.keep, reason=given.reason, by=viewer_of(request)
    )


@router.post(
    "cases/{case_id}/unseal", response=answers(shape(types.CaseSummary)),
    operation_id="unseal_case",
)  # fmt: skip
def unseal(request: HttpRequest, case_id: UUID, why: Why) -> types.CaseSummary:
    """Open a sealed case to machines again; it stays restricted."""
    return actions.unseal_case(case_id=case_id, reason=why.reason, by=viewer_of(request))


@router.get(
    "cases/{case_id}/timeline", response=answers(shapes(types.TimelineEntry)),
    operation_id="case_timeline",
)  # fmt: skip
def timeline(request: HttpRequest, case_id: Key) -> list[types.TimelineEntry]:
    """Everything that happened in a case, newest first."""
    return list(queries.timeline(viewer_of(request), case_id))


class NewMember(Given):
    """Somebody to put on a case."""

    member_id: UUID
    role: Literal["member", "reviewer"] = "member"
    reason: Reason


@router.post(
    "cases/{case_id}/members", response=answers(shape(types.CaseMember), status=201),
    operation_id="add_member",
)  # fmt: skip
def add_member(request: HttpRequest, case_id: UUID, new: NewMember) -> "Status[types.CaseMember]":
    """Put a person on a case: from now on he sees all of it."""
    return Status(201, actions.add_member(case_id=case_id, **new.dict(), by=viewer_of(request)))


@router.post(
    "cases/{case_id}/members/{member_id}/remove", response=answers(None, status=204),
    operation_id="remove_member",
)  # fmt: skip
def remove_member(request: HttpRequest, case_id: UUID, member_id: UUID, why: Why) -> "Status[None]":
    """Take a person off a case."""
    actions.remove_member(
        case_id=case_id, member_id=member_id, reason=why.reason, by=viewer_of(request)
    )
    return Status(204, None)


class NewLead(Given):
    """Who leads the case from now on."""

    member_id: UUID
    reason: Reason


@router.put(
    "cases/{case_id}/lead", response=answers(shape(types.CaseMember)), operation_id="set_lead"
)
def set_lead(request: HttpRequest, case_id: UUID, new: NewLead) -> types.CaseMember:
    """Name another lead, putting him on the case if he is not."""
    return actions.set_lead(case_id=case_id, **new.dict(), by=viewer_of(request))


class NewSubject(Given):
    """An entity's role in a case and why, citing statements by their ids."""

    entity_id: UUID
    role: types.SubjectRole
    why: Long
    sources: Annotated[list[Title], Field(max_length=100)] = []


@router.post(
    "cases/{case_id}/subjects", response=answers(shape(types.Subject), status=201),
    operation_id="add_subject",
)  # fmt: skip
def add_subject(request: HttpRequest, case_id: UUID, new: NewSubject) -> "Status[types.Subject]":
    """Give an entity a role in a case."""
    return Status(201, actions.add_subject(case_id=case_id, **new.dict(), by=viewer_of(request)))


@router.post(
    "cases/{case_id}/subjects/{subject_id}/remove", response=answers(None, status=204),
    operation_id="remove_subject",
)  # fmt: skip
def remove_subject(
    request: HttpRequest, case_id: UUID, subject_id: UUID, why: Why
) -> "Status[None]":
    """End an entity's role in a case; that it had it stays on record."""
    actions.remove_subject(
        case_id=case_id, subject_id=subject_id, reason=why.reason, by=viewer_of(request)
    )
    return Status(204, None)


@router.get("cases/{case_id}/notes", response=answers(shapes(types.Note)), operation_id="notes")
def notes(request: HttpRequest, case_id: Key) -> list[types.Note]:
    """The notes of a case, newest first."""
    return list(queries.notes(viewer_of(request), case_id))


class NewNote(Given):
    """A note; it is never edited. `corrects` names an earlier one that it puts right."""

    note: Annotated[str, Field(min_length=1, max_length=100_000)]
    corrects: UUID | None = None


@router.post(
    "cases/{case_id}/notes", response=answers(shape(types.Note), status=201),
    operation_id="add_note",
)  # fmt: skip
def add_note(request: HttpRequest, case_id: UUID, new: NewNote) -> "Status[types.Note]":
    """Add a note to a case."""
    return Status(201, actions.add_note(case_id=case_id, **new.dict(), by=viewer_of(request)))


@router.get("tasks", response=answers(shapes(types.Task)), operation_id="tasks")
def tasks(
    request: HttpRequest,
    case: Annotated[str | None, Query(max_length=100)] = None,
    assignee_id: UUID | None = None,
) -> list[types.Task]:
    """The tasks of a case (by number or id), or of all that you may see; open ones first."""
    return list(queries.tasks(viewer_of(request), case, assignee_id=assignee_id))


class NewTask(Given):
    """Something to do, for you unless told."""

    title: Title
    detail: Text = ""
    assignee_id: UUID | None = None
    due_at: Moment | None = None


@router.post(
    "cases/{case_id}/tasks", response=answers(shape(types.Task), status=201),
    operation_id="add_task",
)  # fmt: skip
def add_task(request: HttpRequest, case_id: UUID, new: NewTask) -> "Status[types.Task]":
    """Add a task to a case."""
    return Status(201, actions.add_task(case_id=case_id, **new.dict(), by=viewer_of(request)))


class Assignment(Given):
    """Who has a task from now on."""

    assignee_id: UUID


@router.put(
    "tasks/{task_id}/assignee", response=answers(shape(types.Task)), operation_id="assign_task"
)
def assign_task(request: HttpRequest, task_id: UUID, given: Assignment) -> types.Task:
    """Hand a task to another member of the case."""
    return actions.assign_task(
        task_id=task_id, assignee_id=given.assignee_id, by=viewer_of(request)
    )


@router.post(
    "tasks/{task_id}/complete", response=answers(shape(types.Task)), operation_id="complete_task"
)
def complete_task(request: HttpRequest, task_id: UUID) -> types.Task:
    """Mark a task done."""
    return actions.complete_task(task_id=task_id, by=viewer_of(request))


@router.post(
    "tasks/{task_id}/cancel", response=answers(shape(types.Task)), operation_id="cancel_task"
)
def cancel_task(request: HttpRequest, task_id: UUID, why: Why) -> types.Task:
    """Say that a task need not be done, and why."""
    return actions.cancel_task(task_id=task_id, reason=why.reason, by=viewer_of(request))


class Resumption(Given):
    """Until when, if there is a date."""

    due_at: Moment | None = None


@router.post(
    "tasks/{task_id}/resume", response=answers(shape(types.Task)), operation_id="resume_task"
)
def resume_task(request: HttpRequest, task_id: UUID, given: Resumption) -> types.Task:
    """Take up a finished or cancelled task again."""
    return actions.resume_task(task_id=task_id, due_at=given.due_at, by=viewer_of(request))
