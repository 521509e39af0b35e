"""Every write that brings files in."""

import hashlib
import shutil
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from caseloom.audit import actions as audit
from caseloom.ingest import exporting, importing_export, leftovers, models, queries, types
from caseloom.kernel import clock
from caseloom.kernel.errors import Invalid, NotAllowed, Unavailable
from caseloom.kernel.ids import new_id
from caseloom.kernel.viewer import Viewer


def run(
    *,
    mapping: Path | str | Mapping[str, Any],
    source_key: str,
    scope_id: int | None = None,
    folder: Path | None = None,
    by: Viewer,
    notify: types.Notify | None = None,
    memory_limit: str | None = None,
) -> types.Imported:
    """Import the files that a mapping (a file, YAML text, a dictionary) names, from `folder`.

    Opens its own transactions, one per chunk of records, so call it outside `as_viewer`. A run
    that was cut off is resumed; a run of the same content adds nothing. `scope_id` defaults to
    the source's scope. Raises Invalid for a bad mapping or file, and NotFound for the source.
    """
    by.must("ingest.run")
    from caseloom.ingest import importing  # late: the engine takes a second to import

    job = importing.prepare(mapping, folder)
    return importing.Import(
        job=job,
        source_key=source_key,
        scope_id=scope_id,
        by=by,
        notify=notify or _silent,
        memory_limit=memory_limit,
    ).run()


def _silent(progress: types.Progress) -> None:
    """Nobody is watching."""


@transaction.atomic
def export(*, folder: Path, wanted: types.ExportFilter, by: Viewer) -> types.Exported:
    """Write all that `wanted` names and the viewer may see into a new or empty folder.

    Raises NotAllowed without “export”, Conflict for a folder that holds something.
    """
    by.must("export")
    done = exporting.write(by, folder, wanted)
    audit.record(
        verb="records.exported",
        object_kind="export",
        object_id=str(new_id()),
        by=by,
        detail={
            "sources": list(wanted.sources),
            "schemata": list(wanted.schemata),
            "entities": [str(one) for one in wanted.entity_ids],
            "counts": dict(done.counts),
        },
    )
    return done


@transaction.atomic
def restore(*, folder: Path, scope_key: str = "", by: Viewer) -> types.Restored:
    """Bring an export of Caseloom back in, all or nothing; what is known already is left."""
    by.must("ingest.run")
    return importing_export.read(folder, by, scope_key)


@transaction.atomic
def receive(*, name: str, chunks: Iterable[bytes], by: Viewer) -> types.Upload:
    """Keep a file that somebody brings through the screen, until he has mapped it."""
    by.must("ingest.run")
    if by.kind != "person":
        raise NotAllowed("Only a person uploads a file.")
    upload_id = new_id()
    folder = settings.DATA / "uploads" / str(upload_id)
    try:
        size, digest = _write(folder / safe_name(name), chunks)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise Unavailable(
            f"The file could not be kept: {error.strerror}.",
            remedy="Ask an administrator to make room in the data folder, then bring it again.",
        ) from error
    if size == 0:
        shutil.rmtree(folder, ignore_errors=True)
        raise Invalid("The file is empty.", remedy="Export it again and look inside.", field="file")
    row = models.Upload.objects.create(
        id=upload_id, person_id=UUID(by.id), name=safe_name(name), size=size, sha256=digest,
        at=clock.now(),
    )  # fmt: skip
    audit.record(
        verb="upload.received", object_kind="upload", object_id=str(row.id), by=by,
        detail={"size": size, "sha256": digest},
    )  # fmt: skip
    return queries.as_upload(row)


def safe_name(name: str) -> str:
    """The last part of a file name, without anything that a path could be made of."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*').strip(". ")
    return kept[-150:] or "file"


def _write(path: Path, chunks: Iterable[bytes]) -> tuple[int, str]:
    path.parent.mkdir(parents=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        leftovers.hold(file)
        for chunk in chunks:
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return size, digest.hexdigest()


@transaction.atomic
def set_mapping(*, upload_id: UUID, mapping: str, source_key: str, by: Viewer) -> types.Upload:
    """Keep the mapping and source of an upload between the wizard's steps, once they check."""
    from caseloom.ingest import importing  # late, as in `run`

    row = queries.upload_row(by, upload_id)
    importing.check(mapping, queries.as_upload(row))
    row.mapping, row.source_key = mapping, source_key
    row.save(update_fields=["mapping", "source_key"])
    audit.record(
        verb="upload.mapped", object_kind="upload", object_id=str(row.id), by=by,
        detail={"source": source_key},
    )  # fmt: skip
    return queries.as_upload(row)


@transaction.atomic
def discard(*, upload_id: UUID, by: Viewer) -> None:
    """Throw an upload away: the bytes too. Records that came of it stay."""
    row = queries.upload_row(by, upload_id)
    audit.record(verb="upload.discarded", object_kind="upload", object_id=str(row.id), by=by)
    folder = queries.as_upload(row).path.parent
    row.delete()
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))


@transaction.atomic
def clear_uploads(*, by: Viewer) -> int:
    """Remove what uploads that were cut off left in the data folder. Returns how many."""
    by.must("ingest.run")
    old = leftovers.old(settings.DATA / "uploads", clock.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT ingest_unclaimed(%s::uuid[])", [list(old)])
        unclaimed = [row[0] for row in cursor.fetchall()]
    for upload_id in unclaimed:
        audit.record(verb="upload.cleared", object_kind="upload", object_id=str(upload_id), by=by)
        # The bytes go last, so that none go unrecorded.
        transaction.on_commit(partial(shutil.rmtree, old[upload_id], ignore_errors=True))
    return len(unclaimed)


@transaction.atomic
def enqueue(*, upload_id: UUID, by: Viewer) -> None:
    """Have the worker import an upload that has a mapping. The run appears when it starts."""
    from caseloom.ingest import tasks

    row = queries.upload_row(by, upload_id)
    if not row.mapping or not row.source_key:
        raise Invalid("This file has no mapping yet.", remedy="Map its columns first.")
    audit.record(verb="upload.enqueued", object_kind="upload", object_id=str(row.id), by=by)
    tasks.import_upload.defer(upload_id=str(row.id), person_id=by.id, purpose=by.purpose)


def run_upload(
    *, upload_id: UUID, by: Viewer, notify: types.Notify | None = None
) -> types.Imported:
    """Import an upload by its mapping. Called by the worker, outside `as_viewer`."""
    from caseloom.ingest import importing  # late, as in `run`

    job, source_key = importing.of_upload(upload_id, by)
    return importing.Import(
        job=job, source_key=source_key, scope_id=None, by=by, notify=notify or _silent,
        memory_limit=None, upload_id=upload_id,
    ).run()  # fmt: skip
