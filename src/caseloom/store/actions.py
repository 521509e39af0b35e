"""Every write of sources, runs, records and retractions."""

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from caseloom.access import queries as access
from caseloom.audit import actions as audit
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, Invalid, NotFound
from caseloom.kernel.viewer import Viewer
from caseloom.store import following, loading, models, queries, types
from caseloom.store import preparing as bulk

Prepare = Callable[[int, int], bulk.Prepared]


def projections() -> tuple[str, ...]:
    """The names of what follows the records, in the order in which it does."""
    return tuple(following.projections())


@transaction.atomic
def add_source(
    *,
    key: str,
    title: str,
    kind: str,
    legal_authority: str,
    licence: str = "",
    retention_days: int | None = None,
    scope_id: int,
    by: Viewer,
) -> types.Source:
    """Declare where records come from. Raises Invalid, Conflict (taken), NotFound (the scope)."""
    by.must("source.add")
    if not key.strip() or not legal_authority.strip():
        raise Invalid(
            "A source needs a key and a legal authority.",
            remedy="Say by what right it is held, such as “Subpoena 2026-17” or “public register”.",
            field="legal_authority",
        )
    if retention_days is not None and retention_days <= 0:
        raise Invalid("Retention is a number of days, or none.", field="retention_days")
    access.scope(by, scope_id)
    try:
        with transaction.atomic():
            row = models.Source.objects.create(
                key=key.strip(),
                title=title.strip() or key.strip(),
                kind=kind,
                legal_authority=legal_authority.strip(),
                licence=licence,
                retention_days=retention_days,
                scope=scope_id,
                created_at=clock.now(),
                created_by=_uuid(by),
            )
    except IntegrityError as error:
        raise Conflict(
            f"There is a source “{key}” already.", remedy="Choose another key.", field="key"
        ) from error
    audit.record(
        verb="source.added",
        object_kind="source",
        object_id=row.key,
        by=by,
        shown={scope_id: {"title": row.title, "legal_authority": row.legal_authority}},
    )
    return queries.as_source(row)


@transaction.atomic
def start_run(
    *,
    source_id: int,
    scope_id: int,
    file_name: str,
    file_hash: str,
    mapping: dict[str, Any],
    by: Viewer,
) -> types.Run:
    """Begin an import. `file_hash` is the SHA-256 of what was brought, in hexadecimal.

    Raises Invalid where somebody could see the records and not the source that they cite.
    """
    by.must("ingest.run")
    _check_source_seen(source_id, scope_id, by)
    row = models.Run.objects.create(
        source_id=source_id,
        scope=scope_id,
        state="running",
        file_name=file_name,
        file_hash=file_hash,
        mapping=mapping,
        started_at=clock.now(),
        started_by=_uuid(by),
    )
    _record_run("run.started", row, by)
    return queries.run(by, row.id)


def _check_source_seen(source_id: int, scope_id: int, by: Viewer) -> None:
    source = queries.sources_by_id(by, [source_id]).get(source_id)
    if source is None:
        raise NotFound("There is no such source.")
    if source.scope == scope_id or access.scope(by, source.scope).kind in ("public", "agency"):
        return
    raise Invalid(
        f"Records of “{source.title}” cannot be seen more widely than the source itself.",
        remedy="Import under the source's own scope, or declare a source for the wider scope.",
        field="scope",
    )


@transaction.atomic
def finish_run(*, run_id: UUID, counts: dict[str, int], by: Viewer) -> types.Run:
    """End an import well, with its counts."""
    row = _running(run_id)
    row.state, row.counts, row.finished_at = "done", {**row.counts, **counts}, clock.now()
    row.error = ""
    row.save(update_fields=["state", "counts", "finished_at", "error"])
    _record_run("run.finished", row, by)
    return queries.as_run(row)


@transaction.atomic
def fail_run(*, run_id: UUID, error: str, by: Viewer) -> types.Run:
    """End an import badly. What it appended stays; running it again resumes."""
    row = _running(run_id)
    row.state, row.error, row.finished_at = "failed", error, clock.now()
    row.save(update_fields=["state", "error", "finished_at"])
    _record_run("run.failed", row, by)
    return queries.as_run(row)


@transaction.atomic
def resume_run(*, run_id: UUID, by: Viewer) -> types.Run:
    """Take up a run that failed or was cut off."""
    by.must("ingest.run")
    row = models.Run.objects.select_for_update(of=("self",)).select_related("source").get(id=run_id)
    if row.state == "done":
        raise Conflict("This run is done already.", remedy="Start a new one.")
    row.state, row.error, row.finished_at = "running", "", None
    row.save(update_fields=["state", "error", "finished_at"])
    _record_run("run.resumed", row, by)
    return queries.as_run(row)


def _running(run_id: UUID) -> models.Run:
    row = (
        models.Run.objects.select_for_update(of=("self",))
        .select_related("source")
        .filter(id=run_id)
        .first()
    )
    if row is None:
        raise NotFound("There is no such run.")
    if row.state not in ("running", "indexing"):
        raise Conflict("This run is not under way.", remedy="Start it again; nothing is doubled.")
    return row


@transaction.atomic
def append(*, run_id: UUID, records: Iterable[types.NewRecord], by: Viewer) -> types.Appended:
    """Append records under a run's source and scope, once each, with all that follows them."""
    by.must("record.append")
    return _append(_running(run_id), loading.RecordRows(records), by)


def preparing(run: types.Run, path: Path) -> AbstractContextManager[Prepare]:
    """Gives `prepare(first, count)`, which makes rows of the engine's Parquet file ready."""
    return bulk.preparing(run, path, tuple(following.projections().values()))


@transaction.atomic
def append_rows(*, rows: bulk.Prepared, by: Viewer) -> types.Appended:
    """Append the records of some rows of the engine's Parquet that were made ready.

    One transaction: a bulk import calls this chunk by chunk, so that a crash loses at most the
    chunks under way and nothing that was acknowledged. Several may be under way at a time: the
    run is locked, and seen to be under way still, at the end alone.
    """
    by.must("ingest.run")
    run = models.Run.objects.select_related("source").get(id=rows.run.id)
    appended = _append(run, loading.SpooledRows(rows.spool), by, rows.projections)
    row = _running(run.id)
    done = row.counts.get("rows_appended", 0)
    row.counts = {
        **row.counts,
        "rows_appended": max(done, rows.first + appended.added + appended.known),
        "added": row.counts.get("added", 0) + appended.added,
        "known": row.counts.get("known", 0) + appended.known,
    }
    row.save(update_fields=["counts"])
    return appended


def _append(
    run: models.Run, rows: loading.Rows, by: Viewer, prepared: Mapping[str, Any] | None = None
) -> types.Appended:
    scope_key = access.scope(by, run.scope).key
    start = time.perf_counter()
    appended = loading.load(run, rows, scope_key=scope_key, at=clock.now(), by=_uuid(by))
    seconds = {"records": time.perf_counter() - start}
    if appended.added:
        batch = types.Batch(count=appended.added, whole=not appended.known)
        for name, projection in following.projections().items():
            start = time.perf_counter()
            projection.appended(batch=replace(batch, prepared=(prepared or {}).get(name)))
            seconds[name] = time.perf_counter() - start
    audit.record(
        verb="record.appended",
        object_kind="run",
        object_id=str(run.id),
        by=by,
        shown={run.scope: {"source": run.source.key}},
        detail={"added": appended.added, "known": appended.known},
    )
    return replace(appended, seconds=seconds)


def retract(*, record_ids: Iterable[UUID], reason: str, by: Viewer) -> int:
    """Say that records no longer stand. They stay readable as of an earlier date.

    Returns how many were standing. Raises NotFound if the viewer may not see one of them.
    """
    return _turn(list(record_ids), reason, by, retracted=True)


def reinstate(*, record_ids: Iterable[UUID], reason: str, by: Viewer) -> int:
    """Take a retraction back; returns how many records stand again."""
    return _turn(list(record_ids), reason, by, retracted=False)


@transaction.atomic
def _turn(record_ids: list[UUID], reason: str, by: Viewer, *, retracted: bool) -> int:
    by.must("record.retract")
    if not reason.strip():
        raise Invalid("Say why.", remedy="A reason goes on record.", field="reason")
    found = queries.records_by_id(by, record_ids)
    if len(found) != len(set(record_ids)):
        raise NotFound("There is no such record.")
    turning = [one for one in found if one.retracted != retracted]
    if not turning:
        return 0
    models.Retraction.objects.bulk_create(
        models.Retraction(
            record_id=one.id,
            scope=one.scope,
            retracted=retracted,
            reason=reason,
            at=clock.now(),
            by=_uuid(by),
        )
        for one in turning
    )
    _follow([one.id for one in turning], retracted=retracted)
    verb = "record.retracted" if retracted else "record.reinstated"
    for one in turning:
        shown = {one.scope: {"reason": reason, "schema": one.schema}}
        audit.record(verb=verb, object_kind="record", object_id=str(one.id), by=by, shown=shown)
    return len(turning)


def _follow(record_ids: list[UUID], *, retracted: bool) -> None:
    loading.stage(record_ids)
    batch = types.Batch(count=len(record_ids))
    for projection in following.projections().values():
        (projection.retracted if retracted else projection.appended)(batch=batch)


@transaction.atomic
def rebuild(
    *, by: Viewer, names: Iterable[str] = (), told: types.Told | None = None
) -> tuple[str, ...]:
    """Build projections anew from the records that `by` may see, all or those named.

    What he may not see stays as it is. Returns the names; raises Invalid for an unknown one.
    """
    by.must("ingest.run")
    known = following.projections()
    chosen = tuple(names) or tuple(known)
    for name in chosen:
        if name not in known:
            raise Invalid(f"There is no projection “{name}”.", remedy=f"Known: {', '.join(known)}.")
    for name in chosen:
        known[name].rebuild(told=told or _silent)
    audit.record(
        verb="projection.rebuilt", object_kind="projection", object_id=",".join(chosen), by=by
    )
    return chosen


def _silent(done: int) -> None:
    """Nobody is listening."""


def _uuid(viewer: Viewer) -> UUID | None:
    return UUID(viewer.id) if viewer.kind == "person" else None


def _record_run(verb: str, row: models.Run, by: Viewer) -> None:
    audit.record(
        verb=verb,
        object_kind="run",
        object_id=str(row.id),
        by=by,
        shown={row.scope: {"file": row.file_name, "source": row.source.key, "error": row.error}},
        detail=dict(row.counts),
    )
