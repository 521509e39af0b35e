"""What the cases room tells others: cases, subjects, notes, tasks, reports, and what is due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from caseloom.explore.types import Graph
from caseloom.store.types import Statement
from caseloom.workflow.types import Step

CaseState = Literal["opened", "active", "suspended", "closed", "reopened"]
Confinement = Literal["ordinary", "restricted", "sealed"]
MemberRole = Literal["lead", "member", "reviewer"]
SubjectRole = Literal["subject", "witness", "victim", "associate", "other"]
TaskState = Literal["open", "done", "cancelled"]
ReportState = Literal["draft", "submitted", "returned", "signed"]

# Offered in forms; an agency may write any other.
CASE_TYPES: tuple[str, ...] = (
    "Fraud", "Corruption", "Money laundering", "Labour exploitation", "Trafficking",
    "Procurement", "Sanctions", "Misconduct", "Other",
)  # fmt: skip


def marker(statement_id: str) -> str:
    """What to write into a report's text to cite a statement."""
    return f"[[s:{statement_id}]]"


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of text that two versions share, or that one of them lacks."""

    kind: Literal["same", "added", "removed"]
    text: str


@dataclass(frozen=True, slots=True)
class CaseMember:
    """Somebody on the case. `left_at` is None while he may see it."""

    person_id: UUID
    name: str
    role: MemberRole
    reason: str
    added_at: datetime
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A case in a list."""

    id: UUID
    number: str
    title: str
    type: str
    state: CaseState
    confinement: Confinement
    lead_id: UUID
    lead_name: str
    opened_at: datetime
    due_at: datetime | None
    scope: int


@dataclass(frozen=True, slots=True)
class Subject:
    """An entity's role in a case. `caption` is None where the viewer sees no record of it."""

    id: UUID
    case_id: UUID
    entity_id: UUID
    caption: str | None
    schema: str | None
    role: SubjectRole
    why: str
    sources: tuple[Statement, ...]
    withheld: int
    added_at: datetime
    added_by: UUID
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A note; never edited. `corrects` is the earlier note that it puts right."""

    id: UUID
    case_id: UUID
    text: str
    at: datetime
    by_id: UUID
    by_name: str
    corrects: UUID | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do. `due_at` may be None; `overdue` is as of the reading."""

    id: UUID
    case_id: UUID
    case_number: str
    title: str
    detail: str
    assignee_id: UUID
    assignee_name: str
    state: TaskState
    due_at: datetime | None
    overdue: bool
    created_at: datetime
    created_by: UUID


@dataclass(frozen=True, slots=True)
class SavedGraph:
    """A saved graph in a list. `nodes` counts those that the viewer would see today."""

    id: UUID
    case_id: UUID
    case_number: str
    title: str
    nodes: int
    saved_by_id: UUID
    saved_by_name: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands on the canvas; `hidden` ones are kept but not drawn."""

    node_id: UUID
    x: float
    y: float
    pinned: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class GraphFilters:
    """By what a graph is expanded further: types of links, and days between which they lie."""

    schemata: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class OpenedGraph:
    """A saved graph as it stands today: what the viewer may see of it, in its places."""

    summary: SavedGraph
    graph: Graph
    places: tuple[Place, ...]
    filters: GraphFilters
    focus: UUID | None


@dataclass(frozen=True, slots=True)
class Case:
    """A whole case: what its page shows at once. `steps` are those this viewer may take now."""

    summary: CaseSummary
    predicate: str
    legal_authority: str
    outcome: str
    members: tuple[CaseMember, ...]
    subjects: tuple[Subject, ...]
    tasks: tuple[Task, ...]
    reports: tuple["ReportSummary", ...]
    steps: tuple[Step, ...]
    notes: int
    graphs: int


@dataclass(frozen=True, slots=True)
class SubjectOf:
    """A visible case in which an entity plays a role."""

    entity_id: UUID
    case_id: UUID
    case_number: str
    case_title: str
    role: SubjectRole
    why: str


@dataclass(frozen=True, slots=True)
class ReportSummary:
    """A report's latest version in a list. `number` counts the reports of its case."""

    id: UUID
    case_id: UUID
    case_number: str
    number: int
    version: int
    title: str
    state: ReportState
    author_id: UUID
    author_name: str
    since: datetime
    due_at: datetime | None
    hash: str | None


@dataclass(frozen=True, slots=True)
class Citation:
    """One footnote. `statement` is None where the viewer may not see it: "withheld"."""

    number: int
    statement_id: str
    statement: Statement | None


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reviewer said when he returned a version."""

    at: datetime
    by_name: str
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """One version of a report. `frozen` is the signed account (kernel.canonical JSON as a value).

    `unsourced` are the sentences without a citation; `problems` what would stop it from being
    submitted now. `revision` goes back with an edit, so that no save overwrites another.
    """

    summary: ReportSummary
    versions: tuple[int, ...]
    revision: int
    body: str
    html: str
    citations: tuple[Citation, ...]
    contributors: tuple[tuple[UUID, str], ...]
    unsourced: tuple[str, ...]
    problems: tuple[str, ...]
    remarks: tuple[Remark, ...]
    steps: tuple[Step, ...]
    signer_name: str | None
    signed_at: datetime | None
    frozen: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What an unsaved text would look like in its report. Fields as in `Report`."""

    html: str
    citations: tuple[Citation, ...]
    unsourced: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What separates version `after` of a report from version `before`."""

    report_id: UUID
    before: int
    after: int
    title: tuple[Change, ...]
    body: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened in a case. `kind` names what, `text` tells it in a sentence."""

    at: datetime
    kind: str
    text: str
    detail: str
    by_id: str
    by_name: str
    object_id: UUID


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something in a visible case with a date by which it should have moved on."""

    object_kind: str
    object_id: UUID
    case_number: str
    title: str
    state: str
    due_at: datetime
    overdue: bool


@dataclass(frozen=True, slots=True)
class Work:
    """What waits for the viewer: his cases, his tasks, and reports on his desk."""

    cases: tuple[CaseSummary, ...]
    tasks: tuple[Task, ...]
    returned: tuple[ReportSummary, ...]
    drafts: tuple[ReportSummary, ...]
    to_review: tuple[ReportSummary, ...]
    deadlines: tuple[Deadline, ...]
