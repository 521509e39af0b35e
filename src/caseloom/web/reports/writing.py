"""Beginning a report, writing it with its preview beside it, and beginning the next version."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseloom.cases import actions, queries
from caseloom.cases.errors import LostUpdate
from caseloom.cases.types import marker
from caseloom.explore import queries as explore
from caseloom.kernel.errors import Conflict, Invalid
from caseloom.kernel.viewer import Viewer
from caseloom.store import queries as stored
from caseloom.web.cases.forms import refused, sent
from caseloom.web.reports.forms import EditForm, TitleForm
from caseloom.web.responses import go, is_part
from caseloom.web.viewer import viewer_of

PAGE = ["GET", "HEAD", "POST"]
MOST_STATEMENTS = 120


@require_http_methods(PAGE)
def write(request: HttpRequest, number: str) -> HttpResponse:
    """Begin a report in a case."""
    viewer = viewer_of(request)
    viewer.must("report.write")
    case = queries.case(viewer, number)
    form = TitleForm(sent(request))
    if form.is_valid():
        try:
            begun = actions.write_report(
                case_id=case.summary.id, title=form.cleaned_data["title"], by=viewer
            )
        except (Invalid, Conflict) as error:
            refused(form, error)
        else:
            return go(request, reverse("reports:edit", args=[begun.id, begun.version]))
    context = {"case": case, "form": form}
    return render(request, "web/reports/write.html", context, status=422 if form.errors else 200)


@require_http_methods(PAGE)
def edit(request: HttpRequest, report_id: UUID, version: int) -> HttpResponse:
    """Write a draft. If somebody saved in between, both texts are shown and nothing is lost."""
    viewer = viewer_of(request)
    viewer.must("report.write")
    form, stored = EditForm(sent(request)), None
    if form.is_valid():
        try:
            actions.edit_report(
                report_id=report_id, version=version, **form.cleaned_data, by=viewer
            )
        except LostUpdate as lost:
            stored, form = lost, _again(lost)
        except (Invalid, Conflict) as error:
            refused(form, error)
        else:
            messages.success(request, _("Saved."))
            onward = "reports:show" if request.POST.get("then") == "read" else "reports:edit"
            return go(request, reverse(onward, args=[report_id, version]))
    return _editor(request, viewer, (report_id, version), form, stored)


def _again(lost: LostUpdate) -> EditForm:
    """The form with what could not be saved, to be saved over what is stored now."""
    return EditForm(
        initial={"title": lost.your_title, "body": lost.your_body, "revision": lost.revision}
    )


def _editor(
    request: HttpRequest,
    viewer: Viewer,
    which: tuple[UUID, int],
    form: EditForm,
    stored: LostUpdate | None,
) -> HttpResponse:
    report = queries.report(viewer, *which)
    about = report.summary
    if not form.is_bound and stored is None:
        if about.state not in ("draft", "returned"):
            messages.warning(request, _("This version is no draft; its text stands."))
            return go(request, reverse("reports:show", args=which))
        form = EditForm(
            initial={"title": about.title, "body": report.body, "revision": report.revision}
        )
    context = {
        "report": report,
        "summary": about,
        "form": form,
        "stored": stored,
        "shown": queries.preview(viewer, *which, str(form["body"].value() or "")),
        "subjects": queries.case(viewer, about.case_number).subjects,
    }
    status = 409 if stored else 422 if form.errors else 200
    return render(request, "web/reports/edit.html", context, status=status)


@require_POST
def preview(request: HttpRequest, report_id: UUID, version: int) -> HttpResponse:
    """What the text in the editor would look like; nothing is saved."""
    body = request.POST.get("body", "").replace("\r\n", "\n")
    shown = queries.preview(viewer_of(request), report_id, version, body)
    return render(request, "web/reports/parts/preview.html", {"shown": shown})


@require_safe
def cite(request: HttpRequest, entity_id: UUID) -> HttpResponse:
    """What is known of an entity, each value with the marker that cites it."""
    found = explore.profile(viewer_of(request), entity_id)
    context = {
        "entity": found.entity,
        "title": found.entity.caption,
        "citable": [(one, marker(one.id)) for one in found.statements[:MOST_STATEMENTS]],
        "more": max(0, len(found.statements) - MOST_STATEMENTS),
    }
    name = "parts/citable" if is_part(request) else "cite"
    return render(request, f"web/reports/{name}.html", context)


@require_safe
def cite_record(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """What one record says, such as a payment or a call, each value with its marker."""
    viewer = viewer_of(request)
    record = stored.record(viewer, record_id)
    ids = [
        f"{record.id}.{name}.{at}"
        for name, values in record.properties.items()
        for at in range(len(values))
    ]
    context = {
        "title": str(record.citation) or record.origin_id,
        "citable": [(one, marker(one.id)) for one in stored.statements(viewer, ids)],
    }
    return render(request, "web/reports/cite.html", context)


@require_POST
def new_version(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Begin the next version from the signed text."""
    begun = actions.new_version(report_id=report_id, by=viewer_of(request))
    messages.success(request, _("A new version, from the signed text. The signed one stays."))
    return go(request, reverse("reports:edit", args=[begun.id, begun.version]))
