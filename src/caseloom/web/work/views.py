"""What waits for the person who signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from caseloom.web.viewer import viewer_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The page that everybody lands on."""
    viewer_of(request)
    return render(request, "web/work/home.html")
