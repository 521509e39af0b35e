"""What the engine takes and gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Stage = Literal["reading", "cleaning", "mapping", "writing"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: `done` of `total` rows of `file` in this stage (0 when not known)."""

    stage: Stage
    file: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class FileResult:
    """What was found in one file. `notes` are sentences: the encoding, the delimiter, oddities."""

    name: str
    sheet: str | None
    rows: int
    refused: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JobResult:
    """The counts of one job.

    `records` were written; `duplicates` had the same content as one of them; `rejected` rows or
    entities are in the rejects file; `skipped` says how often an entity had nothing in a row, by
    entity name; `dropped` says how many values cleaned to nothing, by property ("Person.phone").
    """

    out: Path
    rejects: Path
    rows: int
    records: int
    duplicates: int
    rejected: int
    seconds: float
    files: tuple[FileResult, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)
    dropped: Mapping[str, int] = field(default_factory=dict)
