"""Model cards: what does each task, and what it is worth."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from caseloom.assist import queries
from caseloom.assist.errors import Untrained
from caseloom.assist.types import Card
from caseloom.kernel.errors import NotAllowed, NotFound
from caseloom.web.viewer import viewer_of


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every task with the version that does it."""
    _may(request)
    found: list[tuple[str, Card | None]] = []
    for task in queries.TASKS:
        try:
            found.append((task, queries.card(task, Path(settings.DATA))))
        except Untrained:
            found.append((task, None))
    return render(request, "web/tips/cards.html", {"cards": found})


@require_safe
def show(request: HttpRequest, task: str) -> HttpResponse:
    """One card; `?format=md` gives it as Markdown."""
    _may(request)
    if task not in queries.TASKS:
        raise NotFound(_("There is no such task."), remedy=_("Choose one of the list."))
    card = queries.card(task, Path(settings.DATA))
    if request.GET.get("format") == "md":
        text = queries.card_markdown(card)
        return HttpResponse(text, content_type="text/markdown; charset=utf-8")
    return render(request, "web/tips/card.html", {"card": card})


def _may(request: HttpRequest) -> None:
    """No card tells of a tip: whoever works with tips or audits may read what judges them."""
    viewer = viewer_of(request)
    if not any(viewer.may(one) for one in ("tips.handle", "audit.read", "assist.switch")):
        raise NotAllowed(_("Your roles do not allow this."))
