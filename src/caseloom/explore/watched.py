"""Puts on record what a reader was shown."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from caseloom.audit import actions as audit
from caseloom.explore.types import Edge, Hit, Moment, Node, Profile
from caseloom.kernel.viewer import Viewer

Shown = dict[int, dict[str, object]]


def saw(
    viewer: Viewer,
    verb: str,
    object_kind: str,
    object_id: UUID | str,
    *,
    shown: Mapping[int, Mapping[str, object]],
    **detail: object,
) -> None:
    """Write the event of a read. Raises Unavailable when it cannot be written."""
    audit.record(
        verb=verb,
        object_kind=object_kind,
        object_id=str(object_id),
        by=viewer,
        shown=shown,
        detail={name: value for name, value in detail.items() if value not in (None, (), [], "")},
    )


def question(viewer: Viewer, text: str, shown: Shown) -> Shown:
    """What was typed may name anybody, so it goes with the values, into each scope shown.

    When nothing was shown it goes into the lowest scope that the viewer holds.
    """
    scopes = set(shown) or ({min(viewer.scopes)} if viewer.scopes else set())
    return {scope: {**shown.get(scope, {}), "question": text} for scope in scopes}


def hits(found: Iterable[Hit]) -> Shown:
    """Entities as a result list shows them, each text under the scope that it is from."""
    shown: Shown = defaultdict(dict)
    for hit in found:
        shown[hit.scope][str(hit.entity_id)] = hit.caption
        for index, match in enumerate(hit.matches):
            shown[match.scope][f"{hit.entity_id}.{index}"] = {match.property: match.value}
    return dict(shown)


def profile(seen: Profile) -> Shown:
    """Every value of every record of a profile."""
    shown: Shown = defaultdict(dict)
    for record in seen.entity.records:
        values = {name: list(values) for name, values in record.properties.items()}
        shown[record.scope][str(record.id)] = values
    return dict(shown)


def graph(nodes: Iterable[Node], edges: Iterable[Edge] = ()) -> Shown:
    """Names under the scope of their record, links under their own."""
    shown: Shown = defaultdict(dict)
    for node in nodes:
        if node.scope is not None:
            shown[node.scope][str(node.id)] = node.caption
    for edge in edges:
        link = [str(edge.source), edge.schema, str(edge.target), edge.label]
        shown[edge.scope][str(edge.record_id)] = link
    return dict(shown)


def timeline(moments: Iterable[Moment], nodes: Iterable[Node]) -> Shown:
    """Dates under the scope of their record, names of the far ends under theirs."""
    shown: Shown = defaultdict(dict, graph(nodes))
    for one in moments:
        key = f"{one.record_id}.{one.property}.{one.when}"
        shown[one.scope][key] = [one.schema, one.when, one.until]
    return dict(shown)
