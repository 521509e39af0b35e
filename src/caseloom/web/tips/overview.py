"""How the work on tips stands, for a supervisor."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from caseloom.tips import queries
from caseloom.web.tips import words
from caseloom.web.viewer import viewer_of


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Counts, what is late by each clock, what nobody has, and who closed what."""
    found = queries.overview(viewer_of(request))
    context = {
        "found": found,
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
