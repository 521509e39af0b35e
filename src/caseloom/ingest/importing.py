"""One import, from files to records: engine first, then chunk by chunk into the store."""

import hashlib
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.engine import job as engine
from caseloom.engine import mapping as mappings
from caseloom.engine import readers
from caseloom.engine.types import JobResult
from caseloom.engine.types import Progress as EngineProgress
from caseloom.ingest import models, queries, types
from caseloom.ingest.appending import Appending
from caseloom.ingest.errors import AlreadyRunning
from caseloom.ingest.scratch import scratch
from caseloom.kernel.canonical import canonical_json
from caseloom.kernel.errors import CaseloomError, Unavailable
from caseloom.kernel.viewer import Viewer
from caseloom.store import actions as store
from caseloom.store import queries as stored
from caseloom.store.types import Run, Source

# What the engine may hold in memory unless told otherwise. Above it, it spills: a million rows
# map as fast under this limit as without one.
MEMORY = "1GB"

# Seconds that a start waits for the lock of an import that was killed a moment ago.
GRACE = 5.0


@dataclass(frozen=True, slots=True)
class Job:
    """A checked mapping, the files it names and their common hash."""

    mapping: mappings.Mapping
    folder: Path
    files: tuple[Path, ...]


def prepare(mapping: Path | str | Mapping[str, Any], folder: Path | None) -> Job:
    """Read and check a mapping (a file, YAML text or a dictionary) and find its files.

    Raises Invalid or NotFound with what is wrong.
    """
    base = folder or (mapping.parent if isinstance(mapping, Path) else Path.cwd())
    loaded = mappings.load(mapping)
    return Job(
        mapping=loaded,
        folder=base,
        files=tuple(readers.locate(base, name) for name in loaded.files),
    )


def check(mapping: str, upload: types.Upload) -> Job:
    """Check a mapping's text against an uploaded file."""
    return prepare(mapping, upload.path.parent)


def of_upload(upload_id: UUID, by: Viewer) -> tuple[Job, str]:
    """The job and source key of an upload that has a mapping."""
    with as_viewer(by):
        upload = queries.upload(by, upload_id)
    return check(upload.mapping, upload), upload.source_key


@dataclass
class Import:
    """One import under way."""

    job: Job
    source_key: str
    scope_id: int | None
    by: Viewer
    notify: types.Notify
    memory_limit: str | None
    upload_id: UUID | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    def run(self) -> types.Imported:
        """Do it all; a failure is written on the run before it is raised."""
        with self._timed("hashing"):
            digest = self._hash()
        with as_viewer(self.by):
            source = stored.source(self.by, self.source_key)
            scope_id = self.scope_id or source.scope
            scope_key = access.scope(self.by, scope_id).key
        with _alone(f"{source.id}:{scope_id}:{digest}"):
            run = self._start(source, scope_id, digest)
            try:
                return self._import(run, scope_key)
            except CaseloomError as error:
                self._fail(run, str(error))
                raise
            except OSError as error:
                self._fail(run, error.strerror or str(error))
                raise Unavailable(
                    f"The import stopped: {error.strerror or error}.",
                    remedy="Make room or mend the disk, then run it again: it resumes.",
                ) from error

    def _import(self, run: Run, scope_key: str) -> types.Imported:
        with scratch(_folder("work")) as work:
            with self._timed("mapping"):
                result = self._map(run, scope_key, work)
            with self._timed("appending"):
                self._append(run, result)
            rejects = _keep_rejects(run, result)
            with as_viewer(self.by):
                done = store.finish_run(run_id=run.id, counts=_counts(result), by=self.by)
            return types.Imported(
                run=done, rejects=rejects, seconds=self.seconds, notes=_notes(result)
            )

    def _hash(self) -> str:
        digest = hashlib.sha256(canonical_json(self.job.mapping.raw))
        for path in self.job.files:
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()

    def _start(self, source: Source, scope_id: int, digest: str) -> Run:
        with as_viewer(self.by):
            cut_off = queries.unfinished(self.by, source.id, scope_id, digest)
            if cut_off is not None:
                run = store.resume_run(run_id=cut_off, by=self.by)
            else:
                run = store.start_run(
                    source_id=source.id,
                    scope_id=scope_id,
                    file_name=", ".join(path.name for path in self.job.files),
                    file_hash=digest,
                    mapping=dict(self.job.mapping.raw),
                    by=self.by,
                )
            if self.upload_id is not None:
                models.Upload.objects.filter(id=self.upload_id).update(run_id=run.id)
        return run

    def _map(self, run: Run, scope_key: str, work: Path) -> JobResult:
        def told(progress: EngineProgress) -> None:
            self.notify(
                types.Progress(progress.stage, progress.done, progress.total, progress.file)
            )

        return engine.run(
            self.job.mapping,
            source_key=run.source_key,
            scope_key=scope_key,
            folder=self.job.folder,
            out=work / "records.parquet",
            rejects=work / "rejects.csv",
            progress=told,
            memory_limit=self.memory_limit or MEMORY,
        )

    def _append(self, run: Run, result: JobResult) -> None:
        def told(done: int) -> None:
            self.notify(types.Progress("appending", done, result.records))

        work = Appending(run, result.out, result.records, self.by)
        self.seconds |= work.all(told)

    def _fail(self, run: Run, error: str) -> None:
        with as_viewer(self.by):
            store.fail_run(run_id=run.id, error=error, by=self.by)

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[stage] = time.perf_counter() - start


@contextmanager
def _alone(what: str) -> Iterator[None]:
    """Hold a lock that ends with this process, so that a crashed import can be taken up soon."""
    number = int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        # A killed import's lock lives on in the database until its last statement ends, unless
        # the database looks meanwhile whether anybody is still there to answer.
        cursor.execute("SET client_connection_check_interval = '500ms'")
        if not _locked(cursor, number):
            raise AlreadyRunning(
                "This file is being imported right now.", remedy="Wait for that run to end."
            )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
            cursor.execute("RESET client_connection_check_interval")


def _locked(cursor: CursorWrapper, number: int) -> bool:
    """Take the lock; wait for as long as the database needs to notice that its holder is dead."""
    until = time.monotonic() + GRACE
    while True:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        if cursor.fetchone()[0]:
            return True
        if time.monotonic() > until:
            return False
        time.sleep(0.1)


def _folder(name: str) -> Path:
    folder: Path = settings.DATA / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _keep_rejects(run: Run, result: JobResult) -> Path | None:
    if not result.rejected:
        return None
    kept = _folder("rejects") / f"{run.id}.csv"
    shutil.move(result.rejects, kept)
    return kept


def _notes(result: JobResult) -> tuple[str, ...]:
    # A file that two queries read is told of once.
    notes = (f"{one.name}: {note}" for one in result.files for note in one.notes)
    return tuple(dict.fromkeys(notes))


def _counts(result: JobResult) -> dict[str, int]:
    return {
        "rows": result.rows,
        "records": result.records,
        "duplicates": result.duplicates,
        "rejected": result.rejected,
        "dropped_values": sum(result.dropped.values()),
    }
