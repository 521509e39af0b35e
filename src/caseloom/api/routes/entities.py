"""One entity: its profile, what surrounds it, the way to another, its time, and the canvas."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router

from caseloom.api.fields import Day, Moment
from caseloom.api.middleware import viewer_of
from caseloom.api.problems import answers, file
from caseloom.api.shapes import Given, shape, shapes
from caseloom.explore import queries, types
from caseloom.ontology import model as ontology

router = Router()
GRAPHML, GEXF = "application/graphml+xml", "application/gexf+xml"
Ids = Annotated[list[UUID], Field(min_length=1, max_length=2_000)]


@router.get("types", response=answers(shapes(ontology.Kind)), operation_id="types")
def kinds(request: HttpRequest) -> list[ontology.Kind]:
    """What things and links there are: FollowTheMoney's types and the agency's own."""
    viewer_of(request)
    return list(ontology.kinds())


@router.get(
    "types/{name}/fields", response=answers(shapes(ontology.Field)), operation_id="type_fields"
)
def fields(request: HttpRequest, name: str) -> list[ontology.Field]:
    """The properties of a type, with those that it takes over from its parents."""
    viewer_of(request)
    return list(ontology.fields(name))


@router.get("entities/{entity_id}", response=answers(shape(types.Profile)), operation_id="profile")
def profile(request: HttpRequest, entity_id: UUID, as_of: Moment | None = None) -> types.Profile:
    """An entity, by any of its ids: each value with its sources; as known now or at a moment."""
    return queries.profile(viewer_of(request), entity_id, as_of)


@router.get(
    "entities/{entity_id}/expand", response=answers(shape(types.Expansion)), operation_id="expand"
)
def expand(
    request: HttpRequest,
    entity_id: UUID,
    type: Annotated[list[str], Query(max_length=50)] = [],  # noqa: B006  (read, never changed)
    since: Day | None = None,
    until: Day | None = None,
    as_of: Moment | None = None,
    limit: Annotated[int, Query(ge=1, le=2_000)] = 200,
) -> types.Expansion:
    """Its neighbours and the links to them; `left_out` counts what the limit cut."""
    return queries.expand(
        viewer_of(request),
        entity_id,
        schemata=type,
        since=since,
        until=until,
        as_of=as_of,
        limit=limit,
    )


@router.get(
    "entities/{entity_id}/path/{other_id}", response=answers(shape(types.Path)),
    operation_id="path",
)  # fmt: skip
def path(
    request: HttpRequest,
    entity_id: UUID,
    other_id: UUID,
    max_hops: Annotated[int, Query(ge=1, le=4)] = 4,
) -> types.Path:
    """A shortest path of links from one entity to another."""
    return queries.path(viewer_of(request), entity_id, other_id, max_hops=max_hops)


@router.get(
    "entities/{entity_id}/timeline", response=answers(shape(types.Timeline)),
    operation_id="timeline",
)  # fmt: skip
def timeline(request: HttpRequest, entity_id: UUID, as_of: Moment | None = None) -> types.Timeline:
    """Every dated value and link of the entity, in order."""
    return queries.timeline(viewer_of(request), [entity_id], as_of)


class Canvas(Given):
    """The entities of a canvas. Those that you may not see are left out without a word."""

    entity_ids: Ids


@router.post("graph", response=answers(shape(types.Graph)), operation_id="graph")
def graph(request: HttpRequest, canvas: Canvas) -> types.Graph:
    """The entities of a canvas and every link among them. Changes nothing."""
    return queries.links_among(viewer_of(request), canvas.entity_ids)


@router.post("graph/timeline", response=answers(shape(types.Timeline)), operation_id="timelines")
def timelines(request: HttpRequest, canvas: Canvas) -> types.Timeline:
    """Every dated value and link of several entities, in order. Changes nothing."""
    return queries.timeline(viewer_of(request), canvas.entity_ids)


@router.post(
    "graph.graphml", response=answers(None), operation_id="graphml", openapi_extra=file(GRAPHML)
)
def graphml(request: HttpRequest, canvas: Canvas) -> HttpResponse:
    """The canvas as GraphML, with all that is shown of it."""
    return HttpResponse(
        queries.graphml(viewer_of(request), canvas.entity_ids), content_type=GRAPHML
    )


@router.post("graph.gexf", response=answers(None), operation_id="gexf", openapi_extra=file(GEXF))
def gexf(request: HttpRequest, canvas: Canvas) -> HttpResponse:
    """The canvas as GEXF, for Gephi."""
    return HttpResponse(queries.gexf(viewer_of(request), canvas.entity_ids), content_type=GEXF)
