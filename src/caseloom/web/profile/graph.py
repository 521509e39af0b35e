"""The graph of what surrounds an entity: the page, its data, and the file."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from caseloom.explore import queries
from caseloom.explore.types import Edge, Node
from caseloom.kernel.errors import CaseloomError, Invalid
from caseloom.ontology import model as ontology
from caseloom.web.viewer import viewer_of

LIMIT = 200


@require_safe
def show(request: HttpRequest, entity_id: UUID) -> HttpResponse:
    """The canvas, beginning with the entity and its neighbours."""
    found = queries.profile(viewer_of(request), entity_id)
    links = sorted((link.schema, link.label) for link in ontology.links())
    context = {
        "entity": found.entity,
        "schemata": links,
        "data_url": reverse("profile:graph_data", args=[found.entity.id]),
    }
    return render(request, "web/profile/graph.html", context)


@require_safe
def data(request: HttpRequest, entity_id: UUID) -> HttpResponse:
    """Neighbours of `node`, or the path `from` one `to` another, as the canvas reads them."""
    viewer = viewer_of(request)
    asked = request.GET
    try:
        if asked.get("from") and asked.get("to"):
            path = queries.path(viewer, _id(asked["from"]), _id(asked["to"]))
            return _answer(path.nodes, path.edges, {})
        found = queries.expand(
            viewer,
            _id(asked["node"]) if asked.get("node") else entity_id,
            schemata=[name for name in asked.getlist("schemata") if name],
            since=parse_date(asked.get("since", "")),
            until=parse_date(asked.get("until", "")),
            limit=_limit(asked.get("limit", "")),
        )
    except CaseloomError as error:
        body = {"title": error.message, "detail": error.remedy or error.message}
        return JsonResponse(body, status=422, content_type="application/problem+json")
    return _answer((found.center, *found.nodes), found.edges, dict(found.left_out))


@require_safe
def graphml(request: HttpRequest, entity_id: UUID) -> HttpResponse:
    """The neighbourhood as GraphML."""
    viewer = viewer_of(request)
    found = queries.expand(viewer, entity_id, limit=LIMIT)
    text = queries.graphml(viewer, [node.id for node in (found.center, *found.nodes)])
    answer = HttpResponse(text, content_type="application/graphml+xml")
    answer["Content-Disposition"] = f'attachment; filename="{found.center.id}.graphml"'
    return answer


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid("This is not an id.", field="node") from error


def _limit(text: str) -> int:
    return min(max(int(text), 1), 2_000) if text.isdigit() else LIMIT


def _answer(nodes: tuple[Node, ...], edges: tuple[Edge, ...], left: dict[str, int]) -> JsonResponse:
    body: dict[str, Any] = {
        "nodes": [_node(node) for node in nodes],
        "edges": [_edge(edge) for edge in edges],
        "left_out": left,
    }
    return JsonResponse(body)


def _node(node: Node) -> dict[str, Any]:
    return {
        "id": str(node.id),
        "schema": node.schema,
        "caption": node.caption or "Unnamed",
        "records": len(node.entity_ids),
        "sources": 0,
        "url": reverse("profile:show", args=[node.id]),
    }


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "id": str(edge.record_id),
        "source": str(edge.source),
        "target": str(edge.target),
        "schema": edge.schema,
        "caption": edge.label,
        "start": edge.start_date,
        "end": edge.end_date,
        "count": 1,
    }
