"""The tabs of a case where something is added: notes, tasks, people; and adding a subject."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from caseloom.access import queries as access
from caseloom.cases import actions, queries
from caseloom.explore import queries as explore
from caseloom.kernel.errors import Conflict, Invalid
from caseloom.web.cases.forms import (
    MemberForm,
    NoteForm,
    SubjectForm,
    TaskForm,
    case_readers,
    end_of,
    on_case,
    refused,
    sent,
)
from caseloom.web.cases.page import tab
from caseloom.web.responses import go
from caseloom.web.viewer import viewer_of

PAGE = ["GET", "HEAD", "POST"]
MOST_CASES = 200
MOST_STATEMENTS = 60


@require_http_methods(PAGE)
def notes(request: HttpRequest, number: str) -> HttpResponse:
    """The notes, newest first; add one, or correct one (`corrects` in the address)."""
    viewer = viewer_of(request)
    case = queries.case(viewer, number)
    form = NoteForm(sent(request), initial={"corrects": request.GET.get("corrects")})
    if form.is_valid():
        try:
            actions.add_note(case_id=case.summary.id, **form.cleaned_data, by=viewer)
        except (Invalid, Conflict) as error:
            refused(form, error)
        else:
            messages.success(request, _("The note is there."))
            return go(request, reverse("cases:notes", args=[number]))
    shown = queries.notes(viewer, number)
    corrected = {one.corrects for one in shown if one.corrects}
    wrong = next((one for one in shown if str(one.id) == str(form["corrects"].value())), None)
    return tab(request, case, "notes", form=form, notes=shown, corrected=corrected, wrong=wrong)


@require_http_methods(PAGE)
def tasks(request: HttpRequest, number: str) -> HttpResponse:
    """The tasks, what is due first; add one."""
    viewer = viewer_of(request)
    case = queries.case(viewer, number)
    form = TaskForm(
        sent(request), members=on_case(case.members), initial={"assignee_id": viewer.id}
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.add_task(
                case_id=case.summary.id,
                title=given["title"],
                detail=given["detail"],
                assignee_id=UUID(given["assignee_id"]),
                due_at=end_of(given["due_on"]),
                by=viewer,
            )
        except (Invalid, Conflict) as error:
            refused(form, error)
        else:
            messages.success(request, _("The task is there."))
            return go(request, reverse("cases:tasks", args=[number]))
    return tab(request, case, "tasks", form=form)


@require_http_methods(PAGE)
def people(request: HttpRequest, number: str) -> HttpResponse:
    """Who is and was on the case; put somebody on it."""
    viewer = viewer_of(request)
    case = queries.case(viewer, number)
    present = {str(one.person_id) for one in case.members if one.left_at is None}
    others = [one for one in case_readers(access.people(viewer)) if one[0] not in present]
    form = MemberForm(sent(request), people=others)
    if form.is_valid():
        given = form.cleaned_data
        try:
            added = actions.add_member(
                case_id=case.summary.id,
                member_id=UUID(given["member_id"]),
                role=given["role"],
                reason=given["reason"],
                by=viewer,
            )
        except (Invalid, Conflict) as error:
            refused(form, error)
        else:
            messages.success(request, _("%(name)s is on the case.") % {"name": added.name})
            return go(request, reverse("cases:people", args=[number]))
    left = [one for one in case.members if one.left_at is not None]
    return tab(request, case, "people", form=form, left=left)


@require_http_methods(PAGE)
def add_subject_from(request: HttpRequest, entity_id: UUID) -> HttpResponse:
    """Give the entity of a profile a role in one of the viewer's cases (`case`: which)."""
    viewer = viewer_of(request)
    viewer.must("case.edit")
    found = explore.profile(viewer, entity_id)
    cases = [one for one in queries.cases(viewer, limit=MOST_CASES).items if one.state != "closed"]
    form = SubjectForm(
        sent(request),
        cases=cases,
        statements=found.statements[:MOST_STATEMENTS],
        initial={"case": request.GET.get("case")},
    )
    if form.is_valid():
        given = form.cleaned_data
        chosen = next(one for one in cases if one.number == given.pop("case"))
        try:
            actions.add_subject(case_id=chosen.id, entity_id=entity_id, **given, by=viewer)
        except (Invalid, Conflict) as error:
            refused(form, error)
        else:
            messages.success(request, _("It is a subject of the case now."))
            return go(request, reverse("cases:show", args=[chosen.number]))
    context = {
        "entity": found.entity,
        "form": form,
        "cases": cases,
        "already": queries.subjects_of(viewer, found.entity.entity_ids),
    }
    status = 422 if form.errors else 200
    return render(request, "web/cases/add_subject.html", context, status=status)
