"""A tip into a case: which one, and which of its words are subjects."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from caseloom.cases import queries as cases
from caseloom.cases.types import CASE_TYPES, CaseSummary
from caseloom.kernel.errors import Conflict, Invalid
from caseloom.kernel.viewer import Viewer
from caseloom.tips import actions, queries
from caseloom.tips.types import Mark, NewCase, Picked, Tip
from caseloom.web.cases.forms import refused, sent
from caseloom.web.responses import go
from caseloom.web.tips.machine import KINDS
from caseloom.web.viewer import viewer_of

NEW = "new"
_AS = {
    "person": (
        ("Person:subject", gettext_lazy("Person, subject")),
        ("Person:witness", gettext_lazy("Person, witness")),
        ("Person:victim", gettext_lazy("Person, victim")),
        ("Company:subject", gettext_lazy("Company, subject")),
    ),
    "organisation": (
        ("Company:subject", gettext_lazy("Company, subject")),
        ("Organization:subject", gettext_lazy("Organisation, subject")),
        ("Organization:victim", gettext_lazy("Organisation, victim")),
        ("PublicBody:other", gettext_lazy("Public body, other")),
    ),
    "address": (("Address:other", gettext_lazy("Address")),),
    "plate": (("Vehicle:other", gettext_lazy("Vehicle")),),
    "vin": (("Vehicle:other", gettext_lazy("Vehicle")),),
}
# What can be told of a person or firm, by the property that takes it.
_OF = {"phone": "phone", "email": "email", "iban": "notes", "url": "website", "crypto": "notes"}
_MOST = 60


class HandOverForm(forms.Form):
    """Which case, and what becomes of each name in the text."""

    case = forms.ChoiceField(label=gettext_lazy("Case"))
    title = forms.CharField(
        label=gettext_lazy("Title of a new case"), max_length=300, required=False
    )
    type = forms.CharField(
        label=gettext_lazy("Type"), max_length=60, required=False,
        widget=forms.TextInput(attrs={"list": "case-types"}),
    )  # fmt: skip
    predicate = forms.CharField(
        label=gettext_lazy("Which facts justify it"), max_length=10_000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    legal_authority = forms.CharField(
        label=gettext_lazy("Under which law"), max_length=10_000, required=False
    )

    def __init__(
        self, data: Any = None, *, open_cases: list[tuple[str, str]], opens: bool, text: str,
        marks: list[Mark],
    ) -> None:  # fmt: skip
        super().__init__(data)
        first = [(NEW, _("Open a new one"))] if opens else []
        self.fields["case"] = forms.ChoiceField(label=_("Case"), choices=[*first, *open_cases])
        names = [one for one in marks if one.kind in _AS][:_MOST]
        for one in names:
            self.fields[f"as-{one.start}-{one.end}"] = forms.ChoiceField(
                label=f"{KINDS[one.kind]}: {text[one.start : one.end]}", required=False,
                choices=[("", _("Leave it out")), *_AS[one.kind]],
            )  # fmt: skip
        owners = [
            (f"{one.start}-{one.end}", text[one.start : one.end])
            for one in names
            if one.kind in ("person", "organisation")
        ]
        for one in [mark for mark in marks if mark.kind in _OF][:_MOST]:
            self.fields[f"of-{one.kind}-{one.start}-{one.end}"] = forms.ChoiceField(
                label=f"{KINDS[one.kind]}: {text[one.start : one.end]}", required=False,
                choices=[("", _("Of nobody")), *((key, _("Of %s") % name) for key, name in owners)],
            )  # fmt: skip

    def picked(self) -> list[Picked]:
        """The subjects that were chosen, with what is told of each."""
        told: dict[str, list[tuple[str, int, int]]] = {}
        for name, owner in self.cleaned_data.items():
            if name.startswith("of-") and owner:
                kind, begins, ends = name.removeprefix("of-").split("-")
                told.setdefault(owner, []).append((_OF[kind], int(begins), int(ends)))
        found = []
        for name, chosen in self.cleaned_data.items():
            if name.startswith("as-") and chosen:
                place = name.removeprefix("as-")
                schema, role = chosen.split(":")
                start, end = map(int, place.split("-"))
                found.append(Picked(start, end, schema, role, tuple(told.get(place, ()))))
        return found


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, number: str) -> HttpResponse:
    """Choose the case and the subjects; one act does it all."""
    viewer = viewer_of(request)
    tip = queries.tip(viewer, number)
    view = queries.machine(viewer, tip.summary.id)
    form = HandOverForm(
        sent(request), open_cases=_open_cases(viewer), opens=viewer.may("case.open"),
        text=tip.text, marks=[one for one in view.marks if one.task == "spans"] if view else [],
    )  # fmt: skip
    if form.is_valid():
        try:
            summary = actions.hand_over(
                tip_id=tip.summary.id, case=_case(form), subjects=form.picked(), by=viewer
            )
        except (Invalid, Conflict) as error:
            refused(form, error)
        else:
            messages.success(request, _("It is in the case, with what you picked."))
            return go(request, reverse("cases:show", args=[summary.number]))
    context = {
        "tip": tip, "form": form, "back": reverse("tips:show", args=[number]),
        "title": _("Into a case"), "verb": _("Hand it over"), "types": CASE_TYPES,
        "lead": _("What you pick becomes a subject and cites its place in the tip."),
    }  # fmt: skip
    return render(request, "web/tips/act.html", context, status=422 if form.errors else 200)


def gone_into(viewer: Viewer, tip: Tip) -> list[CaseSummary]:
    """The cases that a tip went into, of those that the viewer is on."""
    if not tip.cases or not viewer.may("case.read"):
        return []
    return [one for one in cases.cases(viewer, limit=100).items if one.id in tip.cases]


def _open_cases(viewer: Viewer) -> list[tuple[str, str]]:
    if not viewer.may("case.read"):
        return []
    found = cases.cases(viewer, limit=100).items
    return [(str(one.id), f"{one.number} {one.title}") for one in found if one.state != "closed"]


def _case(form: HandOverForm) -> UUID | NewCase:
    given = form.cleaned_data
    if given["case"] != NEW:
        return UUID(given["case"])
    return NewCase(given["title"], given["type"], given["predicate"], given["legal_authority"])
