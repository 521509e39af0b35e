"""What is done to a case or to something in it after a question has been answered."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from caseloom.cases import actions, queries
from caseloom.cases.types import CASE_TYPES, Case, Task
from caseloom.kernel.errors import Conflict, Invalid, NotFound
from caseloom.web.cases.forms import (
    AssignForm,
    EditForm,
    ReasonForm,
    StepForm,
    on_case,
    refused,
    sent,
)
from caseloom.web.cases.page import ADVERSE, MEANING, VERBS
from caseloom.web.responses import go
from caseloom.web.viewer import viewer_of

PAGE = ["GET", "HEAD", "POST"]


def ask(
    request: HttpRequest, form: Form, *, do: Callable[..., object], back: str, done: str,
    **shown: object,
) -> HttpResponse:  # fmt: skip
    """Show `form` on a page of its own; when it is sent, `do` it with what was given."""
    if form.is_valid():
        try:
            do(**form.cleaned_data)
        except (Invalid, Conflict) as error:
            refused(form, error)
        else:
            messages.success(request, done)
            return go(request, back)
    context = {"form": form, "back": back, "types": CASE_TYPES, **shown}
    return render(request, "web/cases/act.html", context, status=422 if form.errors else 200)


@require_http_methods(PAGE)
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Describe the case better."""
    viewer = viewer_of(request)
    case = queries.case(viewer, number)
    about = {
        "title": case.summary.title,
        "type": case.summary.type,
        "predicate": case.predicate,
        "legal_authority": case.legal_authority,
    }
    return ask(
        request,
        EditForm(sent(request), initial=about),
        do=lambda **given: actions.edit_case(case_id=case.summary.id, **given, by=viewer),
        back=reverse("cases:show", args=[number]),
        done=_("Saved. What it said before stays in the log."),
        case=case, title=_("Describe the case"), verb=_("Save"),
    )  # fmt: skip


@require_http_methods(PAGE)
def take_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Move the case on, or confine it, with what the step requires."""
    viewer = viewer_of(request)
    case = queries.case(viewer, number)
    taken = next((one for one in case.steps if one.name == step), None)
    if taken is None:
        raise Conflict(
            _("This step is not possible now."), remedy=_("Look at where the case stands.")
        )
    verb = VERBS.get(step, taken.title)
    return ask(
        request,
        StepForm(sent(request), step=taken, case=case),
        do=lambda **given: _move(request, case, step, given),
        back=reverse("cases:show", args=[number]),
        done=_("Done: %(step)s.") % {"step": taken.title},
        case=case, title=f"{verb}?", verb=verb, lead=MEANING.get(step, ""),
        danger=step in ADVERSE,
    )  # fmt: skip


def _move(request: HttpRequest, case: Case, step: str, given: dict[str, Any]) -> None:
    viewer, case_id = viewer_of(request), case.summary.id
    confine = {
        "restrict": actions.restrict_case,
        "lift": actions.lift_restriction,
        "unseal": actions.unseal_case,
    }
    if step == "seal":
        keep = [UUID(one) for one in given["keep"]]
        actions.seal_case(case_id=case_id, keep=keep, reason=given["reason"], by=viewer)
    elif step in confine:
        confine[step](case_id=case_id, reason=given["reason"], by=viewer)
    else:
        reason = given.pop("reason", "")
        actions.move_case(case_id=case_id, step=step, reason=reason, given=given, by=viewer)


@require_http_methods(PAGE)
def remove_subject(request: HttpRequest, number: str, subject_id: UUID) -> HttpResponse:
    """End an entity's role in the case."""
    viewer = viewer_of(request)
    case = queries.case(viewer, number)
    subject = next((one for one in case.subjects if one.id == subject_id), None)
    if subject is None:
        raise NotFound(_("There is no such subject in this case."))
    return ask(
        request,
        ReasonForm(sent(request)),
        do=lambda reason: actions.remove_subject(
            case_id=case.summary.id, subject_id=subject_id, reason=reason, by=viewer
        ),
        back=reverse("cases:show", args=[number]),
        done=_("No longer a subject. That it was stays on the timeline."),
        case=case, verb=_("Remove"), danger=True,
        title=_("Remove %(name)s?") % {"name": subject.caption or _("Unnamed")},
    )  # fmt: skip


def _task(case: Case, task_id: UUID) -> Task:
    task = next((one for one in case.tasks if one.id == task_id), None)
    if task is None:
        raise NotFound(_("There is no such task in this case."))
    return task


@require_http_methods(PAGE)
def assign_task(request: HttpRequest, number: str, task_id: UUID) -> HttpResponse:
    """Hand a task to somebody else on the case."""
    viewer = viewer_of(request)
    case = queries.case(viewer, number)
    task = _task(case, task_id)
    return ask(
        request,
        AssignForm(
            sent(request),
            members=on_case(case.members),
            initial={"assignee_id": str(task.assignee_id)},
        ),
        do=lambda assignee_id: actions.assign_task(
            task_id=task_id, assignee_id=UUID(assignee_id), by=viewer
        ),
        back=reverse("cases:tasks", args=[number]),
        done=_("The task is handed over."),
        case=case, title=task.title, verb=_("Hand over"),
    )  # fmt: skip


@require_http_methods(PAGE)
def cancel_task(request: HttpRequest, number: str, task_id: UUID) -> HttpResponse:
    """Say that a task need not be done, and why."""
    viewer = viewer_of(request)
    case = queries.case(viewer, number)
    task = _task(case, task_id)
    return ask(
        request,
        ReasonForm(sent(request)),
        do=lambda reason: actions.cancel_task(task_id=task_id, reason=reason, by=viewer),
        back=reverse("cases:tasks", args=[number]),
        done=_("The task is cancelled."),
        case=case, title=_("Cancel “%(task)s”?") % {"task": task.title}, verb=_("Cancel the task"),
        danger=True,
    )  # fmt: skip


@require_POST
def complete_task(request: HttpRequest, number: str, task_id: UUID) -> HttpResponse:
    """Mark a task done."""
    task = actions.complete_task(task_id=task_id, by=viewer_of(request))
    messages.success(request, _("Done: %(task)s.") % {"task": task.title})
    if request.POST.get("from") == "work":
        return go(request, reverse("work:home"))
    return go(request, reverse("cases:tasks", args=[number]))


@require_POST
def resume_task(request: HttpRequest, number: str, task_id: UUID) -> HttpResponse:
    """Take a finished or cancelled task up again."""
    actions.resume_task(task_id=task_id, by=viewer_of(request))
    messages.success(request, _("The task is open again."))
    return go(request, reverse("cases:tasks", args=[number]))


@require_http_methods(PAGE)
def remove_member(request: HttpRequest, number: str, person_id: UUID) -> HttpResponse:
    """Take somebody off the case."""
    viewer = viewer_of(request)
    case = queries.case(viewer, number)
    himself = str(person_id) == viewer.id
    return ask(
        request,
        ReasonForm(sent(request)),
        do=lambda reason: actions.remove_member(
            case_id=case.summary.id, member_id=person_id, reason=reason, by=viewer
        ),
        back=reverse("cases:list" if himself else "cases:people", args=[] if himself else [number]),
        done=_("Off the case."),
        case=case, verb=_("Take off the case"), danger=True,
        title=_("Take %(name)s off the case?") % {"name": _name(case, person_id)},
        lead=_("From that moment the case is out of sight for this person."),
    )  # fmt: skip


@require_http_methods(PAGE)
def set_lead(request: HttpRequest, number: str, person_id: UUID) -> HttpResponse:
    """Make a member the lead."""
    viewer = viewer_of(request)
    case = queries.case(viewer, number)
    return ask(
        request,
        ReasonForm(sent(request)),
        do=lambda reason: actions.set_lead(
            case_id=case.summary.id, member_id=person_id, reason=reason, by=viewer
        ),
        back=reverse("cases:people", args=[number]),
        done=_("The case has a new lead."),
        case=case, verb=_("Make lead"),
        title=_("Make %(name)s the lead?") % {"name": _name(case, person_id)},
    )  # fmt: skip


def _name(case: Case, person_id: UUID) -> str:
    for one in case.members:
        if one.person_id == person_id and one.left_at is None:
            return one.name
    raise NotFound(_("This person is not on the case."))
