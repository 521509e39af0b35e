"""Saved graphs: keeping a picture in a case, and taking it out again."""

import math
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from caseloom.audit import actions as audit
from caseloom.cases import models, reading
from caseloom.cases.rows import graph_row, open_case_row, person_id, text
from caseloom.cases.types import GraphFilters, Place, SavedGraph
from caseloom.explore import queries as explore
from caseloom.kernel import clock
from caseloom.kernel.errors import Invalid
from caseloom.kernel.ids import new_id
from caseloom.kernel.viewer import Viewer

# Far beyond what layout makes of a full canvas; more would be lost in drawing.
FARTHEST = 1e7
MOST_TYPES = 100


@transaction.atomic
def save_graph(
    *,
    case_id: UUID,
    title: str,
    places: Sequence[Place],
    filters: GraphFilters | None = None,
    focus: UUID | None = None,
    replaces: UUID | None = None,
    by: Viewer,
) -> SavedGraph:
    """Keep a picture in a case: ids, positions and filters, no names.

    Nodes that `by` may not see are not kept. `replaces` takes an earlier one of the same case out.
    Raises UnknownCase, UnknownGraph, NotAllowed, Invalid (title, or nothing to keep), Conflict
    (closed).
    """
    by.must("case.edit")
    case = open_case_row(by, case_id)
    row = models.Graph(
        id=new_id(), case=case, scope=case.scope, title=text(title, field="title", limit=300),
        focus=focus, places=_places(by, places), filters=_filters(filters or GraphFilters()),
        saved_at=clock.now(), saved_by=person_id(by),
    )  # fmt: skip
    if replaces is not None:
        _remove(replaces, case, by)
    row.save(force_insert=True)
    _record("graph.saved", row, by)
    return reading.graphs(by, [row])[0]


@transaction.atomic
def remove_graph(*, graph_id: UUID, by: Viewer) -> None:
    """Take a saved graph out of its case; that it was there stays on record.

    Raises UnknownGraph, NotAllowed, Conflict (closed).
    """
    by.must("case.edit")
    case = open_case_row(by, graph_row(by, graph_id).case_id)
    _remove(graph_id, case, by)


def _remove(graph_id: UUID, case: models.Case, by: Viewer) -> None:
    row = graph_row(by, graph_id)
    if row.case_id != case.id:
        raise Invalid(
            "That graph is saved in another case.",
            remedy="Save this one as a new graph.",
            field="replaces",
        )
    row.removed_at, row.removed_by = clock.now(), person_id(by)
    row.save(update_fields=["removed_at", "removed_by"])
    _record("graph.removed", row, by)


def _places(by: Viewer, places: Sequence[Place]) -> list[list[object]]:
    if len(places) > explore.MOST_NODES:
        raise Invalid(
            f"A saved graph holds {explore.MOST_NODES:,} nodes.",
            remedy="Hide some.",
            field="places",
        )
    if not all(
        math.isfinite(at) and abs(at) <= FARTHEST for one in places for at in (one.x, one.y)
    ):
        raise Invalid("A node stands outside of any canvas.", field="places")
    seen = explore.standing(by, [one.node_id for one in places])
    kept: dict[tuple[UUID, ...], Place] = {}
    for one in places:
        if one.node_id in seen:
            kept.setdefault(seen[one.node_id], one)
    if not kept:
        raise Invalid("There is nothing on the canvas.", remedy="Add a node.", field="places")
    return [
        [[str(id_) for id_ in ids], one.x, one.y, one.pinned, one.hidden]
        for ids, one in kept.items()
    ]


def _filters(filters: GraphFilters) -> dict[str, object]:
    names = list(dict.fromkeys(filters.schemata))
    if len(names) > MOST_TYPES or any(len(name) > MOST_TYPES for name in names):
        raise Invalid("These are no types of links.", field="filters")
    return {
        "schemata": names,
        "since": filters.since.isoformat() if filters.since else None,
        "until": filters.until.isoformat() if filters.until else None,
    }


def _record(verb: str, row: models.Graph, by: Viewer) -> None:
    nodes = [ids[0] for ids, *_ in row.places]
    audit.record(
        verb=verb, object_kind="case", object_id=str(row.case_id), by=by,
        shown={row.scope: {"id": str(row.id), "title": row.title, "nodes": nodes}},
    )  # fmt: skip
