"""What may be published of a line, for anybody: a page and the same as data. No cookie."""

import time
from threading import Lock

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from caseloom.access.actions import as_viewer
from caseloom.kernel.errors import NotFound
from caseloom.tips import queries
from caseloom.tips.queries.statistics import Quarter
from caseloom.tips.types import Line, Questionnaire
from caseloom.web.tell import flood
from caseloom.web.tell.pages import page
from caseloom.web.tell.views import GONE

# Whole quarters change with the quarter: who asks more often is told the same. Seconds.
KEPT = 3_600
_SPLITS = ("channel", "language", "subject")
_lock = Lock()
_counted: tuple[float, tuple[Quarter, ...]] | None = None


def counted() -> tuple[Quarter, ...]:
    """All that may be published, counted at most once an hour by each process."""
    global _counted
    with _lock:
        if _counted is None or time.monotonic() - _counted[0] > KEPT:
            _counted = (time.monotonic(), queries.statistics())
        return _counted[1]


def forget() -> None:
    """Count anew the next time."""
    global _counted
    with _lock:
        _counted = None


def _published(key: str) -> tuple[Line, Questionnaire]:
    """A line whose statistics are public. Raises NotFound, the same for all others."""
    with as_viewer(queries.anybody()) as viewer:
        line = queries.line(viewer, key)
        if not queries.published(viewer, key):
            raise NotFound("There is no such page.")
        return line, queries.questionnaire(viewer, key)


def _busy() -> bool:
    if flood.counting.seconds(0):
        return True
    flood.counting.passed()
    return False


@require_safe
def show(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """The counts of a line, quarter by quarter."""
    path = f"counts/{key}/"
    if _busy():
        return _later(page("down", code, {}, path=path, status=429))
    try:
        line, asked = _published(key)
        quarters = [one for one in counted() if one.line == key]
    except NotFound:
        return page("missing", code, {}, path="", status=404)
    except GONE:
        return page("down", code, {}, path=path, status=503)
    context = {
        "title": line.called(code), "data": reverse("tell:counts_data", args=[key]),
        "quarters": [(one.begins, one.total, _rows(one, asked, code)) for one in quarters],
    }  # fmt: skip
    return _kept(page("counts", code, context, path=path))


def _rows(quarter: Quarter, asked: Questionnaire, code: str) -> list[tuple[str, str, int | None]]:
    said, spoken = queries.language(code), queries.languages()
    titles = {
        one.key: one.title.get(code) or next(iter(one.title.values())) for one in asked.subjects
    }
    found = []
    for split in _SPLITS:
        for value, count in sorted(quarter.by.get(split, {}).items()):
            if split == "channel":
                name = said.said.get(f"counts.{value}", value)
            elif split == "language":
                name = spoken[value].name if value in spoken else value or "–"
            else:
                name = titles.get(value, value) or "–"
            found.append((said.say(f"counts.{split}"), name, count))
    return found


@require_safe
def data(request: HttpRequest, key: str) -> HttpResponse:
    """The same as data, for whoever wants to count with it."""
    if _busy():
        return _later(JsonResponse({"error": "Very many are asking just now."}, status=429))
    try:
        _published(key)
        quarters = [one for one in counted() if one.line == key]
    except NotFound:
        return JsonResponse({"error": "There is no such page."}, status=404)
    except GONE:
        return JsonResponse({"error": "Nothing can be counted just now."}, status=503)
    told = [{"begins": one.begins, "total": one.total, "by": one.by} for one in quarters]
    response = JsonResponse({"line": key, "least": queries.LEAST, "quarters": told})
    response.headers["Referrer-Policy"] = "no-referrer"
    return _kept(response)


def _kept(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = f"public, max-age={KEPT}"
    return response


def _later(response: HttpResponse) -> HttpResponse:
    response.headers["Retry-After"] = "60"
    return response
