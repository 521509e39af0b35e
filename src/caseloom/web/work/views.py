"""What waits for the person who signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from caseloom.cases import queries
from caseloom.tips import queries as tips
from caseloom.web.viewer import viewer_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The page that everybody lands on: what is due first, then what he is on."""
    viewer = viewer_of(request)
    work = queries.my_work(viewer)
    told = tips.counts(viewer) if viewer.may("tips.handle") else {}
    waiting = (
        work.cases, work.tasks, work.returned, work.drafts, work.to_review, work.deadlines,
    )  # fmt: skip
    tips_wait = bool(told.get("mine") or told.get("nobody"))
    context = {
        "work": work, "tips": told if tips_wait else {}, "idle": not (any(waiting) or tips_wait),
    }  # fmt: skip
    return render(request, "web/work/home.html", context)
