"""When a machine judges “same”: from which score on, and by what that was measured."""

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from caseloom.kernel.errors import CaseloomError, NotFound
from caseloom.resolve import actions, queries
from caseloom.resolve.types import Measurement, Threshold
from caseloom.web import wording
from caseloom.web.administration.forms import ReasonForm
from caseloom.web.responses import go
from caseloom.web.viewer import viewer_of

PAGE = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class Row:
    """One group of types: what is in force, and the evaluations that one may be set from."""

    group: str
    label: str | Promise
    rule: Threshold | None
    fit: tuple[Measurement, ...]

    @property
    def on(self) -> bool:
        """A machine judges in it."""
        return self.rule is not None and self.rule.bits is not None

    @property
    def precision(self) -> str:
        """The measured share of right pairs."""
        pair = self.rule.evaluation.get("pair") if self.rule else None
        return f"{pair['precision']:.3f}" if isinstance(pair, dict) else ""

    @property
    def pairs(self) -> object:
        """On how many labelled pairs it was measured."""
        return self.rule.evaluation.get("true_pairs", "") if self.rule else ""


class SetForm(ReasonForm):
    """Which measurement to rest on, and why."""

    evaluation = forms.ChoiceField(
        label=gettext_lazy("Measured by"), widget=forms.RadioSelect, required=True
    )
    field_order = ("evaluation", "reason")

    def __init__(self, *args: object, fit: tuple[Measurement, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django's forms take them
        field = self.fields["evaluation"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (declared above)
        field.choices = [(str(one.id), told(one)) for one in fit]


def told(one: Measurement) -> str:
    """A measurement in a line."""
    found = one.evaluation
    return _(
        "From %(bits)s bits on: precision %(precision)s on %(pairs)s labelled pairs"
        " (%(truth)s, measured by %(who)s, %(day)s)"
    ) % {
        "bits": f"{found.threshold:g}",
        "precision": f"{found.automatic.precision:.3f}",
        "pairs": found.true_pairs,
        "truth": one.truth,
        "who": one.measured_by,
        "day": wording.day(one.at.date().isoformat()),
    }


def _rows(rules: dict[str, Threshold], measured: tuple[Measurement, ...]) -> list[Row]:
    return [
        Row(group, label, rules.get(group), tuple(one for one in measured if group in one.fit))
        for group, label in wording.GROUPS.items()
    ]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Each group with what is in force, and every evaluation that was handed over."""
    viewer = viewer_of(request)
    viewer.must("threshold.set")
    measured = queries.evaluations(viewer)
    rows = _rows(queries.thresholds(viewer), measured)
    context = {
        "rows": rows,
        "measured": [(one, [wording.GROUPS[group] for group in one.fit]) for one in measured],
        "reason_form": ReasonForm(auto_id="end-%s"),
    }
    return render(request, "web/administration/thresholds.html", context)


@require_http_methods(PAGE)
def change(request: HttpRequest, group: str) -> HttpResponse:
    """Set a group's threshold from one of the evaluations that are good enough for it."""
    viewer = viewer_of(request)
    viewer.must("threshold.set")
    rows = _rows(queries.thresholds(viewer), queries.evaluations(viewer))
    row = next((one for one in rows if one.group == group), None)
    if row is None:
        raise NotFound(_("There is no such group of types."))
    form = SetForm(request.POST if request.method == "POST" else None, fit=row.fit)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.set_threshold(
                group=group, evaluation_id=UUID(given["evaluation"]), reason=given["reason"],
                by=viewer,
            )  # fmt: skip
        except CaseloomError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Set. It holds from the next search for pairs on."))
            return go(request, reverse("administration:thresholds"))
    status = 422 if form.errors else 200
    return render(
        request, "web/administration/threshold.html", {"row": row, "form": form}, status=status
    )


@require_http_methods(["POST"])
def end(request: HttpRequest, group: str) -> HttpResponse:
    """Let people alone judge a group again."""
    actions.set_threshold(
        group=group, evaluation_id=None, reason=request.POST.get("reason", ""),
        by=viewer_of(request),
    )  # fmt: skip
    messages.success(request, _("From now on people alone judge these."))
    return go(request, reverse("administration:thresholds"))
