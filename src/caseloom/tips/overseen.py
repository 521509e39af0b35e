"""Types of what was drawn to be read again and of what model servers said.

Other modules take them from `types`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from caseloom.assist.types import Exchange

TipState = Literal["received", "open", "lead", "referred", "joined", "closed"]
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn tip, for a supervisor. `reader_id` is None where nobody may read it again yet.

    `first`: what it was held for when it was read again, by machine or person; `second`: by its
    second reader; these and `state` are None until she has judged. `raised`: hers is more urgent.
    """

    id: UUID
    number: str
    week: date
    state: TipState | None
    reader_id: UUID | None
    reader_name: str
    due_at: datetime | None
    overdue: bool
    judged_at: datetime | None = None
    first: int | None = None
    second: int | None = None
    category: str = ""
    reason: str = ""

    @property
    def raised(self) -> bool:
        """Whether the second reader held it for more urgent."""
        return self.first is not None and self.second is not None and self.second > self.first


@dataclass(frozen=True, slots=True)
class Lot:
    """One week's lot of one line: among how many it was drawn, by which seed, and how far it is."""

    id: UUID
    line: str
    line_title: Words
    week: date
    share: float
    seed: str
    population: int
    tips: tuple[Drawn, ...]
    again: bool

    @property
    def read(self) -> int:
        """How many were read again."""
        return sum(one.judged_at is not None for one in self.tips)

    @property
    def overdue(self) -> int:
        """How many should have been read again by now."""
        return sum(one.overdue for one in self.tips)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody said of an answer: right or not."""

    agreed: bool
    by_id: UUID
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """What a model server said of a tip. Places are of the tip's text; the rest is its words.

    `blocks`: (start, end, translation); `sentences`: (words, places that they rest on); `signs`:
    (start, end, why); `spans`: (kind, start, end). `read`: characters of the text that it got;
    `dropped`: quotes that stood nowhere; `lost`: names that a translation left out.
    """

    id: UUID
    task: str
    language: str
    label: str
    model: str
    prompt: str
    at: datetime
    asked_at: datetime
    read: int
    dropped: int
    lost: int
    blocks: tuple[tuple[int, int, str], ...] = ()
    sentences: tuple[tuple[str, tuple[tuple[int, int], ...]], ...] = ()
    threat: bool = False
    signs: tuple[tuple[int, int, str], ...] = ()
    words: tuple[tuple[int, int], ...] = ()
    spans: tuple[tuple[str, int, int], ...] = ()
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelView:
    """The answers to a tip, whether more may be asked for, and every exchange, newest first.

    `hindrance`: unconfigured, wrong, off, forbidden, or "". `hidden`: answers that are kept and not
    shown while machines are stopped. `asked_by`: names, by the id of the asking.
    """

    hindrance: str
    answers: tuple[ModelAnswer, ...]
    hidden: int
    judge_first: bool
    exchanges: tuple[Exchange, ...]
    asked_by: Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class ModelExchange:
    """An exchange whole: the body that was sent, as JSON, and each answer as it came."""

    exchange: Exchange
    request: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelLine:
    """A line, and whether the model server may read its texts."""

    key: str
    title: Words
    allowed: bool
