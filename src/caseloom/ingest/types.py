"""What the ingest room tells others about files on their way in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal
from uuid import UUID

from caseloom.store.types import Run

Stage = Literal["hashing", "reading", "cleaning", "mapping", "writing", "appending"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: `done` of `total` (0 when not known) in this stage."""

    stage: Stage
    done: int
    total: int
    file: str = ""


Notify = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody brought: `size` in bytes, `path` where its bytes lie."""

    id: UUID
    name: str
    size: int
    sha256: str
    at: datetime
    path: Path
    mapping: str
    source_key: str
    run_id: UUID | None


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of a file as text, and what was found out about it."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reject:
    """A row, or one thing in it, that did not become a record, and why."""

    file: str
    row: int | None
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    """The run that came of files, what was rejected where, and the seconds of each stage.

    `notes` say per file how it was read: the encoding, the delimiter, the sheet, oddities.
    """

    run: Run
    rejects: Path | None
    seconds: Mapping[str, float]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportFilter:
    """What to export: source keys, types and entities; an empty one means all."""

    sources: tuple[str, ...] = ()
    schemata: tuple[str, ...] = ()
    entity_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Exported:
    """Where an export lies, and how many lines each of its files has."""

    folder: Path
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Restored:
    """What an export brought back: records added and known, retractions, judgements."""

    added: int
    known: int
    retracted: int
    judgements: int
