"""Reads an export of Caseloom back: the same records, retractions and judgements."""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from caseloom.access import queries as access
from caseloom.access.types import Scope
from caseloom.ingest.exporting import FILES, FORMAT
from caseloom.ingest.types import Restored
from caseloom.kernel import clock, ids
from caseloom.kernel.errors import Conflict, Invalid, NotFound
from caseloom.kernel.viewer import Viewer
from caseloom.ontology import model as ontology
from caseloom.resolve import actions as resolve
from caseloom.resolve.types import Verdict
from caseloom.store import actions as store
from caseloom.store import queries as stored
from caseloom.store.types import NewRecord, Source

CHUNK = 5_000
T = TypeVar("T")


def read(folder: Path, by: Viewer, scope_key: str = "") -> Restored:
    """Bring everything in an export folder in; what is known already is left as it is.

    `scope_key` replaces the scopes that the export names; without it, the viewer must hold each.
    Raises Invalid for a folder that is no export, was altered, or holds what makes no sense.
    """
    manifest = check(folder)
    for source in _lines(folder / "sources.jsonl", _source):
        _declare(source, by, scope_key)
    whole = Whole(folder, manifest, by, scope_key)
    added = known = 0
    for group in whole.groups():
        done = whole.append(group)
        added, known = added + done[0], known + done[1]
    # A judgement rests on records that stand, so it comes before they are retracted.
    judged = sum(_judge(one, by) for one in _lines(folder / "judgements.jsonl", _judgement))
    retracted = sum(whole.retract(group) for group in whole.groups())
    return Restored(added=added, known=known, retracted=retracted, judgements=judged)


def check(folder: Path) -> dict[str, Any]:
    """The manifest, once every file is as it says. Raises Invalid."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        form = manifest.get("format")
    except (OSError, ValueError, AttributeError) as error:
        raise Invalid(
            f"{folder} is not an export of Caseloom.", remedy="Name the folder with manifest.json."
        ) from error
    if form != FORMAT:
        raise Invalid(f"This export has the format {form}.", remedy=f"This version reads {FORMAT}.")
    for name in FILES:
        if _digest(folder / name) != _said(manifest, name):
            raise Invalid(
                f"{name} is not as the manifest says.", remedy="Export again, or find out why."
            )
    return dict(manifest)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise Invalid(f"{path.name} is missing.", remedy="Export again.") from error


def _said(manifest: dict[str, Any], name: str) -> str:
    try:
        return str(manifest["files"][name]["sha256"])
    except (KeyError, TypeError) as error:
        raise Invalid(f"The manifest says nothing of {name}.", remedy="Export again.") from error


def _lines(path: Path, as_: Callable[[dict[str, Any]], T]) -> Iterator[T]:
    """What each line of a file is. Raises Invalid that names the line that is none."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                yield as_(json.loads(line))
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise Invalid(
                    f"{path.name}, line {number:,}, is not what an export holds: {error!r}.",
                    remedy="Export again with this version.",
                ) from error


def _source(line: dict[str, Any]) -> dict[str, Any]:
    names = ("key", "title", "kind", "legal_authority", "licence", "retention_days", "scope")
    return {name: line[name] for name in names}


def _declare(given: dict[str, Any], by: Viewer, scope_key: str) -> None:
    scope = _scope(by, scope_key or given.pop("scope"))
    given.pop("scope", None)
    if _source_of(by, given["key"], scope) is None:
        store.add_source(**given, scope_id=scope.id, by=by)


def _source_of(by: Viewer, key: str, scope: Scope) -> Source | None:
    """The source with this key in this scope; one in another scope may have the same."""
    return next(
        (one for one in stored.sources(by) if one.key == key and one.scope == scope.id), None
    )


def _scope(by: Viewer, key: str) -> Scope:
    try:
        return access.scope(by, key)
    except NotFound as error:
        raise Invalid(
            f"You hold no scope “{key}”, which the export names.",
            remedy="Have it made or granted, or name another with --scope.",
            field="scope",
        ) from error


class Line:
    """One line of the records: where it goes, what it says, and whether it stands."""

    def __init__(self, line: dict[str, Any]) -> None:
        extra = line["caseloom"]
        [self.source] = line["datasets"]
        self.source_scope = str(extra["source_scope"])
        self.scope = str(extra["scope"])
        self.id = UUID(extra["record_id"])
        self.retracted = bool(extra["retracted"])
        self.record = NewRecord(
            entity_id=UUID(line["id"]),
            origin_id=str(extra["origin_id"]),
            schema=ontology.schema(line["schema"]).name,
            properties=_values(line["properties"]),
            originals=_values(extra["originals"]),
            citation=stored.as_citation(extra["citation"]),
        )
        if self.id_under(self.scope) != self.id:
            raise ValueError("its id does not follow from what it says")

    def id_under(self, scope_key: str) -> UUID:
        """The record's id under a scope."""
        one = self.record
        return ids.record_id(
            ids.record_hash_text(
                source_key=self.source, scope_key=scope_key, entity=one.entity_id,
                schema=one.schema, properties=one.properties, originals=one.originals,
            )
        )  # fmt: skip


def _values(given: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    return {str(name): tuple(map(str, values)) for name, values in given.items()}


class Group(NamedTuple):
    """What one run brings: a source, by its key and scope, and the scope of the records."""

    source: str
    source_scope: str
    scope: str


class Whole:
    """The records of an export, read anew for each group so that memory stays flat."""

    def __init__(self, folder: Path, manifest: dict[str, Any], by: Viewer, scope_key: str) -> None:
        self.path = folder / "records.ftm.jsonl"
        self.hash = _said(manifest, self.path.name)
        self.by = by
        self.scope_key = scope_key

    def groups(self) -> list[Group]:
        """Each source (by key and scope) and scope that the records name, as they will be."""
        return sorted({self._group(one) for one in _lines(self.path, Line)})

    def append(self, group: Group) -> tuple[int, int]:
        """Append the records of one group: how many were added, and known."""
        run, lines = self._run(group), self._of(group)
        added = known = 0
        while chunk := [one.record for one in islice(lines, CHUNK)]:
            done = store.append(run_id=run, records=chunk, by=self.by)
            added, known = added + done.added, known + done.known
        store.finish_run(run_id=run, counts={"added": added, "known": known}, by=self.by)
        return added, known

    def retract(self, group: Group) -> int:
        """Retract what the export says no longer stands: how many stood until now."""
        gone = (one for one in self._of(group) if one.retracted)
        turned = 0
        while chunk := [one.id_under(group.scope) for one in islice(gone, CHUNK)]:
            turned += store.retract(record_ids=chunk, reason="retracted in the export", by=self.by)
        return turned

    def _of(self, group: Group) -> Iterator[Line]:
        return (one for one in _lines(self.path, Line) if self._group(one) == group)

    def _group(self, line: Line) -> Group:
        other = self.scope_key
        return Group(line.source, other or line.source_scope, other or line.scope)

    def _run(self, group: Group) -> UUID:
        source = _source_of(self.by, group.source, _scope(self.by, group.source_scope))
        if source is None:
            raise Invalid(
                f"{self.path.name} names a source “{group.source}” that the export lacks.",
                remedy="Export again.",
            )
        return store.start_run(
            source_id=source.id, scope_id=_scope(self.by, group.scope).id,
            file_name=self.path.name, file_hash=self.hash, mapping={"format": FORMAT}, by=self.by,
        ).id  # fmt: skip


def _judgement(line: dict[str, Any]) -> tuple[UUID, UUID, Verdict, str, bool]:
    told = f"{line['reason']} (imported; by {line['by']}, {datetime.fromisoformat(line['at'])})"
    reason = line["reason"] if "(imported; by " in line["reason"] else told
    return UUID(line["left"]), UUID(line["right"]), line["verdict"], reason, bool(line["undone"])


def _judge(line: tuple[UUID, UUID, Verdict, str, bool], by: Viewer) -> int:
    left, right, verdict, reason, undone = line
    if undone:
        return 0
    begun = clock.now()
    try:
        made = resolve.decide(left=left, right=right, verdict=verdict, reason=reason, by=by)
    except (Conflict, NotFound):
        return 0  # judged otherwise here: what stands, stands; or a side is not in the export
    return int(made.at >= begun)
