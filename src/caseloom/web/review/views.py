"""The queue, a pair side by side, and the decision, which can be taken back."""

from itertools import islice
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from caseloom.kernel.errors import Invalid
from caseloom.resolve import actions, queries
from caseloom.resolve.types import Comparison, Judgement, Suggestion, Verdict
from caseloom.web import wording
from caseloom.web.profile.telling import reasons
from caseloom.web.responses import go, own
from caseloom.web.review import telling
from caseloom.web.viewer import viewer_of

MOST_REASONS = 3
VERDICTS: tuple[Verdict, ...] = ("same", "different", "unsure")


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Pairs that may be the same, what a person's minute is worth most on first."""
    viewer = viewer_of(request)
    viewer.must("judge")
    page = queries.suggestions(
        viewer, schema=request.GET.get("type") or None, cursor=request.GET.get("cursor")
    )
    runs = queries.runs(viewer, 3)
    context = {
        "page": page,
        "rows": [_row(one) for one in page.items],
        "runs": runs,
        "last": next((one for one in runs if one.state == "done"), None),
        "automatic": bool(queries.thresholds(viewer)),
        "kinds": _kinds(request.GET.get("type", "")),
    }
    return render(request, "web/review/queue.html", context)


def _row(one: Suggestion) -> dict[str, object]:
    return {
        "url": reverse("review:compare", args=[one.id]),
        "left": one.left_caption,
        "right": one.right_caption,
        "schema": one.schema,
        "reasons": list(islice(reasons(one.weights), MOST_REASONS)),
        "against": list(islice(reasons(one.weights, sign=-1), MOST_REASONS)),
        "percent": wording.percent(one.probability),
        "group": one.group and telling.group(one.group, one.id),
    }


def _kinds(chosen: str) -> list[dict[str, object]]:
    """The groups of types that are compared, as tabs."""
    labels = {"": _("All"), **wording.GROUPS}
    return [
        {"value": value, "label": label, "current": value == chosen}
        for value, label in labels.items()
    ]


@require_safe
def search(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """One search for pairs: how far it is, what it found, and by which keys."""
    viewer = viewer_of(request)
    viewer.must("judge")
    run = queries.run(viewer, run_id)
    return render(request, "web/review/search.html", {"run": run, "groups": telling.keys(run)})


@require_safe
def automatic(request: HttpRequest) -> HttpResponse:
    """What the machine judged by a threshold; each can be taken back."""
    page = queries.automatic(viewer_of(request), cursor=request.GET.get("cursor"))
    return render(request, "web/review/automatic.html", {"page": page})


@require_POST
def run(request: HttpRequest) -> HttpResponse:
    """Have the worker look for pairs among all that the viewer may see."""
    viewer = viewer_of(request)
    viewer.must("resolve.run")
    actions.enqueue(by=viewer)
    messages.success(request, _("The worker looks for pairs. They appear here when it is done."))
    return go(request, reverse("review:queue"))


@require_safe
def compare(request: HttpRequest, suggestion_id: UUID) -> HttpResponse:
    """A suggested pair side by side."""
    viewer = viewer_of(request)
    viewer.must("judge")
    one = queries.suggestion(viewer, suggestion_id)
    return _pair(request, queries.compare(viewer, one.left, one.right), suggestion_id)


@require_safe
def pair(request: HttpRequest) -> HttpResponse:
    """Any two entities side by side, given as `left` and `right` in the address."""
    viewer = viewer_of(request)
    viewer.must("judge")
    found = queries.compare(viewer, _id(request.GET, "left"), _id(request.GET, "right"))
    return _pair(request, found)


def _pair(
    request: HttpRequest, found: Comparison, suggestion_id: UUID | None = None
) -> HttpResponse:
    context = {
        "found": found,
        "rows": telling.rows(found),
        "percent": "" if found.probability is None else wording.percent(found.probability),
        "most": max((abs(one.weight) for one in found.weights), default=1.0),
        "judged": [one for one in found.judgements if not one.undone],
        "group": found.group and telling.group(found.group, suggestion_id),
        "doubts": found.against and telling.doubts(found.against),
    }
    return render(request, "web/review/compare.html", context)


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Take the person's decision, and lead to the next pair."""
    viewer = viewer_of(request)
    verdict = next((one for one in VERDICTS if one == request.POST.get("verdict")), None)
    if verdict is None:
        raise Invalid(_("Say same, different or unsure."), field="verdict")
    made = actions.decide(
        left=_id(request.POST, "left"),
        right=_id(request.POST, "right"),
        verdict=verdict,
        reason=request.POST.get("reason", ""),
        by=viewer,
    )
    messages.success(request, _told(made))
    following = queries.suggestions(viewer, limit=1).items
    if following:
        return go(request, reverse("review:compare", args=[following[0].id]))
    return go(request, reverse("review:queue"))


def _told(made: Judgement) -> str:
    said = {"same": _("Judged the same."), "different": _("Judged different.")}
    words = said.get(made.verdict, _("Put down as unsure."))
    return words + " " + _("You can take it back on the profile's tab “Judgements”.")


@require_POST
def undo(request: HttpRequest, judgement_id: UUID) -> HttpResponse:
    """Take a judgement back; everything is as if it had not been made."""
    actions.undo(
        judgement_id=judgement_id, reason=request.POST.get("reason", ""), by=viewer_of(request)
    )
    messages.success(request, _("Taken back. Everything is as it was before."))
    return go(request, own(request, request.POST.get("next") or reverse("review:queue")))


def _id(given: QueryDict, name: str) -> UUID:
    try:
        return UUID(str(given.get(name, "")))
    except ValueError as error:
        raise Invalid(_("This is not an id."), field=name) from error
