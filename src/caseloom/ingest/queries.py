"""Every read about files on their way in."""

import csv
from pathlib import Path
from uuid import UUID

from django.conf import settings

from caseloom.ingest import models, types
from caseloom.kernel.errors import NotFound
from caseloom.kernel.viewer import Viewer
from caseloom.store import queries as stored


def unfinished(viewer: Viewer, source_id: int, scope_id: int, digest: str) -> UUID | None:
    """The run of exactly this content that was cut off or failed, if there is one."""
    for run in stored.runs(viewer, source_id=source_id, limit=200).items:
        if run.file_hash == digest and run.scope == scope_id and run.state != "done":
            return run.id
    return None


def uploads(viewer: Viewer) -> tuple[types.Upload, ...]:
    """The viewer's own uploads, newest first."""
    rows = models.Upload.objects.filter(person_id=UUID(viewer.id)).order_by("-at", "id")
    return tuple(as_upload(row) for row in rows)


def upload(viewer: Viewer, upload_id: UUID) -> types.Upload:
    """One of the viewer's own uploads. Raises NotFound for anybody else's."""
    return as_upload(upload_row(viewer, upload_id))


def upload_row(viewer: Viewer, upload_id: UUID) -> models.Upload:
    """The row of one of the viewer's own uploads, for this room's actions."""
    row = models.Upload.objects.filter(id=upload_id, person_id=UUID(viewer.id)).first()
    if row is None:
        raise NotFound("There is no such upload.")
    return row


def as_upload(row: models.Upload) -> types.Upload:
    """A row as what other rooms see."""
    return types.Upload(
        id=row.id,
        name=row.name,
        size=row.size,
        sha256=row.sha256,
        at=row.at,
        path=settings.DATA / "uploads" / str(row.id) / row.name,
        mapping=row.mapping,
        source_key=row.source_key,
        run_id=row.run_id,
    )


def preview(viewer: Viewer, path: Path, rows: int = 20) -> types.Preview:
    """The first rows of a file. Raises Invalid when it cannot be read, with the remedy."""
    from caseloom.engine import readers  # late: DuckDB and openpyxl take a second

    found = readers.preview(path, rows)
    return types.Preview(columns=found.columns, rows=found.rows, notes=found.notes)


def draft(viewer: Viewer, path: Path) -> str:
    """A first mapping for a file, as YAML that a person can edit."""
    from caseloom.engine import draft as drafting  # late, as above

    return drafting.draft_text(path)


def rejects(viewer: Viewer, run_id: UUID, limit: int = 200) -> tuple[types.Reject, ...]:
    """What a run rejected, the first `limit` rows. Raises NotFound for a hidden run."""
    path = rejects_path(viewer, run_id)
    if path is None:
        return ()
    with path.open(newline="", encoding="utf-8") as file:
        return tuple(
            types.Reject(
                file=row["file"],
                row=int(row["row"]) if row["row"] else None,
                column=row["column"],
                value=row["value"],
                reason=row["reason"],
            )
            for row, _ in zip(csv.DictReader(file), range(limit), strict=False)
        )


def rejects_path(viewer: Viewer, run_id: UUID) -> Path | None:
    """Where the whole list of a run's rejects lies; None if nothing was rejected."""
    run = stored.run(viewer, run_id)
    path: Path = settings.DATA / "rejects" / f"{run.id}.csv"
    return path if path.exists() else None
