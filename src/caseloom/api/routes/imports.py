"""Bringing files in and taking everything out: upload, look, map, import; export."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from ninja import Field, File, Router, Schema, Status
from ninja.files import UploadedFile

from caseloom.api.archives import archive
from caseloom.api.fields import SourceKey
from caseloom.api.middleware import viewer_of
from caseloom.api.problems import answers, file
from caseloom.api.shapes import Given, shape, shapes
from caseloom.ingest import actions, queries, types
from caseloom.store import queries as stored
from caseloom.store.types import Run

router = Router()
ZIP = "application/zip"


@router.get("uploads", response=answers(shapes(types.Upload)), operation_id="uploads")
def uploads(request: HttpRequest) -> list[types.Upload]:
    """Your own files that wait for a mapping or were imported, newest first."""
    return list(queries.uploads(viewer_of(request)))


@router.post(
    "uploads", response=answers(shape(types.Upload), status=201), operation_id="upload_file"
)
def receive(request: HttpRequest, file: Annotated[UploadedFile, File()]) -> "Status[types.Upload]":
    """Bring a file: CSV, XLSX, Parquet or JSON lines. It waits for a mapping."""
    chunks = cast(Iterator[bytes], file.chunks())
    made = actions.receive(name=file.name or "file", chunks=chunks, by=viewer_of(request))
    return Status(201, made)


@router.get("uploads/{upload_id}", response=answers(shape(types.Upload)), operation_id="upload")
def upload(request: HttpRequest, upload_id: UUID) -> types.Upload:
    """One of your files: its mapping so far, and the run that came of it."""
    return queries.upload(viewer_of(request), upload_id)


@router.post(
    "uploads/{upload_id}/discard", response=answers(None, status=204),
    operation_id="discard_upload",
)  # fmt: skip
def discard(request: HttpRequest, upload_id: UUID) -> "Status[None]":
    """Throw a file away. Records that came of it stay."""
    actions.discard(upload_id=upload_id, by=viewer_of(request))
    return Status(204, None)


@router.get(
    "uploads/{upload_id}/preview", response=answers(shape(types.Preview)),
    operation_id="preview_upload",
)  # fmt: skip
def preview(request: HttpRequest, upload_id: UUID) -> types.Preview:
    """The first rows of a file, and what was found out about it."""
    viewer = viewer_of(request)
    return queries.preview(viewer, queries.upload(viewer, upload_id).path)


class Drafted(Schema):
    """A first mapping as YAML, to be edited by a person."""

    mapping: str


@router.get("uploads/{upload_id}/draft", response=answers(Drafted), operation_id="draft_mapping")
def draft(request: HttpRequest, upload_id: UUID) -> Drafted:
    """A mapping drafted from the file's columns."""
    viewer = viewer_of(request)
    return Drafted(mapping=queries.draft(viewer, queries.upload(viewer, upload_id).path))


class NewMapping(Given):
    """What the columns mean (FollowTheMoney's mapping YAML), and which source they are from."""

    mapping: Annotated[str, Field(min_length=1, max_length=200_000)]
    source: SourceKey


@router.put(
    "uploads/{upload_id}/mapping", response=answers(shape(types.Upload)),
    operation_id="set_mapping",
)  # fmt: skip
def set_mapping(request: HttpRequest, upload_id: UUID, given: NewMapping) -> types.Upload:
    """Keep the mapping of a file, once it checks."""
    viewer = viewer_of(request)
    source = stored.source(viewer, given.source)
    return actions.set_mapping(
        upload_id=upload_id, mapping=given.mapping, source_key=source.key, by=viewer
    )


class Import(Schema):
    """Where an import is: waiting for the worker, or the run that it became."""

    state: Literal["unmapped", "waiting", "running", "indexing", "done", "failed"]
    run: shape(Run) | None = None  # type: ignore[valid-type]  # made at run time


@router.post(
    "uploads/{upload_id}/import", response=answers(Import, status=202), operation_id="import_upload"
)
def enqueue(request: HttpRequest, upload_id: UUID) -> "Status[dict[str, Any]]":
    """Have the worker import a file that has a mapping."""
    viewer = viewer_of(request)
    viewer.must("ingest.run")
    actions.enqueue(upload_id=upload_id, by=viewer)
    return Status(202, {"state": "waiting"})


@router.get("uploads/{upload_id}/import", response=answers(Import), operation_id="import_state")
def state(request: HttpRequest, upload_id: UUID) -> dict[str, Any]:
    """How far the import of a file is."""
    viewer = viewer_of(request)
    found = queries.upload(viewer, upload_id)
    if found.run_id is None:
        return {"state": "waiting" if found.mapping else "unmapped"}
    run = stored.run(viewer, found.run_id)
    return {"state": run.state, "run": run}


@router.get("runs/{run_id}/rejects", response=answers(shapes(types.Reject)), operation_id="rejects")
def rejects(
    request: HttpRequest, run_id: UUID, limit: Annotated[int, Field(ge=1, le=1000)] = 200
) -> list[types.Reject]:
    """What an import rejected: row, column, value and why."""
    return list(queries.rejects(viewer_of(request), run_id, limit))


class Wanted(Given):
    """What to export; an empty list means all that you may see."""

    sources: Annotated[list[SourceKey], Field(max_length=1000)] = []
    types: Annotated[list[SourceKey], Field(max_length=200)] = []
    entity_ids: Annotated[list[UUID], Field(max_length=10_000)] = []


@router.post("export", response=answers(None), operation_id="export", openapi_extra=file(ZIP))
def export(request: HttpRequest, wanted: Wanted) -> HttpResponseBase:
    """Records, entities, sources and judgements as FollowTheMoney JSON lines in a ZIP, whole."""
    viewer = viewer_of(request)
    chosen = types.ExportFilter(
        sources=tuple(wanted.sources),
        schemata=tuple(wanted.types),
        entity_ids=tuple(wanted.entity_ids),
    )
    return archive("export", lambda folder: actions.export(folder=folder, wanted=chosen, by=viewer))
