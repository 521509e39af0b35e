"""Saved graphs: the tab of a case, saving, opening and removing one."""

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseloom.cases import actions, queries
from caseloom.cases.errors import UnknownGraph
from caseloom.cases.types import OpenedGraph, SavedGraph
from caseloom.kernel.errors import Conflict, Invalid
from caseloom.web.cases import saving
from caseloom.web.cases.acts import ask
from caseloom.web.cases.forms import refused
from caseloom.web.cases.page import tab
from caseloom.web.profile import graph as canvas
from caseloom.web.responses import go
from caseloom.web.viewer import viewer_of

PAGE = ["GET", "HEAD", "POST"]


@require_safe
def index(request: HttpRequest, number: str) -> HttpResponse:
    """The saved graphs of a case, newest first."""
    viewer = viewer_of(request)
    case = queries.case(viewer, number)
    return tab(request, case, "graphs", graphs=queries.graphs(viewer, number))


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the picture that a canvas sends in one of the viewer's open cases."""
    viewer = viewer_of(request)
    viewer.must("case.edit")
    cases = saving.open_cases(viewer)
    form = saving.SaveGraphForm(request.POST, cases=cases)
    if form.is_valid():
        given = form.cleaned_data
        case = next(one for one in cases if one.number == given["case"])
        try:
            saved = actions.save_graph(
                case_id=case.id, title=given["title"], **given["graph"],
                replaces=form.instead_of(), by=viewer,
            )  # fmt: skip
        except (Invalid, Conflict) as error:
            refused(form, error)
        else:
            messages.success(
                request, _("The graph is saved in case %(number)s.") % {"number": case.number}
            )
            return go(request, reverse("cases:graph", args=[case.number, saved.id]))
    return render(request, "web/cases/save_graph.html", {"form": form}, status=422)


def _saved(request: HttpRequest, number: str, graph_id: UUID) -> SavedGraph:
    found = queries.graphs(viewer_of(request), number)
    saved = next((one for one in found if one.id == graph_id), None)
    if saved is None:
        raise UnknownGraph
    return saved


@require_safe
def show(request: HttpRequest, number: str, graph_id: UUID) -> HttpResponse:
    """The canvas of a saved graph; its data is what opens it."""
    viewer = viewer_of(request)
    saved = _saved(request, number, graph_id)
    context = {
        "saved": saved,
        "schemata": canvas.link_types(),
        "save_form": saving.form(viewer, saved),
        "data_url": reverse("cases:graph_data", args=[number, graph_id]),
    }
    return render(request, "web/cases/graph.html", context)


@require_safe
def data(request: HttpRequest, number: str, graph_id: UUID) -> JsonResponse:
    """The saved graph as the canvas reads it, and whatever the canvas asks for after that."""

    def begin() -> canvas.Opening:
        opened = queries.graph(viewer_of(request), graph_id)
        if number not in (opened.summary.case_number, str(opened.summary.case_id)):
            raise UnknownGraph
        return canvas.Opening(opened.graph.nodes, opened.graph.edges, _picture(opened))

    return canvas.answer(request, None, begin)


def _picture(opened: OpenedGraph) -> dict[str, object]:
    filters = opened.filters
    return {
        "places": {
            str(one.node_id): {"x": one.x, "y": one.y, "pinned": one.pinned, "hidden": one.hidden}
            for one in opened.places
        },
        "focus": str(opened.focus or ""),
        "filters": {
            "schemata": list(filters.schemata),
            "since": filters.since.isoformat() if filters.since else "",
            "until": filters.until.isoformat() if filters.until else "",
        },
    }


@require_http_methods(PAGE)
def remove(request: HttpRequest, number: str, graph_id: UUID) -> HttpResponse:
    """Take a saved graph out of the case."""
    viewer = viewer_of(request)
    case = queries.case(viewer, number)
    saved = _saved(request, number, graph_id)
    return ask(
        request,
        Form(request.POST if request.method == "POST" else None),
        do=lambda: actions.remove_graph(graph_id=graph_id, by=viewer),
        back=reverse("cases:graphs", args=[number]),
        done=_("The graph is removed. That it was here stays on the timeline."),
        case=case, verb=_("Remove"), danger=True,
        title=_("Remove “%(graph)s”?") % {"graph": saved.title},
        lead=_("Nobody can open it again. The records that it shows stay as they are."),
    )  # fmt: skip
