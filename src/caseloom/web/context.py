"""What every page template knows."""

from typing import Any

from django.http import HttpRequest

from caseloom.web import navigation, purpose
from caseloom.web.idle import IDLE
from caseloom.web.viewer import maybe_viewer

THEME_COOKIE = "caseloom_theme"
THEMES = ("light", "dark")


def page(request: HttpRequest) -> dict[str, Any]:
    """`viewer`, `places`, `purpose`, `purposes`, `theme`: the parts of the frame of a page."""
    viewer = maybe_viewer(request)
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    known: dict[str, Any] = {"viewer": viewer, "theme": chosen if chosen in THEMES else ""}
    if viewer is not None:
        known |= {
            "places": navigation.entries(request, viewer),
            "purpose": purpose.current(request),
            "purposes": purpose.recent(request),
            "search_url": navigation.address("search:home") if viewer.may("search") else "",
            "suggest_url": navigation.address("search:suggest") if viewer.may("search") else "",
            "idle_seconds": int(IDLE.total_seconds()),
        }
    return known
