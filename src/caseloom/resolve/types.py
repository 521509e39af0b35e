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
class Bridge:
    """The weakest of the pairs without which a group would fall apart. `score` in bits."""

    suggestion: UUID
    left: UUID
    right: UUID
    left_caption: str
    right_caption: str
    score: float
    probability: float
    calibrated: bool
    weights: tuple[FieldWeight, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What a pair is part of, as far as the viewer sees it; not judged by anybody.

    joined: the machine would put the pair into one group, else `entities` are those on both
    sides; bridge: None where no single pair holds it together; conflict: somebody judged one of
    them different from another, or from one that is suggested beside it; review: a weak bridge or
    a conflict, so a person should look at the whole; complete: false where it goes on.
    """

    entities: tuple[UUID, ...]
    joined: bool
    bridge: Bridge | None
    conflict: bool
    review: bool
    complete: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two entities that may be the same. `score` in bits, `probability` from it, uncalibrated.

    `group` is what the pair is part of where that is more than the pair; only in the queue.
    """

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
    group: Group | None = None


@dataclass(frozen=True, slots=True)
class Consequence:
    """What would be one after “same”, among what this viewer sees."""

    records: int
    entities: int


@dataclass(frozen=True, slots=True)
class Opposed:
    """Two of a group that fields speak against: `weights`, without values, add up to `score`."""

    left: UUID
    right: UUID
    left_caption: str
    right_caption: str
    score: float
    probability: float
    calibrated: bool
    weights: tuple[FieldWeight, ...]


@dataclass(frozen=True, slots=True)
class Against:
    """What speaks against a group: the pairs inside it that nobody suggested, weighed anew.

    pairs: those below even odds that a field speaks against, the strongest first; weighed: how
    many were looked at; complete: false where the group is too large for all of them.
    """

    pairs: tuple[Opposed, ...]
    weighed: int
    complete: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two entities side by side: `weights` add up to `score` (bits).

    `group` as in the queue; `against` what speaks against that group, None without one.
    """

    left: Entity
    right: Entity
    weights: tuple[FieldWeight, ...]
    score: float | None
    probability: float | None
    calibrated: bool
    if_same: Consequence
    judgements: tuple[Judgement, ...] = ()
    group: Group | None = None
    against: Against | None = None


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
    """Candidates, best first; iterates as they do.

    `left_out`: keys that too many hold; they count only beside one of another kind.
    """

    candidates: tuple[Candidate, ...]
    left_out: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self.candidates)

    def __len__(self) -> int:
        return len(self.candidates)


@dataclass(frozen=True, slots=True)
class KeyKind:
    """What keys of one kind did in a run.

    reach: how many may share a key for it to be used; pairs: candidates that it found; alone: that
    no other kind found; worth: the share of its pairs that was expected to match, of what others
    do not find, None where nothing had to be chosen; left_out: keys that more than `reach` share,
    the most common of them `largest`.
    """

    kind: str
    title: str
    reach: int
    pairs: int
    alone: int
    worth: float | None
    left_out: int
    largest: int


@dataclass(frozen=True, slots=True)
class KeyRule:
    """Keys of one kind that up to `size` share, and more than half of it.

    pairs: what they make among open records; worth: the share of those that was expected to match,
    of what other keys do not find; taken: whether they were used.
    """

    kind: str
    size: int
    pairs: int
    worth: float
    taken: bool


@dataclass(frozen=True, slots=True)
class Keys:
    """By which keys a run found pairs in one group. `rules` is empty where few had to be chosen."""

    kinds: tuple[KeyKind, ...]
    rules: tuple[KeyRule, ...]


@dataclass(frozen=True, slots=True)
class ResolveRun:
    """One search for pairs. `counts`: units, candidates, suggestions, added, gone and more.

    keys: by group what was looked at, and what was too common to be; of groups that are done.
    """

    id: UUID
    groups: tuple[str, ...]
    state: Literal["running", "done", "failed"]
    step: str
    counts: Mapping[str, int]
    error: str
    started_by: str
    started_at: datetime
    finished_at: datetime | None
    keys: Mapping[str, Keys] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Engine:
    """What computes a resolution: `duckdb` in this process, or `spark` on a cluster.

    The rest is for Spark alone. master: its URL; work: a folder that this machine and all
    executors can reach, which holds case data while it runs; keep: leave it there; conf: Spark's
    own settings; memory: what DuckDB may use in a task of an executor.
    """

    name: Literal["duckdb", "spark"] = "duckdb"
    master: str = "local[*]"
    work: str = ""
    keep: bool = False
    conf: Mapping[str, str] = field(default_factory=dict)
    memory: str = "1GB"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come: the step in words, done of total (0 where unknown)."""

    step: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Training:
    """What a group's judgements taught, measured on those left out of it.

    Losses are logarithmic, in bits a pair; errors are expected calibration errors, 0 to 1, with
    the middle 95 % of resamples; since: the losses of the model in use and of the new one on the
    judgements made after the former, None where these are too few. `told` says what came of it.
    """

    group: str
    judged: int
    same: int
    kept: bool
    told: str
    model: str = ""
    loss_before: float | None = None
    loss_after: float | None = None
    error_before: float | None = None
    error_after: float | None = None
    error_range: tuple[float, float] | None = None
    since: tuple[float, float] | None = None


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
class Load:
    """What there is to review from a threshold on.

    pairs: suggested; labelled, same: how many of them have labels, and are the same; recall: the
    share of all true pairs that these are.
    """

    pairs: int
    labelled: int
    same: int
    recall: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Suggested pairs of like probability: how many, the mean of it, the share that is the same."""

    pairs: int
    predicted: float
    observed: float


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What half of the labels chose, on the other half, by the seed that split them.

    bits: the least threshold with a precision of .99 surely on the first half, chains included,
    None where there is none; precision, recall, joined: of the other half at it; error_before,
    error_after: the calibration error of its suggested pairs, bare and by a curve of the first.
    """

    seed: int
    bits: float | None
    precision: float
    recall: float
    joined: int
    error_before: float
    error_after: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How right the groups are that a machine would make at `threshold` bits, against a truth.

    entities: truth members found; missing: truth lines without a visible entity; automatic: pair
    figures if each pair from the threshold on were joined by itself, chains and all; by_threshold:
    pair figures of groups at other thresholds; rules: what each kind of blocking key found;
    ranges: the middle 95 % of “pair” and “b_cubed” by figure, over resamples; load: what there is
    to review by threshold; bins and error: how far probabilities are from shares, over suggested
    pairs, with its own range; calibrated: whether judgements calibrated every model.
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
    ranges: Mapping[str, Mapping[str, tuple[float, float]]] = field(default_factory=dict)
    load: Mapping[float, Load] = field(default_factory=dict)
    bins: tuple[Bin, ...] = ()
    error: float | None = None
    error_range: tuple[float, float] | None = None
    calibrated: bool = False
    held_out: tuple[HeldOut, ...] = ()


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
