"""What the tips room tells others: lines, tips, mailboxes, queues and what people decided."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Literal
from uuid import UUID

from caseloom.cases.types import SubjectRole
from caseloom.tips.exchanged import (
    Agency as Agency,
)
from caseloom.tips.exchanged import (
    AsideMail as AsideMail,
)
from caseloom.tips.exchanged import (
    Betraying as Betraying,
)
from caseloom.tips.exchanged import (
    Dissemination as Dissemination,
)
from caseloom.tips.exchanged import (
    MailAccount as MailAccount,
)
from caseloom.tips.exchanged import (
    NewBundle as NewBundle,
)
from caseloom.tips.exchanged import (
    NewMailAccount as NewMailAccount,
)
from caseloom.tips.exchanged import (
    Preview as Preview,
)
from caseloom.tips.exchanged import (
    Provenance as Provenance,
)
from caseloom.tips.exchanged import (
    Stretch as Stretch,
)
from caseloom.tips.overseen import (
    Drawn as Drawn,
)
from caseloom.tips.overseen import (
    Lot as Lot,
)
from caseloom.tips.overseen import (
    ModelAnswer as ModelAnswer,
)
from caseloom.tips.overseen import (
    ModelExchange as ModelExchange,
)
from caseloom.tips.overseen import (
    ModelLine as ModelLine,
)
from caseloom.tips.overseen import (
    ModelView as ModelView,
)
from caseloom.tips.overseen import (
    TipState as TipState,
)
from caseloom.tips.overseen import (
    Verdict as Verdict,
)
from caseloom.tips.overseen import (
    Words as Words,
)
from caseloom.workflow.types import Step

Channel = Literal["portal", "phone", "email", "api", "agency"]
Side = Literal["reporter", "staff"]
PartKind = Literal["message", "file"]
ClosedWhy = Literal["named", "reports"]
AnswerKind = Literal["text", "line", "choice", "date"]

# 0 to 3, as the database keeps them.
PRIORITIES: tuple[str, ...] = ("none", "routine", "urgent", "immediate")
# What somebody or something named in a tip can be in a case.
CASE_SCHEMATA: tuple[str, ...] = (
    "Person", "Organization", "Company", "PublicBody", "LegalEntity", "Vehicle", "Address",
)  # fmt: skip
# What one file may have, and how many come at once.
MOST_BYTES, MOST_FILES = 25_000_000, 20
OPEN_STATES: tuple[TipState, ...] = ("received", "open", "lead")


@dataclass(frozen=True, slots=True)
class LineSettings:
    """How a line works. Days count from arrival; shares are parts of 1.

    `fallback`: the scope of those who read what names everybody else. `show_reading`: whether a
    reporter is shown what was read out of her words before she sends them.
    """

    languages: tuple[str, ...] = ("en", "es", "ar")
    acknowledge_days: int = 7
    feedback_days: int = 90
    show_reading: bool = False
    reread_share: float = 0.02
    judge_first_share: float = 0.1
    fallback: int | None = None
    second_person: bool = True
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A hotline. `title` is by language; `scope` is the team that reads."""

    id: UUID
    key: str
    title: Words
    scope: int
    open: bool
    settings: LineSettings

    def called(self, language: str) -> str:
        """Its name in `language`, else in its first one."""
        return self.title.get(language) or next(iter(self.title.values()), self.key)


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `label` and `hint` are by language; `choices` are (key, label) pairs."""

    key: str
    kind: AnswerKind
    label: Words
    hint: Words = field(default_factory=dict)
    required: bool = False
    choices: tuple[tuple[str, Words], ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """What a tip can be about, and the keys of the questions that are asked then."""

    key: str
    title: Words
    asks: tuple[str, ...]
    hint: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """One version of what a line asks."""

    id: UUID | None
    number: int
    subjects: tuple[Subject, ...]
    questions: tuple[Question, ...]

    def asked(self, subject: str) -> tuple[Question, ...]:
        """The questions of a subject, in its order; those of the first for an unknown one."""
        wanted = next((one for one in self.subjects if one.key == subject), self.subjects[0])
        by_key = {one.key: one for one in self.questions}
        return tuple(by_key[key] for key in wanted.asks)


@dataclass(frozen=True, slots=True)
class Contact:
    """Who tells it and how to reach her; any may be empty."""

    name: str = ""
    reach: str = ""
    more: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.reach or self.more)


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to seal. `content` is read once, from where it stands."""

    name: str
    content: BinaryIO
    keep_metadata: bool = False


@dataclass(frozen=True, slots=True)
class NewTip:
    """What somebody tells. `answers` are by the keys of the questionnaire's questions.

    `form`: 16 random bytes of the form; the same form sent twice is one tip.
    """

    channel: Channel
    language: str
    subject: str
    answers: Mapping[str, str]
    form: bytes
    contact: Contact = field(default_factory=Contact)
    files: tuple[NewFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """That a tip arrived, and where it lies. `receipt` is shown this once.

    `scope` is None where the same form had been sent before.
    """

    tip_id: UUID
    receipt: str
    scope: int | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of mail: tips that are new, those that were there, and what was left out, why."""

    taken: int
    known: int
    rejected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """text[start:end] answers the question called `label`."""

    question: str
    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """A message or a file of a mailbox. `text` is a message's words or a file's name."""

    id: UUID
    kind: PartKind
    side: Side
    at: datetime
    text: str
    size: int
    by_name: str = ""
    kept_metadata: bool = False


@dataclass(frozen=True, slots=True)
class Mailbox:
    """What a reporter sees with her receipt: her words, and what was written since."""

    tip_id: UUID
    line_title: Words
    arrived_at: datetime
    text: str
    segments: tuple[Segment, ...]
    parts: tuple[Part, ...]
    state: Literal["received", "read", "ended"]


@dataclass(frozen=True, slots=True)
class Download:
    """A file as it was sent, piece by piece."""

    name: str
    size: int
    chunks: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Queued:
    """A tip in a queue: nothing that was told is in it but its first words.

    `judge_first`: it was drawn by lot and the viewer has not judged it yet; then what the machine
    says of it stands in neither priority.
    """

    id: UUID
    number: str
    line_title: Words
    channel: Channel
    language: str
    subject: str
    category: str
    state: TipState
    priority: int
    machine_priority: int | None
    person_priority: int | None
    arrived_at: datetime
    acknowledge_by: datetime
    acknowledged_at: datetime | None
    feedback_by: datetime
    feedback_at: datetime | None
    officer_id: UUID | None
    officer_name: str
    files: int
    waiting: bool
    closed_to_some: bool
    beginning: str
    judge_first: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """text[start:end] is why the machine says something. `task`: threat, urgency or spans.

    `kind`: which cue or kind of span; `value`: a span in one form; `against`: it was taken back
    (negated, quoted, past, figurative); `checked`: whether check digits prove it.
    """

    task: str
    kind: str
    start: int
    end: int
    value: str = ""
    against: str = ""
    checked: bool | None = None


@dataclass(frozen=True, slots=True)
class MachineView:
    """What the machine says of a tip, and on what it rests. Probabilities are calibrated.

    `urgency`: none to immediate; `threat`: the case that was found, "" for none;
    `threat_possible`: it may be one, and may not; `route`: "" where nobody has taught it;
    `language`: "" where it cannot tell; `missing`: of who, what, where, when, how_known;
    `summary`: places of the sentences that carry most. `suggestions`: what was shown, by id.
    `hidden`: judge first, then see.
    """

    hidden: bool = False
    urgency: str = ""
    urgency_probability: float | None = None
    threat: str = ""
    threat_possible: bool = False
    threat_probability: float | None = None
    route: str = ""
    route_probability: float | None = None
    language: str = ""
    missing: tuple[str, ...] = ()
    summary: tuple[tuple[int, int], ...] = ()
    marks: tuple[Mark, ...] = ()
    suggestions: tuple[UUID, ...] = ()
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """Something named in a text, and entities of visible records that it may be.

    `candidates`: entity, its name, and how probable, the likeliest first.
    """

    kind: str
    raw: str
    candidates: tuple[tuple[UUID, str, float], ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """Another tip that may tell of the same. `decision`: near-exact, same story or related.

    `identifiers`: what both name. `means`: whether both mean much the same.
    """

    tip: Queued
    decision: str
    probability: float
    identifiers: tuple[str, ...]
    means: bool = False


@dataclass(frozen=True, slots=True)
class Sender:
    """Tips that look sent by one. `copies`: how many are near copies of the one that is looked at.

    `run`: the longest stretch of its words that stands in another; `identifiers`: ways to reach
    the reporter that stand in others; `tips`: the newest of the others.
    """

    count: int
    copies: int
    first_at: datetime
    last_at: datetime
    identifiers: tuple[str, ...]
    run: str
    tips: tuple[Queued, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two tips side by side; the places are those whose words the other has not."""

    left: Queued
    right: Queued
    left_text: str
    right_text: str
    left_places: tuple[tuple[int, int], ...]
    right_places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Picked:
    """A subject in the words of a tip: text[start:end] is its name.

    `properties`: (property, start, end) of what else was told of it, such as its telephone.
    """

    start: int
    end: int
    schema: str
    role: SubjectRole
    properties: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case to open for a tip, as `cases.actions.open_case` takes it."""

    title: str
    type: str
    predicate: str
    legal_authority: str
    lead_id: UUID | None = None
    member_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a person judged a tip to be."""

    id: UUID
    by_id: UUID
    by_name: str
    at: datetime
    category: str
    priority: int
    reason: str
    before: bool
    reread: bool = False


@dataclass(frozen=True, slots=True)
class ToReread:
    """A tip that waits for its second reader, with nothing of what was thought of it."""

    id: UUID
    number: str
    line_title: Words
    channel: Channel
    language: str
    arrived_at: datetime
    given_at: datetime
    due_at: datetime
    overdue: bool
    beginning: str


@dataclass(frozen=True, slots=True)
class RereadTip:
    """What its second reader sees: what was told, and what the reporter added."""

    waiting: ToReread
    text: str
    segments: tuple[Segment, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class IdentityRequest:
    """A wish to know who told a tip; `state` is of the machine `identity`."""

    id: UUID
    asked_by_id: UUID
    asked_by_name: str
    asked_at: datetime
    reason: str
    state: str
    decided_by_name: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Tip:
    """A whole tip, as its page shows it. `steps` are those this viewer may take now.

    `closed_to`: names, and whether the tip names them or somebody to whom they report.
    """

    summary: Queued
    text: str
    segments: tuple[Segment, ...]
    parts: tuple[Part, ...]
    assessments: tuple[Assessment, ...]
    identity: Literal["none", "sealed", "open"]
    requests: tuple[IdentityRequest, ...]
    closed_to: tuple[tuple[str, ClosedWhy], ...]
    cases: tuple[UUID, ...]
    steps: tuple[Step, ...]
    judge_first: bool
