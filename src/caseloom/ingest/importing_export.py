"""Reads an export of Caseloom back: the same records, retractions and judgements."""

import hashlib
import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import UUID

from caseloom.access import queries as access
from caseloom.ingest.exporting import FORMAT
from caseloom.ingest.types import Restored
from caseloom.kernel.errors import Conflict, Invalid, NotFound
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import actions as resolve
from caseloom.store import actions as store
from caseloom.store import queries as stored
from caseloom.store.types import NewRecord, Source

CHUNK = 5_000


def read(folder: Path, by: Viewer, scope_key: str = "") -> Restored:
    """Bring everything in an export folder in; what is known already is left as it is.

    `scope_key` replaces the scopes that the export names; without it, the viewer must hold each.
    Raises Invalid for a folder that is no export or was altered.
    """
    manifest = check(folder)
    for source in _lines(folder / "sources.jsonl"):
        _source(source, by, scope_key)
    added = known = retracted = 0
    for (source_key, scope), lines in groupby(
        _sorted(folder / "records.ftm.jsonl"),
        key=lambda one: (one["datasets"][0], scope_key or one["caseloom"]["scope"]),
    ):
        records = list(lines)
        source = stored.source(by, source_key)
        done = _append(records, source, access.scope(by, scope).id, manifest, by)
        added, known = added + done[0], known + done[1]
        gone = [UUID(one["caseloom"]["record_id"]) for one in records
                if one["caseloom"]["retracted"]]  # fmt: skip
        if gone:
            retracted += store.retract(record_ids=gone, reason="retracted in the export", by=by)
    judged = sum(_judge(one, by) for one in _lines(folder / "judgements.jsonl"))
    return Restored(added=added, known=known, retracted=retracted, judgements=judged)


def check(folder: Path) -> dict[str, Any]:
    """The manifest, once every file is as it says. Raises Invalid."""
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    except (OSError, ValueError) as error:
        raise Invalid(
            f"{folder} is not an export of Caseloom.", remedy="Name the folder with manifest.json."
        ) from error
    if manifest.get("format") != FORMAT:
        raise Invalid(
            f"This export has the format {manifest.get('format')}.",
            remedy=f"This version reads {FORMAT}.",
        )
    for name, said in manifest["files"].items():
        with (folder / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != said["sha256"]:
                raise Invalid(f"{name} was altered.", remedy="Export again, or find out why.")
    return manifest


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _sorted(path: Path) -> list[dict[str, Any]]:
    return sorted(_lines(path), key=lambda one: (one["datasets"][0], one["caseloom"]["scope"]))


def _source(given: dict[str, Any], by: Viewer, scope_key: str) -> None:
    try:
        stored.source(by, given["key"])
    except NotFound:
        scope = access.scope(by, scope_key or given.pop("scope"))
        given.pop("scope", None)
        store.add_source(**given, scope_id=scope.id, by=by)


def _append(
    lines: list[dict[str, Any]], source: Source, scope_id: int, manifest: dict[str, Any], by: Viewer
) -> tuple[int, int]:
    run = store.start_run(
        source_id=source.id,
        scope_id=scope_id,
        file_name="records.ftm.jsonl",
        file_hash=manifest["files"]["records.ftm.jsonl"]["sha256"],
        mapping={"format": FORMAT},
        by=by,
    )
    added = known = 0
    for first in range(0, len(lines), CHUNK):
        done = store.append(
            run_id=run.id, records=map(_record, lines[first : first + CHUNK]), by=by
        )
        added, known = added + done.added, known + done.known
    store.finish_run(run_id=run.id, counts={"added": added, "known": known}, by=by)
    return added, known


def _record(line: dict[str, Any]) -> NewRecord:
    extra = line["caseloom"]
    return NewRecord(
        entity_id=UUID(line["id"]),
        origin_id=extra["origin_id"],
        schema=line["schema"],
        properties={name: tuple(values) for name, values in line["properties"].items()},
        originals={name: tuple(values) for name, values in extra["originals"].items()},
        citation=stored.as_citation(extra["citation"]),
    )


def _judge(line: dict[str, Any], by: Viewer) -> int:
    if line["undone"]:
        return 0
    try:
        resolve.decide(
            left=UUID(line["left"]),
            right=UUID(line["right"]),
            verdict=line["verdict"],
            reason=f"{line['reason']} (imported; by {line['by']}, {line['at']})",
            by=by,
        )
    except Conflict:
        return 0  # judged here already: what stands, stands
    return 1
