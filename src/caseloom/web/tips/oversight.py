"""Figures of the machine at work and of the work, for who leads or audits a line."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from caseloom.kernel.errors import Invalid, NotAllowed
from caseloom.kernel.viewer import Viewer
from caseloom.tips import queries
from caseloom.web.cases.forms import offer, refused
from caseloom.web.tips import words
from caseloom.web.tips.words import Choices
from caseloom.web.viewer import viewer_of

TASKS: dict[str, str | Promise] = {
    "threat": _("Threat to life"),
    "urgency": _("Urgency"),
    "route": _("What it is about"),
    "spans": _("What is named"),
}
CHANGED: dict[str, tuple[str | Promise, str]] = {
    "steady": (_("steady"), "good"),
    "chance": (_("no more than by chance"), ""),
    "some": (_("some change"), "warn"),
    "much": (_("much has changed"), "bad"),
}
WHAT: dict[str, str | Promise] = {
    "score": _("The machine's scores"),
    "language": _("Languages"),
    "channel": _("Channels"),
    "category": _("Categories, as people judged"),
}
CLOCKS: dict[str, str | Promise] = {
    "acknowledge": _("Acknowledge"),
    "feedback": _("Feedback"),
}
_DAY: dict[str, str] = {"type": "date"}


class PeriodForm(forms.Form):
    """Which line, and from when to when; all of it stays in the address."""

    line = forms.ChoiceField(label=_("Line"), required=False)
    since = forms.DateField(
        label=_("Arrived from"), required=False, widget=forms.DateInput(attrs=_DAY)
    )
    until = forms.DateField(
        label=_("Arrived until"), required=False, widget=forms.DateInput(attrs=_DAY)
    )

    def __init__(self, *args: Any, lines: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "line", list(lines))


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The figures of one line and period; the first line of the viewer's unless told."""
    viewer = viewer_of(request)
    if not (viewer.may("tips.lead") or viewer.may("audit.read")):
        raise NotAllowed(
            gettext("Your roles do not allow this."),
            remedy=gettext("Ask who leads the line for the figures."),
        )
    lines = _lines(viewer)
    form = PeriodForm(request.GET, lines=lines)
    given = form.cleaned_data if form.is_valid() else {}
    context: dict[str, Any] = {"form": form, "found": None, "lines": lines}
    if lines:
        key = given.get("line") or lines[0][0]
        try:
            found = queries.oversight(
                viewer, key, since=given.get("since"), until=given.get("until")
            )
        except Invalid as error:
            refused(form, error)
        else:
            if request.GET.get("format") == "csv" and not form.errors:
                return _csv(found)
            context |= _shown(found)
    return render(request, "web/tips/oversight.html", context, status=422 if form.errors else 200)


def _lines(viewer: Viewer) -> Choices:
    """The lines whose team's scope the viewer holds."""
    return [
        (one.key, words.said(one.title))
        for one in queries.lines(viewer)
        if one.scope in viewer.scopes
    ]


def _csv(found: queries.Oversight) -> HttpResponse:
    name = f"oversight-{found.line}-{found.since}.csv"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response = HttpResponse(queries.as_csv(found), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response


def _shown(found: queries.Oversight) -> dict[str, Any]:
    return {
        "found": found,
        "last_day": found.until - timedelta(days=1),
        "tasks": [(TASKS.get(one.task, one.task), one) for one in found.tasks],
        "groups": [
            (
                words.CHANNELS.get(one.value, one.value)
                if one.split == "channel"
                else words.language(one.value) or _("not told"),
                one,
            )
            for one in found.groups
        ],
        # The newest week of each; the rest is in the CSV.
        "drift": [
            (WHAT[one.what], one, *CHANGED[one.stability.told])
            for one in {each.what: each for each in found.drift}.values()
        ],
        "clocks": [(CLOCKS[name], kept) for name, kept in found.clocks.items()],
        "times": [
            (_("To acknowledge"), found.acknowledge),
            (_("To triage"), found.triage),
        ],
    }
