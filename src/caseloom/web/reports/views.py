"""One version of a report as its readers see it, and the steps from draft to signed."""

import re
from collections.abc import Callable, Sequence
from typing import Literal
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from caseloom.cases import actions, queries
from caseloom.cases.types import Change, Report
from caseloom.kernel.errors import Conflict, Invalid
from caseloom.web import wording
from caseloom.web.cases.page import Stage
from caseloom.web.reports.forms import RemarksForm, RevisionForm
from caseloom.web.responses import go
from caseloom.web.viewer import viewer_of

_MARKER = re.compile(r"\[\[s:[0-9a-f-]{36}\.(\w+)\.\d+\]\]")


@require_safe
def show(request: HttpRequest, report_id: UUID, version: int | None = None) -> HttpResponse:
    """A version with its footnotes, and what can be done with it next."""
    return _page(request, queries.report(viewer_of(request), report_id, version))


def _page(
    request: HttpRequest,
    report: Report,
    *,
    failure: Invalid | Conflict | None = None,
    remarks: RemarksForm | None = None,
) -> HttpResponse:
    viewer = viewer_of(request)
    about = report.summary
    latest = about.version == report.versions[-1]
    context = {
        "report": report,
        "summary": about,
        "stages": stages_of(report),
        "steps": {step.name for step in report.steps},
        "remarks_form": remarks or RemarksForm(),
        "failure": failure,
        "latest": latest,
        "renews": latest and about.state == "signed" and viewer.may("report.write"),
        "mine": viewer.id in {str(one) for one, name in report.contributors},
        "file": f"{about.case_number}-report-{about.number}-v{about.version}",
    }
    bad = failure is not None or (remarks is not None and remarks.errors)
    status = 409 if isinstance(failure, Conflict) else 422 if bad else 200
    return render(request, "web/reports/show.html", context, status=status)


def stages_of(report: Report) -> list[Stage]:
    """Drafted, submitted, perhaps returned by whom and why, signed."""
    state, remarks = report.summary.state, report.remarks
    drafted = Stage(_("Draft"), "now") if state == "draft" else Stage(_("Drafted"), "done")
    reached = {"draft": "", "submitted": "now"}.get(state, "done")
    stages = [drafted, Stage(_("Submitted"), reached)]
    if state == "returned" and remarks:
        told = {"who": remarks[-1].by_name}
        stages.append(Stage(_("Returned by %(who)s") % told, "now"))
    stages.append(Stage(_("Signed"), "done" if state == "signed" else ""))
    return stages


def _step(
    request: HttpRequest, report_id: UUID, version: int, do: Callable[[], object], done: str
) -> HttpResponse:
    try:
        do()
    except (Invalid, Conflict) as error:
        report = queries.report(viewer_of(request), report_id, version)
        return _page(request, report, failure=error)
    messages.success(request, done)
    return go(request, reverse("reports:show", args=[report_id, version]))


def _revision(request: HttpRequest) -> int:
    form = RevisionForm(request.POST)
    if not form.is_valid():
        raise Invalid(
            _("It is not told which text this is about."), remedy=_("Load the report again.")
        )
    revision: int = form.cleaned_data["revision"]
    return revision


@require_POST
def submit(request: HttpRequest, report_id: UUID, version: int) -> HttpResponse:
    """Hand the draft in for review."""
    viewer = viewer_of(request)
    return _step(
        request, report_id, version,
        lambda: actions.submit_report(
            report_id=report_id, version=version, revision=_revision(request), by=viewer
        ),
        _("Submitted. Somebody who did not work on it reviews it now."),
    )  # fmt: skip


@require_POST
def withdraw(request: HttpRequest, report_id: UUID, version: int) -> HttpResponse:
    """Take it back to work on it."""
    viewer = viewer_of(request)
    return _step(
        request, report_id, version,
        lambda: actions.withdraw_report(report_id=report_id, version=version, by=viewer),
        _("It is a draft again."),
    )  # fmt: skip


@require_POST
def send_back(request: HttpRequest, report_id: UUID, version: int) -> HttpResponse:
    """Return it with remarks."""
    viewer = viewer_of(request)
    form = RemarksForm(request.POST)
    if not form.is_valid():
        return _page(request, queries.report(viewer, report_id, version), remarks=form)
    return _step(
        request, report_id, version,
        lambda: actions.return_report(
            report_id=report_id, version=version, remarks=form.cleaned_data["remarks"], by=viewer
        ),
        _("Returned. It stands on the author's list with your remarks."),
    )  # fmt: skip


@require_POST
def sign(request: HttpRequest, report_id: UUID, version: int) -> HttpResponse:
    """Sign it: from now on nothing changes it."""
    viewer = viewer_of(request)
    return _step(
        request, report_id, version,
        lambda: actions.sign_report(
            report_id=report_id, version=version, revision=_revision(request), by=viewer
        ),
        _("Signed. The text and every cited value are frozen under the hash below."),
    )  # fmt: skip


@require_safe
def pdf(request: HttpRequest, report_id: UUID, version: int, name: str) -> HttpResponse:
    """The version as PDF, on US Letter or (`paper=a4`) A4."""
    paper: Literal["us-letter", "a4"] = "a4" if request.GET.get("paper") == "a4" else "us-letter"
    printed = queries.pdf(viewer_of(request), report_id, version, paper=paper)
    response = HttpResponse(printed, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


@require_safe
def diff(request: HttpRequest, report_id: UUID, before: int, after: int) -> HttpResponse:
    """What separates two versions, word by word."""
    viewer = viewer_of(request)
    found = queries.diff(viewer, report_id, before, after)
    context = {
        "report": queries.report(viewer, report_id, after),
        "before": before,
        "after": after,
        "title_changes": found.title,
        "changes": readable(found.body),
        "same": all(one.kind == "same" for one in (*found.title, *found.body)),
    }
    return render(request, "web/reports/diff.html", context)


def _cited(marker: re.Match[str]) -> str:
    said = wording.property_label("", marker[1]).lower()
    return " " + _("[source: %(property)s]") % {"property": said}


def readable(changes: Sequence[Change]) -> list[Change]:
    """The changes with each citation shortened to the property that it cites."""
    return [Change(one.kind, _MARKER.sub(_cited, one.text)) for one in changes]
