"""The list of cases, opening one, and the tabs that only show."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from caseloom.access import queries as access
from caseloom.cases import actions, queries
from caseloom.cases.types import CASE_TYPES
from caseloom.kernel.errors import Conflict, Invalid
from caseloom.web.cases.forms import FilterForm, OpenForm, case_readers, refused, sent
from caseloom.web.cases.page import STATE_TITLES, tab
from caseloom.web.responses import go
from caseloom.web.viewer import viewer_of

PAGE = ["GET", "HEAD", "POST"]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The cases that the viewer may see, newest first."""
    viewer = viewer_of(request)
    viewer.must("case.read")
    form = FilterForm(request.GET, leads=case_readers(access.people(viewer)))
    asked = {name: value for name, value in form.cleaned_data.items() if value} if (
        form.is_valid()
    ) else {}  # fmt: skip
    page = queries.cases(viewer, **asked, cursor=request.GET.get("cursor"))
    context = {
        "form": form, "page": page, "filtered": bool(asked), "types": CASE_TYPES,
        "titles": STATE_TITLES,
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "web/cases/list.html", context, status=status)


@require_http_methods(PAGE)
def open_case(request: HttpRequest) -> HttpResponse:
    """Open a case; `subject` in the address is the entity to add straight after."""
    viewer = viewer_of(request)
    viewer.must("case.open")
    subject = _entity(request.GET.get("subject", ""))
    form = OpenForm(
        sent(request),
        people=case_readers(access.people(viewer)),
        initial={"lead_id": viewer.id},
    )
    if form.is_valid():
        given = form.cleaned_data
        given["lead_id"] = UUID(given["lead_id"])
        given["member_ids"] = [UUID(one) for one in given["member_ids"]]
        try:
            case = actions.open_case(**given, by=viewer)
        except (Invalid, Conflict) as error:
            refused(form, error)
        else:
            messages.success(
                request, _("The case is open. Its number is %(number)s.") % {"number": case.number}
            )
            return go(request, _after(case.number, subject))
    context = {"form": form, "subject": subject, "types": CASE_TYPES}
    return render(request, "web/cases/open.html", context, status=422 if form.errors else 200)


def _after(number: str, subject: UUID | None) -> str:
    if subject is None:
        return reverse("cases:show", args=[number])
    return reverse("cases:add_subject_from", args=[subject]) + f"?case={number}"


def _entity(given: str) -> UUID | None:
    try:
        return UUID(given)
    except ValueError:
        return None


@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """The overview: what it rests on, whom it is about, what is to do."""
    return tab(request, queries.case(viewer_of(request), number), "overview")


@require_safe
def reports(request: HttpRequest, number: str) -> HttpResponse:
    """The reports of a case, each by its latest version."""
    return tab(request, queries.case(viewer_of(request), number), "reports")


@require_safe
def timeline(request: HttpRequest, number: str) -> HttpResponse:
    """Everything that happened in a case, newest first."""
    viewer = viewer_of(request)
    entries = queries.timeline(viewer, number)
    return tab(request, queries.case(viewer, number), "timeline", entries=entries)
