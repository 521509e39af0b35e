"""Lines in administration: which there are, and how each works. Reads no tips."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from caseloom.access import queries as access
from caseloom.kernel.errors import Conflict, Invalid, NotFound
from caseloom.kernel.viewer import Viewer
from caseloom.tips import actions, queries
from caseloom.tips.types import Line
from caseloom.web.cases.forms import refused, sent
from caseloom.web.responses import go
from caseloom.web.tips import editing
from caseloom.web.tips.line_forms import LineForm, teams
from caseloom.web.viewer import viewer_of

PAGE = ["GET", "HEAD", "POST"]


def administrator(request: HttpRequest) -> Viewer:
    """The viewer, who may change settings. Raises NotAllowed."""
    viewer = viewer_of(request)
    viewer.must("settings.administer")
    return viewer


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every line, its team, its clocks, and what it lacks."""
    viewer = administrator(request)
    titles = {scope.id: scope.title for scope in access.scopes(viewer)}
    lines = [
        {
            "line": one,
            "team": titles.get(one.scope, ""),
            "lacks": editing.missing(
                queries.questionnaire(viewer, one.key), one.settings.languages
            ),
        }
        for one in queries.lines(viewer)
    ]
    return render(request, "web/tips/lines/list.html", {"lines": lines})


@require_http_methods(PAGE)
def add(request: HttpRequest) -> HttpResponse:
    """Open a line; it begins with the questions that ship with Caseloom."""
    viewer = administrator(request)
    choices = teams(access.scopes(viewer))
    form = LineForm(sent(request), teams=choices)
    if form.is_valid():
        given = form.cleaned_data
        try:
            line = actions.add_line(
                key=given["key"], title=form.title(), scope_id=given["scope_id"],
                settings=form.settings(), by=viewer,
            )  # fmt: skip
        except (Invalid, Conflict, NotFound) as error:
            _refused(form, error)
        else:
            messages.success(request, _("The line is open. Look through what it asks."))
            return go(request, reverse("lines:questions", args=[line.key]))
    context = {"form": form, "no_teams": not choices}
    return render(request, "web/tips/lines/form.html", context, status=422 if form.errors else 200)


@require_http_methods(PAGE)
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """Name a line anew, open or close it, or change how it works."""
    viewer = administrator(request)
    line = queries.line(viewer, key)
    form = LineForm(sent(request), teams=teams(access.scopes(viewer)), line=line)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.edit_line(
                key=key, title=form.title(), open=given["open"], settings=form.settings(),
                reason=given["reason"], by=viewer,
            )  # fmt: skip
        except (Invalid, Conflict, NotFound) as error:
            _refused(form, error)
        else:
            messages.success(request, _("Saved. Tips that arrived keep their dates."))
            return go(request, reverse("lines:list"))
    context = {"form": form, "line": line, **about(viewer, line)}
    return render(request, "web/tips/lines/form.html", context, status=422 if form.errors else 200)


def about(viewer: Viewer, line: Line) -> dict[str, Any]:
    """What every page of a line tells: the languages in which something is not said yet."""
    asked = queries.questionnaire(viewer, line.key)
    return {"lacks": editing.missing(asked, line.settings.languages)}


def _refused(form: LineForm, error: Invalid | Conflict | NotFound) -> None:
    # A name is asked for in each language; what the room says of it goes to the first.
    if error.field == "title":
        form.add_error(f"title_{form.cleaned_data['first_language']}", str(error))
    elif isinstance(error, NotFound):
        form.add_error(None, str(error))
    else:
        refused(form, error)
