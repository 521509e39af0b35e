"""Saved graphs of a case: ids, positions and filters, opened as their viewer may see them."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Path, Router, Status

from caseloom.api.fields import Day, Title
from caseloom.api.middleware import viewer_of
from caseloom.api.problems import answers
from caseloom.api.shapes import Given, shape, shapes
from caseloom.cases import actions, queries, types

router = Router()
Key = Annotated[str, Path(max_length=100, description="A case's number or id.")]
Coordinate = Annotated[float, Field(ge=-1e7, le=1e7)]
TypeName = Annotated[str, Field(min_length=1, max_length=100)]


@router.get(
    "cases/{case_id}/graphs", response=answers(shapes(types.SavedGraph)),
    operation_id="saved_graphs",
)  # fmt: skip
def graphs(request: HttpRequest, case_id: Key) -> list[types.SavedGraph]:
    """The saved graphs of a case, newest first; `nodes` counts those that you would see."""
    return list(queries.graphs(viewer_of(request), case_id))


class NewPlace(Given):
    """Where a node stands; `hidden` ones are kept but not drawn."""

    node_id: UUID
    x: Coordinate
    y: Coordinate
    pinned: bool = False
    hidden: bool = False


class NewFilters(Given):
    """By what the graph is expanded further."""

    schemata: Annotated[list[TypeName], Field(max_length=100)] = []
    since: Day | None = None
    until: Day | None = None


class NewGraph(Given):
    """A picture of a graph. `replaces` takes an earlier one of the same case out."""

    title: Title
    places: Annotated[list[NewPlace], Field(min_length=1, max_length=2000)]
    filters: NewFilters = NewFilters()
    focus: UUID | None = None
    replaces: UUID | None = None


@router.post(
    "cases/{case_id}/graphs", response=answers(shape(types.SavedGraph), status=201),
    operation_id="save_graph",
)  # fmt: skip
def save_graph(request: HttpRequest, case_id: UUID, new: NewGraph) -> "Status[types.SavedGraph]":
    """Keep a graph in a case, without the nodes that you may not see."""
    saved = actions.save_graph(
        case_id=case_id, title=new.title,
        places=[types.Place(**one.dict()) for one in new.places],
        filters=types.GraphFilters(
            tuple(new.filters.schemata), new.filters.since, new.filters.until
        ),
        focus=new.focus, replaces=new.replaces, by=viewer_of(request),
    )  # fmt: skip
    return Status(201, saved)


@router.get(
    "graphs/{graph_id}", response=answers(shape(types.OpenedGraph)), operation_id="saved_graph"
)
def graph(request: HttpRequest, graph_id: UUID) -> types.OpenedGraph:
    """A saved graph as it stands today: what you may see of it, in its places."""
    return queries.graph(viewer_of(request), graph_id)


@router.post(
    "graphs/{graph_id}/remove", response=answers(None, status=204), operation_id="remove_graph"
)
def remove_graph(request: HttpRequest, graph_id: UUID) -> "Status[None]":
    """Take a saved graph out of its case; that it was there stays on record."""
    actions.remove_graph(graph_id=graph_id, by=viewer_of(request))
    return Status(204, None)
