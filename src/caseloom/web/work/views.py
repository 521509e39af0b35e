"""What waits for the person who signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from caseloom.cases import queries
from caseloom.web.viewer import viewer_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The page that everybody lands on: what is due first, then what he is on."""
    work = queries.my_work(viewer_of(request))
    waiting = (
        work.cases, work.tasks, work.returned, work.drafts, work.to_review, work.deadlines,
    )  # fmt: skip
    context = {"work": work, "idle": not any(waiting)}
    return render(request, "web/work/home.html", context)
