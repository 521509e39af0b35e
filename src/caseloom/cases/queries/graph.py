"""Saved graphs: those of a case, and one of them as its viewer may see it today."""

import math
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from caseloom.audit import actions as audit
from caseloom.cases import models, reading, types
from caseloom.cases.rows import case_row, graph_row
from caseloom.explore import queries as explore
from caseloom.explore.types import Graph
from caseloom.kernel.viewer import Viewer

# How far a node is moved that would cover another, in the canvas's own measure.
ASIDE = 1.0
_TURN = math.pi * (3 - math.sqrt(5))


def graphs(viewer: Viewer, key: UUID | str) -> tuple[types.SavedGraph, ...]:
    """The saved graphs of a case, newest first. Raises NotAllowed, UnknownCase."""
    viewer.must("case.read")
    row = case_row(viewer, key)
    rows = models.Graph.objects.filter(case=row, removed_at=None).select_related("case")
    found = reading.graphs(viewer, list(rows.order_by("-saved_at", "-id")))
    audit.record(
        verb="graph.listed", object_kind="case", object_id=str(row.id), by=viewer,
        shown={row.scope: {"graphs": [[str(one.id), one.title] for one in found]}},
    )  # fmt: skip
    return found


def graph(viewer: Viewer, graph_id: UUID) -> types.OpenedGraph:
    """A saved graph with what the viewer may see of it today; the rest is absent, uncounted.

    All links among its nodes are there, newer ones too. What others see as one node may be two
    here, or two of them one. Raises NotAllowed, UnknownGraph (absent, removed and hidden alike).
    """
    viewer.must("case.read")
    row = graph_row(viewer, graph_id)
    kept = [_Kept([UUID(one) for one in ids], *rest) for ids, *rest in row.places]
    there = explore.standing(viewer, [one for place in kept for one in place.ids])
    nodes = dict.fromkeys(ids[0] for ids in there.values())
    # Where this viewer sees one node as many, there may be more than a canvas holds.
    found = explore.links_among(viewer, list(nodes)[: explore.MOST_NODES])
    opened = types.OpenedGraph(
        summary=reading.graphs(viewer, [row])[0],
        graph=found,
        places=_places(found, kept),
        filters=_filters(row.filters),
        focus=_focus(found, row.focus),
    )
    audit.record(
        verb="graph.opened", object_kind="case", object_id=str(row.case_id), by=viewer,
        shown={row.scope: {"id": str(row.id), "title": row.title}},
    )  # fmt: skip
    return opened


class _Kept(NamedTuple):
    """A place as it is stored, under all ids that its node had for the person who saved it."""

    ids: list[UUID]
    x: float
    y: float
    pinned: bool
    hidden: bool


def _places(found: Graph, kept: Iterable[_Kept]) -> tuple[types.Place, ...]:
    of = {one: node.id for node in found.nodes for one in node.entity_ids}
    placed: dict[UUID, types.Place] = {}
    for ids, x, y, pinned, hidden in kept:
        fresh = dict.fromkeys(of[one] for one in ids if one in of and of[one] not in placed)
        for index, node in enumerate(fresh):
            angle, far = index * _TURN, ASIDE * math.sqrt(index)
            at = x + far * math.cos(angle), y + far * math.sin(angle)
            placed[node] = types.Place(node, *at, pinned=pinned, hidden=hidden)
    return tuple(placed.values())


def _filters(given: dict[str, object]) -> types.GraphFilters:
    since, until = given.get("since"), given.get("until")
    names = given.get("schemata")
    return types.GraphFilters(
        schemata=tuple(names) if isinstance(names, list) else (),
        since=date.fromisoformat(since) if isinstance(since, str) else None,
        until=date.fromisoformat(until) if isinstance(until, str) else None,
    )


def _focus(found: Graph, focus: UUID | None) -> UUID | None:
    return next((node.id for node in found.nodes if focus in node.entity_ids), None)
