"""The frame that all tabs of a case share: its head, its steps, and what can be done next."""

from dataclasses import dataclass

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from caseloom.cases.types import Case
from caseloom.kernel.viewer import Viewer
from caseloom.web.cases.forms import STATES, StepForm
from caseloom.web.viewer import viewer_of
from caseloom.workflow.types import Step

STATE_TITLES = dict(STATES)
# What a step means, for whoever is about to take it.
MEANING: dict[str, str | Promise] = {
    "suspend": _("Work rests. It comes back to your list in 90 days."),
    "close": _("Nothing can be added until it is reopened. Open tasks and reviews come first."),
    "reopen": _("It can be worked in again."),
    "restrict": _("From now on only the lead or a supervisor on it says who joins."),
    "lift": _("Supervisors on the case may again say who joins."),
    "seal": _("Machines no longer see it, and only those who stay know that it exists."),
    "unseal": _("Machines see it again. It stays restricted."),
}
VERBS: dict[str, str | Promise] = {
    "suspend": _("Suspend the case"),
    "close": _("Close the case"),
    "reopen": _("Reopen the case"),
    "restrict": _("Restrict the case"),
    "lift": _("Lift the restriction"),
    "seal": _("Seal the case"),
    "unseal": _("Unseal the case"),
}
ICONS = {"suspend": "clock", "close": "check", "restrict": "lock", "seal": "lock"}
ADVERSE = frozenset({"close", "seal"})


@dataclass(frozen=True, slots=True)
class Act:
    """A step that is asked for in a dialog, or on a page of its own without JavaScript."""

    step: Step
    verb: str | Promise
    icon: str
    url: str
    meaning: str | Promise
    form: Form
    danger: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """One mark in the row that tells how far something is: `state` as of `c-step`."""

    title: str | Promise
    state: str = ""


def acts_of(case: Case) -> list[Act]:
    """The steps that need something to be said first."""
    return [
        Act(
            step=step,
            verb=VERBS.get(step.name, step.title),
            icon=ICONS.get(step.name, "undo"),
            url=reverse("cases:step", args=[case.summary.number, step.name]),
            meaning=MEANING.get(step.name, ""),
            form=StepForm(step=step, case=case),
            danger=step.name in ADVERSE,
        )
        for step in case.steps
        if step.requires
    ]


def stages_of(state: str) -> list[Stage]:
    """Opened, at work, closed; a rest or a second round shows where it happens."""
    if state == "closed":
        return [Stage(_("Opened"), "done"), Stage(_("Active"), "done"), Stage(_("Closed"), "now")]
    middle = _("Suspended") if state == "suspended" else _("Active")
    first = _("Reopened") if state == "reopened" else _("Opened")
    begun = state in ("opened", "reopened")
    return [
        Stage(first, "now" if begun else "done"),
        Stage(middle, "" if begun else "now"),
        Stage(_("Closed")),
    ]


def manages(viewer: Viewer, case: Case) -> bool:
    """Whether to offer who is on the case; the action decides. See docs/explanation/cases.md."""
    leads = viewer.id == str(case.summary.lead_id)
    offered = {
        "ordinary": leads or viewer.may("case.assign"),
        "restricted": leads or viewer.may("case.seal"),
        "sealed": viewer.may("case.seal"),
    }
    return viewer.may("case.edit") and offered[case.summary.confinement]


def tab(
    request: HttpRequest, case: Case, name: str, *, form: Form | None = None, **more: object
) -> HttpResponse:
    """One tab of a case, with the head that all of them share."""
    viewer = viewer_of(request)
    works = viewer.may("case.edit") and case.summary.state != "closed"
    context = {
        "case": case,
        "tab": name,
        "state_title": STATE_TITLES[case.summary.state],
        "stages": stages_of(case.summary.state),
        "acts": acts_of(case),
        "starts": any(step.name == "activate" for step in case.steps),
        "works": works,
        "manages": manages(viewer, case),
        "form": form,
        "open_tasks": [one for one in case.tasks if one.state == "open"],
        **more,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, f"web/cases/{name}.html", context, status=status)
