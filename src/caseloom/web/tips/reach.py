"""How far machines may go: for everybody, and the model server for each line."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from caseloom.assist import actions as assist
from caseloom.assist import queries as assistance
from caseloom.kernel.errors import Conflict, Invalid, NotAllowed
from caseloom.kernel.viewer import Viewer
from caseloom.tips import actions, queries
from caseloom.tips.types import ModelLine
from caseloom.web.cases.forms import refused, sent
from caseloom.web.responses import go
from caseloom.web.tips.machine import KINDS
from caseloom.web.tips.model import money
from caseloom.web.viewer import viewer_of


class SwitchForm(forms.Form):
    """How far machines may go, and why."""

    tier = forms.TypedChoiceField(
        label=gettext_lazy("Machines"), coerce=int,
        choices=[
            ("-1", gettext_lazy("Off: tips stand in the order in which they came")),
            ("0", gettext_lazy("By words alone; no network")),
            ("1", gettext_lazy("By words and what they mean; no network")),
            ("2", gettext_lazy("The model server too, for lines that allow it")),
        ],
        widget=forms.RadioSelect,
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=2_000)


class LineForm(forms.Form):
    """Whether the texts of one line may be read by the model server, and why."""

    allowed = forms.TypedChoiceField(
        label=gettext_lazy("Its texts"), coerce=lambda given: given == "yes",
        choices=[
            ("no", gettext_lazy("are not sent to the model server")),
            ("yes", gettext_lazy("may be read by the model server")),
        ],
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=2_000)


@require_http_methods(["GET", "HEAD", "POST"])
def machines(request: HttpRequest) -> HttpResponse:
    """How far machines may go: for everybody, and the model server for each line."""
    viewer = viewer_of(request)
    if not (viewer.may("assist.switch") or viewer.may("tips.lead")):
        raise NotAllowed(
            _("Your roles do not allow this."), remedy=_("Ask a supervisor or an administrator.")
        )
    on = assistance.switched(viewer)
    switch = SwitchForm(sent(request) if _about(request) == "" else None, auto_id="switch-%s",
                        initial={"tier": on.tier})  # fmt: skip
    if switch.is_valid() and _does(request, switch, lambda: assist.switch(
        **switch.cleaned_data, by=viewer
    )):  # fmt: skip
        return go(request, reverse("tips:machines"))
    lines = _lines(request, viewer)
    if lines is None:
        return go(request, reverse("tips:machines"))
    found = assistance.reach(viewer)
    context = {
        "on": on, "reach": found, "spent": money(found.spent_today),
        "switch": switch, "lines": lines,
        "switches": viewer.may("assist.switch"), "leads": viewer.may("tips.lead"),
        "masked": [KINDS.get(one, one) for one in found.masked],
    }  # fmt: skip
    wrong = switch.errors or any(form.errors for _line, form in lines)
    return render(request, "web/tips/machines.html", context, status=422 if wrong else 200)


def _about(request: HttpRequest) -> str | None:
    """The line that a form is about, "" for the switch of all, None where nothing was sent."""
    return request.POST.get("line", "") if request.method == "POST" else None


def _lines(request: HttpRequest, viewer: Viewer) -> list[tuple[ModelLine, LineForm]] | None:
    """Each line that the viewer leads with its form; None where one was just changed."""
    if not viewer.may("tips.lead"):
        return []
    found: list[tuple[ModelLine, LineForm]] = []
    for line in queries.model_lines(viewer):
        given = sent(request) if _about(request) == line.key else None
        form = LineForm(given, auto_id=f"{line.key}-%s",
                        initial={"allowed": "yes" if line.allowed else "no"})  # fmt: skip
        if form.is_valid() and _allow(request, form, line.key, viewer):
            return None
        found.append((line, form))
    return found


def _allow(request: HttpRequest, form: LineForm, key: str, viewer: Viewer) -> bool:
    return _does(
        request, form, lambda: actions.allow_model(key=key, **form.cleaned_data, by=viewer)
    )


def _does(request: HttpRequest, form: forms.Form, act: Callable[[], None]) -> bool:
    try:
        act()
    except (Invalid, Conflict) as error:
        refused(form, error)
        return False
    messages.success(request, _("Kept. It holds from now on."))
    return True
