"""What the explore room tells others: hits, profiles, graphs, timelines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from caseloom.resolve.types import Judgement, Suggestion
from caseloom.store.types import Entity, Statement


@dataclass(frozen=True, slots=True)
class Match:
    """A value in which a searched word stands, and the scope of its record."""

    property: str
    value: str
    scope: int


@dataclass(frozen=True, slots=True)
class Hit:
    """An entity that was found. `records` are those that match, best first.

    `scope` is that of the record which gives the caption. `score` is the relevance (PostgreSQL's
    ts_rank, 0 to 1), and 0 where so many match that they come in the stored order.
    """

    entity_id: UUID
    entity_ids: tuple[UUID, ...]
    schema: str
    caption: str
    records: tuple[UUID, ...]
    sources: tuple[int, ...]
    scope: int
    countries: tuple[str, ...]
    first_date: date | None
    last_date: date | None
    score: float
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """How many of the found entities have `value`."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts over what was found. Years are those of the earliest date of a record."""

    schemata: tuple[Count, ...] = ()
    sources: tuple[Count, ...] = ()
    countries: tuple[Count, ...] = ()
    years: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of hits. When `total_is_lower_bound`, totals and facets are “at least”.

    `spellings` are words that were searched as well, because what was asked found little.
    """

    hits: tuple[Hit, ...]
    facets: Facets
    total: int
    total_is_lower_bound: bool
    next: str | None = None
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Completion:
    """An entity whose name begins as the viewer typed, and the scope that the name is from."""

    entity_id: UUID
    schema: str
    caption: str
    scope: int


@dataclass(frozen=True, slots=True)
class Node:
    """An entity on the canvas. `known` is False when no record of it is visible: “Unnamed”.

    `degree` counts its links; `scope` is that of the record which gives the caption, if any.
    """

    id: UUID
    entity_ids: tuple[UUID, ...]
    schema: str
    caption: str
    known: bool
    degree: int = 0
    scope: int | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """A link between two nodes, by their ids. `record_id` cites it."""

    record_id: UUID
    schema: str
    source: UUID
    target: UUID
    label: str
    start_date: str | None
    end_date: str | None
    amount: str | None
    source_id: int
    scope: int


@dataclass(frozen=True, slots=True)
class Expansion:
    """What surrounds one node. `left_out` counts the links by type that were not given.

    With a date filter the counts stop at 10,000 a type, and `left_out_is_lower_bound` says so.
    """

    center: Node
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    left_out: Mapping[str, int]
    left_out_is_lower_bound: bool = False


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes and the links among them; not `complete` when there were too many to give all."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Path:
    """A shortest way from `nodes[0]` to `nodes[-1]`; empty when none was found.

    `hubs` are nodes with so many links that the search did not go through them, and `stopped` is
    True when it gave up at its limit: either way, a shorter or another path may exist.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    hops: int | None
    hubs: tuple[Node, ...] = ()
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """Something with a date. `when` is as precise as the source: 2026, 2026-03 or 2026-03-09."""

    when: str
    until: str | None
    kind: Literal["value", "link"]
    schema: str
    property: str
    title: str
    entity_id: UUID
    other_id: UUID | None
    record_id: UUID
    source_id: int
    scope: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Moments in order; not `complete` when there were too many to give all."""

    moments: tuple[Moment, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class LinkCount:
    """How many links of a type leave and reach an entity."""

    schema: str
    outgoing: int
    incoming: int


@dataclass(frozen=True, slots=True)
class Basis:
    """Why a source's records are here: by what right, and until when at most."""

    source_id: int
    source_key: str
    title: str
    legal_authority: str
    licence: str
    records: int
    recorded_from: datetime
    recorded_to: datetime
    retained_until: datetime | None


@dataclass(frozen=True, slots=True)
class Profile:
    """All that a viewer may know of one entity, as of now or of a date."""

    entity: Entity
    links: tuple[LinkCount, ...]
    judgements: tuple[Judgement, ...]
    may_also_be: tuple[Suggestion, ...]
    why_here: tuple[Basis, ...]
    as_of: datetime | None = None

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement, by property."""
        groups = self.entity.values.values()
        return tuple(s for values in groups for value in values for s in value.statements)
