"""How the work on tips stands, for a supervisor."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from caseloom.tips import actions, queries
from caseloom.web.responses import go
from caseloom.web.tips import words
from caseloom.web.viewer import viewer_of


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Counts, what is late by each clock, what nobody has, and who closed what."""
    viewer = viewer_of(request)
    found = queries.overview(viewer)
    context = {
        "found": found,
        "lines": [
            (one, queries.published(viewer, one.key))
            for one in queries.lines(viewer)
            if one.scope in viewer.scopes
        ],
        "states": list(found.states.items()),
        # The most urgent first, as in the queue.
        "nobody": [
            (
                priority,
                words.PRIORITIES[priority] if priority else _("Not judged, or no urgency"),
                count,
            )
            for priority, count in reversed(list(enumerate(found.nobody)))
            if count
        ],
        "waits": sum(found.nobody),
        "late": [
            (_("Not acknowledged in time"), found.acknowledge),
            (_("No feedback in time"), found.feedback),
        ],
        "closings": [
            (one, sorted(one.outcomes.items(), key=lambda pair: -pair[1])) for one in found.closings
        ],
    }
    return render(request, "web/tips/overview.html", context)


@require_POST
def publish(request: HttpRequest, key: str) -> HttpResponse:
    """Put the counts of a line at a public address, or take them away from there."""
    published = request.POST.get("published") == "1"
    actions.publish_statistics(line_key=key, published=published, by=viewer_of(request))
    messages.success(
        request, _("Anybody can see them now.") if published else _("They are public no more.")
    )
    return go(request, reverse("tips:overview"))
