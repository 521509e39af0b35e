"""Asking the model server about a tip, judging its answer, and looking at an exchange."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from caseloom.kernel.errors import Conflict, Invalid
from caseloom.tips import actions, queries
from caseloom.web.responses import go
from caseloom.web.tips.model import ERRORS, OUTCOMES, TASKS, money
from caseloom.web.tips.telling import shown
from caseloom.web.tips.views import given_id, given_ids
from caseloom.web.viewer import viewer_of


@require_POST
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Have the model server read the tip, in the background."""
    viewer = viewer_of(request)
    try:
        actions.ask_model(
            tip_id=given_id(request), task=request.POST.get("task", ""),
            language=request.POST.get("language", ""), by=viewer,
        )  # fmt: skip
    except (Conflict, Invalid) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Asked for. The answer stands here when it has come."))
    return go(request, reverse("tips:show", args=[number]) + "#model")


@require_POST
def judge(request: HttpRequest, number: str) -> HttpResponse:
    """Keep whether an answer is right."""
    (suggestion_id,) = given_ids(request, "answer") or [UUID(int=0)]
    actions.judge_answer(
        tip_id=given_id(request), suggestion_id=suggestion_id,
        agreed=request.POST.get("right") == "yes", by=viewer_of(request),
    )  # fmt: skip
    messages.success(request, _("Kept. The answer stays as it is, with what you said of it."))
    return go(request, reverse("tips:show", args=[number]) + "#model")


@require_safe
def exchange(request: HttpRequest, number: str, asking_id: UUID) -> HttpResponse:
    """Word for word what was sent and what came back; shown as text, whatever it is."""
    found = queries.exchange(viewer_of(request), number, asking_id)
    context = {
        "number": number, "found": found, "cost": money(found.exchange.cost),
        "request_body": shown(found.request), "answers": [shown(one) for one in found.answers],
        "task": TASKS.get(found.exchange.asking.task, found.exchange.asking.task),
        "outcome": OUTCOMES[found.exchange.outcome],
        "error": ERRORS.get(found.exchange.error, found.exchange.error),
    }  # fmt: skip
    return render(request, "web/tips/exchange.html", context)
