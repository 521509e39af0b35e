"""The form by which a graph is saved to a case, on every canvas."""

import json
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from caseloom.cases import queries
from caseloom.cases.types import CaseSummary, GraphFilters, Place, SavedGraph
from caseloom.kernel.viewer import Viewer
from caseloom.web.cases.forms import offer

MOST_CASES = 200
LONGEST = 1_000_000  # characters: a full canvas takes a third of it


class SaveGraphForm(forms.Form):
    """A title and a case; the canvas fills in the picture."""

    title = forms.CharField(
        label=_("Title"),
        max_length=300,
        help_text=_("What the picture shows, as a colleague would look for it."),
    )
    case = forms.ChoiceField(label=_("Case"))
    replaces = forms.UUIDField(required=False, widget=forms.HiddenInput)
    replace = forms.BooleanField(label=_("In place of the one that is open"), required=False)
    graph = forms.CharField(
        max_length=LONGEST,
        widget=forms.HiddenInput,
        error_messages={"required": _("The picture is made in the browser: JavaScript is off.")},
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        cases: list[CaseSummary],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, auto_id="save-graph-%s", initial=initial)
        offer(self, "case", [(one.number, f"{one.number}, {one.title}") for one in cases])
        if not self["replaces"].value():
            del self.fields["replace"]

    def clean_graph(self) -> dict[str, object]:
        """Places, filters and focus. Raises ValidationError for what no canvas sends."""
        try:
            sent = json.loads(self.cleaned_data["graph"])
            places = [_place(UUID(key), one) for key, one in sent["places"].items()]
            focus = UUID(sent["focus"]) if sent["focus"] else None
            return {"places": places, "filters": _filters(sent["filters"]), "focus": focus}
        except (
            ValueError,
            OverflowError,
            TypeError,
            KeyError,
            AttributeError,
            RecursionError,
        ) as error:
            raise forms.ValidationError(_("The picture cannot be read. Try again.")) from error

    def instead_of(self) -> UUID | None:
        """The graph that this one replaces, if that was asked for."""
        given = self.cleaned_data
        return given["replaces"] if given.get("replace") else None


def _place(node: UUID, one: dict[str, Any]) -> Place:
    x, y, pinned, hidden = one["x"], one["y"], one["pinned"], one["hidden"]
    return Place(node, float(x), float(y), pinned=pinned is True, hidden=hidden is True)


def _filters(given: dict[str, Any]) -> GraphFilters:
    since, until = (parse_date(str(given[name] or "")) for name in ("since", "until"))
    return GraphFilters(tuple(str(one) for one in given["schemata"]), since, until)


def open_cases(viewer: Viewer) -> list[CaseSummary]:
    """The viewer's cases that something can be added to."""
    if not viewer.may("case.edit"):
        return []
    return [one for one in queries.cases(viewer, limit=MOST_CASES).items if one.state != "closed"]


def form(viewer: Viewer, saved: SavedGraph | None = None) -> SaveGraphForm | None:
    """The form as a canvas shows it; None for whoever may save nothing, or has no open case."""
    cases = open_cases(viewer)
    if not cases:
        return None
    initial: dict[str, object] = {}
    if saved:
        initial = {"title": saved.title, "case": saved.case_number, "replaces": saved.id}
    return SaveGraphForm(cases=cases, initial=initial)
