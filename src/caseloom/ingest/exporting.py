"""Writes records out as FollowTheMoney JSON lines that any tool of the field reads.

A folder holds `records.ftm.jsonl` (one record a line, with all that Caseloom knows of it under
the key "caseloom"), `entities.ftm.jsonl` (the composed entities), `sources.jsonl`,
`judgements.jsonl` and `manifest.json` with the filter, the counts and each file's SHA-256.
Nothing is cut; what the exporter may not see is not in it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from caseloom.access import queries as access
from caseloom.ingest.types import Exported, ExportFilter
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, Unavailable
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import queries as resolve
from caseloom.resolve.types import Judgement
from caseloom.store import queries as stored
from caseloom.store.types import Entity, Record, Source

FORMAT = "caseloom-export/1"
RECORDS, SOURCES, JUDGEMENTS, ENTITIES = FILES = (
    "records.ftm.jsonl",
    "sources.jsonl",
    "judgements.jsonl",
    "entities.ftm.jsonl",
)
GROUPS = 500
"""Entities composed by one query."""


class Writer:
    """Writes JSON lines into one file and knows its hash and count."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._digest = hashlib.sha256()
        self._file: IO[bytes] = path.open("xb")

    def write(self, value: dict[str, Any]) -> None:
        """One line."""
        line = json.dumps(value, ensure_ascii=False, default=str).encode() + b"\n"
        self._file.write(line)
        self._digest.update(line)
        self.count += 1

    def close(self) -> dict[str, Any]:
        """End the file; what the manifest says of it."""
        self._file.close()
        return {"count": self.count, "sha256": self._digest.hexdigest()}


def write(viewer: Viewer, folder: Path, wanted: ExportFilter) -> Exported:
    """Write everything that `wanted` names into a new or empty folder."""
    _make(folder)
    try:
        files = _write_all(viewer, folder, wanted)
    except OSError as error:
        raise Unavailable(
            f"The export could not be written: {error.strerror}.", remedy="Make room and try again."
        ) from error
    return Exported(folder=folder, counts={name: file["count"] for name, file in files.items()})


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise Conflict(f"{folder} holds something.", remedy="Name a new or an empty folder.")


def _write_all(viewer: Viewer, folder: Path, wanted: ExportFilter) -> dict[str, dict[str, Any]]:
    scopes = {scope.id: scope.key for scope in access.scopes(viewer)}
    sources = {one.id: one for one in stored.sources(viewer)}
    source_ids = [stored.source(viewer, key).id for key in wanted.sources]
    seen: set[UUID] = set()
    used: set[int] = set()
    records = Writer(folder / RECORDS)
    for record in stored.every_record(
        viewer, source_ids=source_ids, schemata=wanted.schemata, entity_ids=wanted.entity_ids
    ):
        records.write(record_line(record, scopes, sources[record.source_id]))
        seen.add(record.entity_id)
        used.add(record.source_id)
    declared = (source_line(one, scopes) for one in sources.values() if one.id in used)
    files = {
        RECORDS: records.close(),
        SOURCES: _lines(folder / SOURCES, declared),
        JUDGEMENTS: _lines(folder / JUDGEMENTS, map(judgement_line, _judgements(viewer, seen))),
        ENTITIES: _lines(folder / ENTITIES, map(entity_line, _entities(viewer, seen))),
    }
    manifest = {
        "format": FORMAT,
        "exported_at": clock.now(),
        "exported_by": viewer.name,
        "purpose": viewer.purpose,
        "filter": {"schemata": wanted.schemata, "sources": wanted.sources,
                   "entity_ids": wanted.entity_ids},
        "files": files,
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest, default=str, indent=2) + "\n")
    return files


def _lines(path: Path, values: Iterable[dict[str, Any]]) -> dict[str, Any]:
    writer = Writer(path)
    for value in values:
        writer.write(value)
    return writer.close()


def record_line(record: Record, scopes: dict[int, str], source: Source) -> dict[str, Any]:
    """A record as FollowTheMoney JSON, with its provenance beside it."""
    citation = record.citation
    cited = {name: getattr(citation, name) for name in citation.__slots__}
    return {
        "id": str(record.entity_id),
        "schema": record.schema,
        "properties": record.properties,
        "datasets": [record.source_key],
        "caseloom": {
            "record_id": str(record.id),
            "origin_id": record.origin_id,
            "originals": record.originals,
            "citation": {name: value for name, value in cited.items() if value is not None},
            "scope": scopes.get(record.scope, ""),
            # Two sources may share a key, one in each scope.
            "source_scope": scopes.get(source.scope, ""),
            "recorded_at": record.recorded_at.isoformat(),
            "retracted": record.retracted,
        },
    }


def source_line(source: Source, scopes: dict[int, str]) -> dict[str, Any]:
    """A source, all of it, with its scope by key."""
    return {
        "key": source.key,
        "title": source.title,
        "kind": source.kind,
        "legal_authority": source.legal_authority,
        "licence": source.licence,
        "retention_days": source.retention_days,
        "scope": scopes.get(source.scope, ""),
    }


def judgement_line(judgement: Judgement) -> dict[str, Any]:
    """A judgement with who made it and why."""
    return {
        "id": str(judgement.id),
        "left": str(judgement.left),
        "right": str(judgement.right),
        "verdict": judgement.verdict,
        "reason": judgement.reason,
        "score": judgement.score,
        "model": judgement.model,
        "by": judgement.by_name,
        "by_kind": judgement.by_kind,
        "at": judgement.at.isoformat(),
        "undone": judgement.undone,
        "undone_reason": judgement.undone_reason,
    }


def entity_line(entity: Entity) -> dict[str, Any]:
    """A composed entity as FollowTheMoney JSON; `referents` are the ids that it joins."""
    return {
        "id": str(entity.id),
        "schema": entity.schema,
        "caption": entity.caption,
        "properties": {
            name: [value.value for value in values] for name, values in entity.values.items()
        },
        "datasets": sorted({record.source_key for record in entity.records}),
        "referents": [str(one) for one in entity.entity_ids[1:]],
    }


def _judgements(viewer: Viewer, entity_ids: set[UUID]) -> list[Judgement]:
    """The judgements both of whose sides are exported, in the order in which they were made."""
    found: dict[UUID, Judgement] = {}
    for group in _batches(sorted(entity_ids)):
        for one in resolve.judgements(viewer, group):
            if {one.left, one.right} <= entity_ids:
                found[one.id] = one
    return sorted(found.values(), key=lambda one: one.at)


def _entities(viewer: Viewer, entity_ids: set[UUID]) -> Iterator[Entity]:
    done: set[UUID] = set()
    for batch in _batches(sorted(entity_ids)):
        groups = []
        for members in resolve.members(viewer, batch).values():
            if members and members[0] not in done:
                done.add(members[0])
                groups.append(members)
        yield from (one for one in stored.compose_many(viewer, groups) if one is not None)


def _batches(ids: list[UUID]) -> Iterator[list[UUID]]:
    for first in range(0, len(ids), GROUPS):
        yield ids[first : first + GROUPS]
