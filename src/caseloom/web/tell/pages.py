"""A public page: rendered without a session, a cookie or the database."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.template.loader import render_to_string

from caseloom.tips import queries
from caseloom.tips.types import MOST_BYTES, MOST_FILES

LEAVE = "https://www.wikipedia.org/"
MEGABYTES = MOST_BYTES // 1_000_000


def page(
    name: str, code: str, context: Mapping[str, object], *, path: str, status: int = 200
) -> HttpResponse:
    """The page `name` in the language `code`. `path` is its address behind the language."""
    spoken = queries.languages()
    shown = {
        "language": queries.language(code),
        "languages": [(one, spoken[one].name, f"/tell/{one}/{path}") for one in sorted(spoken)],
        "leave": LEAVE,
        "most_files": MOST_FILES,
        "megabytes": MEGABYTES,
        **context,
    }
    response = HttpResponse(render_to_string(f"tell/{name}.html", shown), status=status)
    # Not even the next page on this site learns where somebody came from.
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Content-Language"] = queries.language(code).code
    return response
