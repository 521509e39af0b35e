"""What the store tells other rooms: sources, runs, records, statements and composed entities."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable
from uuid import UUID

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

RunState = Literal["running", "indexing", "done", "failed"]
Values = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Source:
    """Where records come from. `retention_days` counts from a record's entry; None is forever."""

    id: int
    key: str
    title: str
    kind: str
    legal_authority: str
    licence: str
    retention_days: int | None
    scope: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """One import of one source. `counts` are numbers of rows, records and rejects."""

    id: UUID
    source_id: int
    source_key: str
    source_title: str
    scope: int
    state: RunState
    file_name: str
    file_hash: str
    mapping: Mapping[str, Any]
    counts: Mapping[str, int]
    error: str
    started_at: datetime
    finished_at: datetime | None
    started_by: UUID | None


@dataclass(frozen=True, slots=True)
class Citation:
    """Where in a source a record stands. `row` counts as a person does, header included."""

    file: str | None = None
    row: int | None = None
    sheet: str | None = None
    page: int | None = None
    span: tuple[int, int] | None = None
    note: str | None = None

    def __str__(self) -> str:
        parts = [
            self.file or "",
            f"sheet {self.sheet}" if self.sheet else "",
            f"row {self.row:,}" if self.row is not None else "",
            f"page {self.page:,}" if self.page is not None else "",
            self.note or "",
        ]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record to append. `entity_id` is `kernel.ids.entity_id(source key, origin_id)`."""

    entity_id: UUID
    origin_id: str
    schema: str
    properties: Values
    originals: Values = field(default_factory=dict)
    citation: Citation = field(default_factory=Citation)


@dataclass(frozen=True, slots=True)
class Record:
    """What one source says of one thing at one time."""

    id: UUID
    source_id: int
    source_key: str
    source_title: str
    run_id: UUID
    entity_id: UUID
    origin_id: str
    schema: str
    properties: Values
    originals: Values
    citation: Citation
    scope: int
    recorded_at: datetime
    recorded_by: UUID | None
    retracted: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """One (record, property, value): the unit of provenance, what exports and screens cite.

    `id` is `<record id>.<property>.<index of the value>`.
    """

    id: str
    record_id: UUID
    entity_id: UUID
    schema: str
    property: str
    value: str
    originals: tuple[str, ...]
    source_id: int
    source_key: str
    source_title: str
    citation: Citation
    scope: int
    recorded_at: datetime
    retracted: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """A value and every statement that gives it."""

    value: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Entity:
    """Records judged to be the same thing, composed for one viewer.

    `id` is the first of `entity_ids`; `values` map property names of `schema` and its parents.
    """

    id: UUID
    entity_ids: tuple[UUID, ...]
    schema: str
    caption: str
    values: Mapping[str, tuple[Value, ...]]
    records: tuple[Record, ...]

    @property
    def sources(self) -> tuple[tuple[int, str], ...]:
        """The number and title of each source, by title."""
        found = {(record.source_id, record.source_title) for record in self.records}
        return tuple(sorted(found, key=lambda pair: (pair[1], pair[0])))


@dataclass(frozen=True, slots=True)
class Appended:
    """How many records were new, how many the store knew already, and what took how long.

    `seconds` has "records" and each projection by its name; the commit is in none of them.
    """

    added: int
    known: int
    seconds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Batch:
    """Records just appended or retracted; their ids stand in the temporary table store_batch.

    `prepared` is what the projection's `prepare` gave for the rows that the batch came in, None
    without; `whole` says that all of those rows are in the batch, none was known already.
    """

    count: int
    prepared: Any = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Incoming:
    """Under what the rows of a chunk come in."""

    scope: int
    source_id: int


Told = Callable[[int], None]
"""Told how many records are done."""


class Projection(Protocol):
    """What follows the records: search entries, link edges, blocking keys.

    Each method works set-based on the temporary table `store_batch(id uuid primary key)`, within
    the transaction of the records themselves.
    """

    name: str

    def appended(self, *, batch: Batch) -> None:
        """Records were appended or reinstated."""

    def retracted(self, *, batch: Batch) -> None:
        """Records no longer stand."""

    def rebuild(self, *, told: Told) -> None:
        """Throw everything away and build it again from the records the viewer sees."""


@runtime_checkable
class Preparing(Projection, Protocol):
    """A projection that makes what it needs of an import's rows beforehand, in columns."""

    def prepare(self, engine: "DuckDBPyConnection", incoming: Incoming, folder: Path) -> Any:
        """What `appended` gets as `batch.prepared`; files go into `folder`, which is short-lived.

        The rows are in the table `incoming` of `engine`: id, entity_id, origin_id, schema,
        properties, originals, citation, all as text. Called outside any transaction, in a thread:
        the database is out of reach.
        """
