"""Sources, runs and records."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Status

from caseloom.access import queries as access
from caseloom.api import paging
from caseloom.api.fields import Number, Reason, ScopeKey
from caseloom.api.middleware import viewer_of
from caseloom.api.problems import answers
from caseloom.api.shapes import Given, page, shape, shapes
from caseloom.store import actions, queries, types

router = Router()


@router.get("sources", response=answers(shapes(types.Source)), operation_id="sources")
def sources(request: HttpRequest) -> list[types.Source]:
    """The sources that you may see, by title."""
    return list(queries.sources(viewer_of(request)))


class NewSource(Given):
    """A source to declare. `retention_days` counts from a record's entry; none is forever."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,99}$")]
    title: Annotated[str, Field(min_length=1, max_length=200)]
    kind: Annotated[str, Field(min_length=1, max_length=40)]
    legal_authority: Annotated[str, Field(min_length=1, max_length=2000)]
    licence: Annotated[str, Field(max_length=200)] = ""
    retention_days: Number | None = None
    scope: ScopeKey


@router.post(
    "sources", response=answers(shape(types.Source), status=201), operation_id="add_source"
)
def add_source(request: HttpRequest, new: NewSource) -> "Status[types.Source]":
    """Declare a source."""
    viewer = viewer_of(request)
    scope = access.scope(viewer, new.scope)
    made = actions.add_source(**new.dict(exclude={"scope"}), scope_id=scope.id, by=viewer)
    return Status(201, made)


@router.get("sources/{key}", response=answers(shape(types.Source)), operation_id="source")
def source(request: HttpRequest, key: str) -> types.Source:
    """One source."""
    return queries.source(viewer_of(request), key)


@router.get("runs", response=answers(page(types.Run)), operation_id="runs")
def runs(
    request: HttpRequest,
    source: Annotated[str | None, Query(max_length=100)] = None,
    cursor: paging.Cursor = None,
    limit: paging.Limit = 50,
) -> dict[str, object]:
    """Imports, newest first."""
    viewer = viewer_of(request)
    source_id = queries.source(viewer, source).id if source else None
    found = queries.runs(
        viewer, source_id=source_id, cursor=paging.opened(request, cursor), limit=limit
    )
    return paging.listed(request, found)


@router.get("runs/{run_id}", response=answers(shape(types.Run)), operation_id="run")
def run(request: HttpRequest, run_id: UUID) -> types.Run:
    """One import with its counts."""
    return queries.run(viewer_of(request), run_id)


@router.get("records/{record_id}", response=answers(shape(types.Record)), operation_id="record")
def record(request: HttpRequest, record_id: UUID) -> types.Record:
    """One record: what a source says, where it says so, and when it was entered."""
    return queries.record(viewer_of(request), record_id)


class Turn(Given):
    """Why; it goes on record."""

    reason: Reason


@router.post(
    "records/{record_id}/retract", response=answers(shape(types.Record)), operation_id="retract"
)
def retract(request: HttpRequest, record_id: UUID, given: Turn) -> types.Record:
    """Say that a record no longer stands."""
    viewer = viewer_of(request)
    actions.retract(record_ids=[record_id], reason=given.reason, by=viewer)
    return queries.record(viewer, record_id)


@router.post(
    "records/{record_id}/reinstate", response=answers(shape(types.Record)), operation_id="reinstate"
)
def reinstate(request: HttpRequest, record_id: UUID, given: Turn) -> types.Record:
    """Take a retraction back."""
    viewer = viewer_of(request)
    actions.reinstate(record_ids=[record_id], reason=given.reason, by=viewer)
    return queries.record(viewer, record_id)
