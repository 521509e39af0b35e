"""What a machine's suggestions, their models and their figures look like from outside."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from caseloom.assist.alike import Difference, Likeness
from caseloom.assist.measuring import Figures, Interval, OfClass
from caseloom.assist.reading import Proposal
from caseloom.assist.spans.span import Span

__all__ = [
    "Difference",
    "Figures",
    "Interval",
    "Likeness",
    "NewSuggestion",
    "OfClass",
    "Proposal",
    "Replaced",
    "Span",
    "Suggestion",
    "Switched",
    "Tested",
    "Training",
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
class Switched:
    """How far machines may go, since when and by whom; `at` is None where nobody ever said."""

    tier: int
    reason: str
    at: datetime | None
    by: UUID | None
