"""What the resolve room tells others: judgements, suggestions, comparisons, runs, figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from caseloom.store.types import Entity

Verdict = Literal["same", "different", "unsure"]


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """What one field says. `weight` is in bits: positive for the same thing, negative against.

    `left` and `right` are the values as the sources give them; the field “prior” is what is
    known before any evidence, “relatives” what a relative or affiliate would explain as well.
    """

    field: str
    title: str
    level: str
    weight: float
    explanation: str
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """Somebody's decision on a pair. `score` is in bits; `undone` holds when it was taken back.

    `standing` is false for a judgement that is undone, and for one that contradicts an earlier
    one in this viewer's view: the earlier stands.
    """

    id: UUID
    left: UUID
    right: UUID
    verdict: Verdict
    reason: str
    score: float | None
    model: str
    weights: tuple[FieldWeight, ...]
    by: str
    by_name: str
    by_kind: Literal["person", "machine"]
    at: datetime
    undone: bool = False
    undone_by: str = ""
    undone_at: datetime | None = None
    undone_reason: str = ""
    standing: bool = True


@dataclass(frozen=True, slots=True)
class Automatic:
    """A judgement of the machine's that stands, with what each side is called by itself."""

    judgement: Judgement
    left_caption: str
    right_caption: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two entities that may be the same. `score` in bits, `probability` from it, uncalibrated."""

    id: UUID
    schema: str
    left: UUID
    right: UUID
    left_caption: str
    right_caption: str
    score: float
    probability: float
    calibrated: bool
    priority: float
    weights: tuple[FieldWeight, ...]
    model: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Consequence:
    """What would be one after “same”, among what this viewer sees."""

    records: int
    entities: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two entities side by side: `weights` add up to `score` (bits)."""

    left: Entity
    right: Entity
    weights: tuple[FieldWeight, ...]
    score: float | None
    probability: float | None
    calibrated: bool
    if_same: Consequence
    judgements: tuple[Judgement, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that a given description may be of."""

    entity_id: UUID
    caption: str
    score: float
    probability: float
    calibrated: bool
    weights: tuple[FieldWeight, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """Candidates, best first; iterates as they do. `left_out`: keys too common to look through."""

    candidates: tuple[Candidate, ...]
    left_out: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self.candidates)

    def __len__(self) -> int:
        return len(self.candidates)


@dataclass(frozen=True, slots=True)
class ResolveRun:
    """One search for pairs. `counts`: units, candidates, suggestions, added, gone and more."""

    id: UUID
    groups: tuple[str, ...]
    state: Literal["running", "done", "failed"]
    step: str
    counts: Mapping[str, int]
    error: str
    started_by: str
    started_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come: the step in words, done of total (0 where unknown)."""

    step: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """Precision, recall and F1, between 0 and 1."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """What one kind of blocking key found: candidate pairs, and the share of the true ones.

    alone: the share of the true pairs that no other kind found.
    """

    kind: str
    title: str
    pairs: int
    recall: float
    alone: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How right the groups are that a machine would make at `threshold` bits, against a truth.

    entities: truth members found; missing: truth lines without a visible entity; automatic: pair
    figures if each pair from the threshold on were joined by itself, chains and all; by_threshold:
    pair figures of groups at other thresholds; rules: what each kind of blocking key found.
    """

    threshold: float
    probability: float
    entities: int
    missing: int
    true_pairs: int
    pair: Figures
    b_cubed: Figures
    automatic: Figures
    blocking_recall: float
    keys_left_out: int
    models: Mapping[str, str]
    by_threshold: Mapping[float, Figures] = field(default_factory=dict)
    rules: tuple[RuleFigures, ...] = ()


@dataclass(frozen=True, slots=True)
class Measurement:
    """An evaluation that was handed over, so that a threshold can rest on it.

    `fit` are the groups for which it is enough: precise, on many pairs, and of the model in use.
    """

    id: UUID
    truth: str
    evaluation: Evaluation
    measured_by: str
    at: datetime
    fit: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which score (bits) on a machine may judge “same”, with what that was measured by.

    `stale` holds when another model is in use than was measured: nothing is judged by it.
    """

    group: str
    bits: float | None
    evaluation: Mapping[str, object]
    reason: str
    set_by: str
    at: datetime
    stale: bool = False
