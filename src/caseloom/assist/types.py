"""What a machine's suggestions, their models and their figures look like from outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from caseloom.assist.alike import Difference, Likeness, Meant
from caseloom.assist.cards import Card
from caseloom.assist.classifying import Told
from caseloom.assist.figures import Figure
from caseloom.assist.measuring import Figures, Interval, OfClass
from caseloom.assist.overseeing import (
    Recall,
    Reliability,
    ReliabilityBin,
    Stability,
    Stratum,
    Waited,
)
from caseloom.assist.reading import Proposal
from caseloom.assist.spans.span import Span
from caseloom.assist.teaching import Beside, Taught

__all__ = [
    "Answered",
    "Asking",
    "Beside",
    "Card",
    "Conversation",
    "Cost",
    "Difference",
    "Exchange",
    "Figure",
    "Figures",
    "Interval",
    "Likeness",
    "Meant",
    "NewSuggestion",
    "OfClass",
    "Proposal",
    "Reach",
    "Recall",
    "Reliability",
    "ReliabilityBin",
    "Replaced",
    "Span",
    "Stability",
    "Stratum",
    "Suggestion",
    "Switched",
    "Taught",
    "Tested",
    "Told",
    "Training",
    "Waited",
]


@dataclass(frozen=True, slots=True)
class Replaced:
    """A new model beside the one before, on texts that the older was not trained on.

    texts: how many of them; loss: the mean logarithmic loss; kept: the older stays in use.
    """

    texts: int
    loss_before: float | None
    loss: float | None
    macro_f1_before: float | None
    macro_f1: float | None
    kept: bool
    told: str


@dataclass(frozen=True, slots=True)
class Training:
    """A training: on what, what came of it by texts left out, and beside the model before.

    tier: 0 by words alone, 1 by what they mean as well.
    """

    task: str
    model: str
    data: str
    texts: int
    labels: tuple[str, ...]
    left_out: Figures
    replaced: Replaced | None
    in_use: bool
    seconds: float
    tier: int = 0


@dataclass(frozen=True, slots=True)
class Tested:
    """What the model of a task does on labelled texts; seen: those that it was trained on."""

    task: str
    model: str
    figures: Figures
    seen: int
    seconds: float


@dataclass(frozen=True, slots=True)
class NewSuggestion:
    """What a machine says: `label` in clear, spans and values in `sealed`, by the caller's key.

    `probability` is calibrated, None where the machine abstains. `model`: task, version, hash.
    """

    task: str
    model: str
    label: str = ""
    probability: float | None = None
    sealed: bytes | None = None
    tier: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a machine said of a thing. Fields as in `NewSuggestion`."""

    id: UUID
    task: str
    object_id: UUID
    tier: int
    model: str
    label: str
    probability: float | None
    sealed: bytes | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """A suggestion with what a person decided on it, `word`; `before`: she had not seen it."""

    object_id: UUID
    task: str
    model: str
    label: str
    probability: float | None
    agreed: bool
    word: str
    before: bool
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Cost:
    """What exchanges with model servers cost. `amount`: in the currency of the set prices."""

    exchanges: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    amount: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Switched:
    """How far machines may go, since when and by whom; `at` is None where nobody ever said."""

    tier: int
    reason: str
    at: datetime | None
    by: UUID | None


@dataclass(frozen=True, slots=True)
class Asking:
    """That a task is wanted of the model server; `by` is None where nobody asked himself."""

    id: UUID
    task: str
    option: str
    object_id: UUID
    scope: int
    at: datetime
    by: UUID | None


@dataclass(frozen=True, slots=True)
class Conversation:
    """What came of asking. `found`: what holds of the answer, as JSON, None where nothing does.

    `exchange`: the body that was sent and each answer as it came; `input`: the SHA-256 of what was
    read of the text; `figures`: what is kept in the clear, by column.
    """

    outcome: str
    label: str
    found: Mapping[str, Any] | None
    exchange: Mapping[str, Any]
    input: str
    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Exchange:
    """An asking and how it went. `outcome`: waiting, lost, answered, refused, failed or stopped.

    `suggestion`: what came of it, with what people said of it (`verdicts`: agreed, by whom, when).
    `error` is one word; `dropped`: quotes that stood nowhere; `lost`: marks that were left out.
    """

    asking: Asking
    outcome: str
    at: datetime | None = None
    host: str = ""
    model: str = ""
    prompt: str = ""
    bytes_out: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: Decimal = Decimal(0)
    seconds: float = 0.0
    attempts: int = 0
    error: str = ""
    dropped: int = 0
    lost: int = 0
    suggestion: Suggestion | None = None
    verdicts: tuple[tuple[bool, UUID, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """The model server that is set up, if any, and what it cost today. `wrong`: which variable."""

    host: str = ""
    model: str = ""
    protocol: str = ""
    tasks: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()
    spent_today: Decimal = Decimal(0)
    most_a_day: Decimal | None = None
    most_a_tip: Decimal | None = None
    wrong: str = ""
