"""The log: events, proofs that nothing was altered, and the export that anybody can verify."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponseBase
from ninja import Path, Query, Router, Schema

from caseloom.access import queries as access
from caseloom.api import paging
from caseloom.api.archives import archive
from caseloom.api.fields import Moment
from caseloom.api.middleware import viewer_of
from caseloom.api.problems import answers, file
from caseloom.api.shapes import shape, shapes
from caseloom.audit import actions, queries, types
from caseloom.kernel.viewer import Viewer

router = Router()
EventId = Annotated[int, Path(ge=0, le=2**63 - 1)]
Size = Annotated[int, Query(ge=0, le=2**63 - 1)]
Text = Annotated[str | None, Query(max_length=500)]


class Display(Schema):
    """What an event showed of one scope; `scope` is empty where you do not hold it."""

    scope: str
    state: Literal["shown", "withheld", "destroyed"]
    commitment: str
    values: dict[str, Any]


class LogEvent(Schema):
    """What was done or seen. `id` and `sequence` are for auditors: they count others' events."""

    id: int | None
    sequence: int | None
    at: datetime
    actor_kind: str
    actor_id: str
    actor_name: str
    purpose: str
    verb: str
    object_kind: str
    object_id: str
    detail: dict[str, Any]
    shown: list[Display]
    order: str


def _told(viewer: Viewer, events: tuple[types.Event, ...]) -> list[LogEvent]:
    scopes = {scope.id: scope.key for scope in access.scopes(viewer)}
    auditor = viewer.may("audit.read")
    return [_event(one, scopes, auditor) for one in events]


def _event(one: types.Event, scopes: dict[int, str], auditor: bool) -> LogEvent:
    shown = [
        Display(
            scope=scopes.get(part.scope, ""), state=part.state, commitment=part.commitment,
            values=dict(part.values),
        )
        for part in one.shown
    ]  # fmt: skip
    # The object of these verbs is a scope or an event by its number, and so betrays a count.
    numbered = one.object_kind in ("scope", "event") and one.object_id.isdigit()
    named = scopes.get(int(one.object_id), "") if one.object_kind == "scope" and numbered else ""
    return LogEvent(
        id=one.id if auditor else None, sequence=one.sequence if auditor else None, at=one.at,
        actor_kind=one.actor_kind, actor_id=one.actor_id, actor_name=one.actor_name,
        purpose=one.purpose, verb=one.verb, object_kind=one.object_kind,
        object_id=one.object_id if auditor or not numbered else named, detail=dict(one.detail),
        shown=shown, order=one.order,
    )  # fmt: skip


class Events(Schema):
    """A page of events; `next` is the cursor of the page after it."""

    items: list[LogEvent]
    next: str | None


@router.get("events", response=answers(Events), operation_id="events")
def events(
    request: HttpRequest,
    actor: Text = None,
    verb: Text = None,
    object_kind: Text = None,
    object_id: Text = None,
    since: Moment | None = None,
    until: Moment | None = None,
    cursor: paging.Cursor = None,
    limit: paging.Limit = 50,
) -> Events:
    """Events, latest first: all for an auditor, your own for you. `until` is not included."""
    viewer = viewer_of(request)
    found = queries.events(
        viewer, actor=actor, verb=verb, object_kind=object_kind, object_id=object_id,
        since=since, until=until, cursor=paging.opened(request, cursor), limit=limit,
    )  # fmt: skip
    return Events(items=_told(viewer, found.items), next=paging.sealed(request, found.next))


@router.get("events/{event_id}", response=answers(LogEvent), operation_id="event")
def event(request: HttpRequest, event_id: EventId) -> LogEvent:
    """One event with what was shown, where you hold the scope. For auditors."""
    viewer = viewer_of(request)
    viewer.must("audit.read")
    return _told(viewer, (queries.event(viewer, event_id),))[0]


@router.post("log/verify", response=answers(shape(types.Verification)), operation_id="verify_log")
def verify(request: HttpRequest) -> types.Verification:
    """Seal what is committed, then prove that the log is complete and unaltered."""
    viewer = viewer_of(request)
    while actions.sequence(by=viewer):
        pass
    actions.checkpoint(by=viewer)
    return queries.verify(viewer)


@router.get(
    "log/checkpoints", response=answers(shapes(types.Checkpoint)), operation_id="checkpoints"
)
def checkpoints(request: HttpRequest, limit: paging.Limit = 50) -> list[types.Checkpoint]:
    """The signed tree heads, largest first. Keep the last one somewhere else."""
    return list(queries.checkpoints(viewer_of(request), limit=limit))


class Inclusion(Schema):
    """That an event is in the log; hashes in hexadecimal, from the leaf up (RFC 9162 §2.1.3)."""

    sequence: int
    tree_size: int
    root_hash: str
    line: str
    proof: list[str]


@router.get("events/{event_id}/proof", response=answers(Inclusion), operation_id="inclusion")
def inclusion(request: HttpRequest, event_id: EventId, tree_size: Size | None = None) -> Inclusion:
    """The proof that an event is in the signed log; check it without trusting this server."""
    found = queries.inclusion(viewer_of(request), event_id, tree_size=tree_size)
    return Inclusion(
        sequence=found.sequence, tree_size=found.tree_size, root_hash=found.root_hash.hex(),
        line=found.line.decode(), proof=[one.hex() for one in found.proof],
    )  # fmt: skip


class Consistency(Schema):
    """That the log of `second` events begins with that of `first` (RFC 9162 §2.1.4)."""

    first: int
    second: int
    first_root: str
    second_root: str
    proof: list[str]


@router.get("log/consistency", response=answers(Consistency), operation_id="consistency")
def consistency(request: HttpRequest, first: Size, second: Size) -> Consistency:
    """The proof that an earlier signed log was only added to."""
    found = queries.consistency(viewer_of(request), first, second)
    return Consistency(
        first=found.first, second=found.second, first_root=found.first_root.hex(),
        second_root=found.second_root.hex(), proof=[one.hex() for one in found.proof],
    )  # fmt: skip


@router.post(
    "log/export", response=answers(None), operation_id="export_log",
    openapi_extra=file("application/zip"),
)  # fmt: skip
def export(request: HttpRequest) -> HttpResponseBase:
    """The sealed log with a verifier that needs Python alone, as a ZIP file."""
    viewer = viewer_of(request)
    viewer.must("audit.read")
    return archive("log", lambda folder: actions.export(folder=folder, by=viewer))
