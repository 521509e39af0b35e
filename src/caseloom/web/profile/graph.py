"""The graph of what surrounds an entity: the page, its data, and the file."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from caseloom.explore import queries
from caseloom.explore.types import Edge, Node
from caseloom.kernel.errors import CaseloomError, Invalid
from caseloom.ontology import model as ontology
from caseloom.web import wording
from caseloom.web.cases import saving
from caseloom.web.profile import telling
from caseloom.web.viewer import viewer_of

LIMIT = 200


@dataclass(frozen=True, slots=True)
class Opening:
    """What a canvas begins with; `picture` holds places and filters, as in graph/types.ts."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    picture: Mapping[str, object]


@require_safe
def show(request: HttpRequest, entity_id: UUID) -> HttpResponse:
    """The canvas, beginning with the entity and its neighbours."""
    viewer = viewer_of(request)
    found = queries.profile(viewer, entity_id)
    context = {
        "entity": found.entity,
        "schemata": link_types(),
        "save_form": saving.form(viewer),
        "data_url": reverse("profile:graph_data", args=[found.entity.id]),
    }
    return render(request, "web/profile/graph.html", context)


def link_types() -> list[tuple[str, str]]:
    """Every type of link with its name, by name."""
    return sorted(((link.schema, link.label) for link in ontology.links()), key=lambda one: one[1])


@require_safe
def data(request: HttpRequest, entity_id: UUID) -> HttpResponse:
    """Neighbours of `node`, or the path `from` one `to` another, as the canvas reads them."""
    return answer(request, entity_id)


def answer(
    request: HttpRequest, entity_id: UUID | None, begin: Callable[[], Opening] | None = None
) -> JsonResponse:
    """What the canvas asks for: a path, neighbours, or what to `begin` with.

    Without `begin` that is the neighbourhood of `entity_id`.
    """
    viewer, asked = viewer_of(request), request.GET
    try:
        if asked.get("from") and asked.get("to"):
            path = queries.path(viewer, _id(asked["from"]), _id(asked["to"]))
            return _answer(path.nodes, path.edges, {})
        if begin and not asked.get("node"):
            opening = begin()
            return _answer(opening.nodes, opening.edges, {}, **opening.picture)
        found = queries.expand(
            viewer,
            entity_id if entity_id and not asked.get("node") else _id(asked.get("node", "")),
            schemata=[name for name in asked.getlist("schemata") if name],
            since=parse_date(asked.get("since", "")),
            until=parse_date(asked.get("until", "")),
            limit=_limit(asked.get("limit", "")),
        )
    except CaseloomError as error:
        body = {"title": error.message, "detail": error.remedy or error.message}
        return JsonResponse(body, status=422, content_type="application/problem+json")
    return _answer((found.center, *found.nodes), found.edges, _left(found.left_out))


@require_safe
def graphml(request: HttpRequest, entity_id: UUID) -> HttpResponse:
    """The neighbourhood as GraphML."""
    viewer = viewer_of(request)
    found = queries.expand(viewer, entity_id, limit=LIMIT)
    text = queries.graphml(viewer, [node.id for node in (found.center, *found.nodes)])
    answer = HttpResponse(text, content_type="application/graphml+xml")
    answer["Content-Disposition"] = f'attachment; filename="{found.center.id}.graphml"'
    return answer


def _left(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts by what the types are called; none for nothing."""
    return {wording.type_label(name): count for name, count in counts.items() if count}


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid("This is not an id.", field="node") from error


def _limit(text: str) -> int:
    return min(max(int(text), 1), 2_000) if text.isdigit() else LIMIT


def _answer(
    nodes: tuple[Node, ...], edges: tuple[Edge, ...], left: dict[str, int], **picture: object
) -> JsonResponse:
    gathered: dict[tuple[UUID, UUID, str], list[Edge]] = defaultdict(list)
    for edge in edges:
        gathered[edge.source, edge.target, edge.schema].append(edge)
    body: dict[str, Any] = {
        "nodes": [_node(node) for node in nodes],
        "edges": [_line(many) for many in gathered.values()],
        "left_out": left,
        **picture,
    }
    return JsonResponse(body)


def _node(node: Node) -> dict[str, Any]:
    return {
        "id": str(node.id),
        "schema": node.schema,
        "type": wording.type_label(node.schema),
        "caption": node.caption or _("Unnamed"),
        "records": len(node.entity_ids),
        "links": node.degree,
        "url": reverse("profile:show", args=[node.id]),
    }


def _line(many: list[Edge]) -> dict[str, Any]:
    """One line for all links of a type between two nodes, in one direction."""
    first = many[0]
    dates = sorted(date for edge in many for date in (edge.start_date, edge.end_date) if date)
    said = {telling.about(edge) for edge in many} - {""}
    what = wording.type_label(first.schema)
    start, end = (dates[0], dates[-1]) if dates else (None, None)
    return {
        "id": str(first.record_id),
        "source": str(first.source),
        "target": str(first.target),
        "schema": first.schema,
        "caption": f"{what}, {said.pop()}" if len(said) == 1 else what,
        "start": start,
        "end": end if end != start else None,
        "when": wording.days(start, end),
        "count": len(many),
    }
