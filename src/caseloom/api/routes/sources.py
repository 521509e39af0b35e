"""Sources, runs and records."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from caseloom.api.middleware import viewer_of
from caseloom.api.problems import answers
from caseloom.store import actions, queries, types

router = Router()
Number = Annotated[int, Field(ge=1, le=2_147_483_647)]


@router.get("sources", response=answers(list[types.Source]), operation_id="sources")
def sources(request: HttpRequest) -> tuple[types.Source, ...]:
    """The sources that you may see, by title."""
    return queries.sources(viewer_of(request))


class NewSource(Schema):
    """A source to declare. `retention_days` counts from a record's entry; none is forever."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,99}$")]
    title: Annotated[str, Field(min_length=1, max_length=200)]
    kind: Annotated[str, Field(min_length=1, max_length=40)]
    legal_authority: Annotated[str, Field(min_length=1, max_length=2000)]
    licence: Annotated[str, Field(max_length=200)] = ""
    retention_days: Number | None = None
    scope_id: Number


@router.post("sources", response=answers(types.Source, status=201), operation_id="add_source")
def add_source(request: HttpRequest, new: NewSource) -> tuple[int, types.Source]:
    """Declare a source."""
    return 201, actions.add_source(**new.dict(), by=viewer_of(request))


@router.get("sources/{key}", response=answers(types.Source), operation_id="source")
def source(request: HttpRequest, key: str) -> types.Source:
    """One source."""
    return queries.source(viewer_of(request), key)


class Runs(Schema):
    """A page of runs; `next` is the cursor of the page after it."""

    items: list[types.Run]
    next: str | None


@router.get("runs", response=answers(Runs), operation_id="runs")
def runs(
    request: HttpRequest,
    source: str | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, object]:
    """Imports, newest first."""
    viewer = viewer_of(request)
    source_id = queries.source(viewer, source).id if source else None
    page = queries.runs(viewer, source_id=source_id, cursor=cursor, limit=limit)
    return {"items": page.items, "next": page.next}


@router.get("runs/{run_id}", response=answers(types.Run), operation_id="run")
def run(request: HttpRequest, run_id: UUID) -> types.Run:
    """One import with its counts."""
    return queries.run(viewer_of(request), run_id)


@router.get("records/{record_id}", response=answers(types.Record), operation_id="record")
def record(request: HttpRequest, record_id: UUID) -> types.Record:
    """One record: what a source says, where it says so, and when it was entered."""
    return queries.record(viewer_of(request), record_id)


class Turn(Schema):
    """Why; it goes on record."""

    reason: Annotated[str, Field(min_length=1, max_length=2000)]


@router.post("records/{record_id}/retract", response=answers(types.Record), operation_id="retract")
def retract(request: HttpRequest, record_id: UUID, given: Turn) -> types.Record:
    """Say that a record no longer stands."""
    viewer = viewer_of(request)
    actions.retract(record_ids=[record_id], reason=given.reason, by=viewer)
    return queries.record(viewer, record_id)


@router.post(
    "records/{record_id}/reinstate", response=answers(types.Record), operation_id="reinstate"
)
def reinstate(request: HttpRequest, record_id: UUID, given: Turn) -> types.Record:
    """Take a retraction back."""
    viewer = viewer_of(request)
    actions.reinstate(record_ids=[record_id], reason=given.reason, by=viewer)
    return queries.record(viewer, record_id)
