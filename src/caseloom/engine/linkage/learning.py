"""Weights moved by judgements: what each level is worth more or less than the model thought.

A logistic regression over the levels of judged pairs, beginning at the bits they had, so that few
judgements move little: each change is drawn to none as if it had been seen to be within one bit
(a Gaussian prior). The model's chances stay; what was learnt stands beside them, by field and
level, and is part of each explanation.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log

from caseloom.engine.linkage import calibrating
from caseloom.engine.linkage.calibrating import Judged
from caseloom.engine.linkage.fitting import logistic
from caseloom.engine.linkage.model import Model

LEAST, LEAST_EACH = 100, 20
FOLDS = 5
# Bits within which a change of a level, and of the whole, is expected to lie.
_SPREAD, _SPREAD_ALL = 1.0, 3.0
_LN2 = log(2.0)


@dataclass(frozen=True, slots=True)
class Example:
    """A judged pair: its level by field (absent where there was nothing to compare), its bits.

    fold: pairs about the same entity have the same, so that none is tested on what it taught.
    """

    levels: dict[str, str]
    bits: float
    same: bool
    fold: int


@dataclass(frozen=True, slots=True)
class Learnt:
    """What came of it. Losses and errors are of folds left out, before and after.

    before: of the bits as they were, read as odds; after: of the model's new probabilities;
    unseen: these, in the order of the examples, and whether they were the same.
    """

    model: Model
    judged: int
    same: int
    loss_before: float
    loss_after: float
    error_before: float
    error_after: float
    error_range: tuple[float, float]
    unseen: tuple[tuple[float, bool], ...]

    @property
    def better(self) -> bool:
        """Whether the new model predicts judgements that it did not see better than the old."""
        return self.loss_after < self.loss_before


def enough(examples: Sequence[Example]) -> bool:
    """Whether there are judgements enough to learn from, of both kinds."""
    same = sum(one.same for one in examples)
    return len(examples) >= LEAST and min(same, len(examples) - same) >= LEAST_EACH


def without(model: Model) -> Model:
    """`model` as it was before it learnt from judgements."""
    return replace(model, learnt={}, offset=0.0, curve=None, judged=0)


def learn(model: Model, examples: Sequence[Example]) -> Learnt:
    """`model` with what `examples` teach, and how much better it then predicts those left out.

    The bits of the examples are those of `model` without anything learnt before.
    """
    bare = without(model)
    unseen = _unseen(bare, examples)
    after = calibrating.left_out(unseen)
    before = [(calibrating.IDENTITY.probability(one.bits), one.same) for one in examples]
    made = replace(moved(bare, examples), curve=calibrating.fitted(unseen), judged=len(examples))
    return Learnt(
        model=made, judged=len(examples), same=sum(one.same for one in examples),
        loss_before=calibrating.loss(before), loss_after=calibrating.loss(after),
        error_before=calibrating.error(before), error_after=calibrating.error(after),
        error_range=calibrating.interval(after), unseen=tuple(after),
    )  # fmt: skip


def _unseen(bare: Model, examples: Sequence[Example]) -> list[Judged]:
    """The bits of each example by weights that did not learn from its fold."""
    taught = {
        fold: moved(bare, [one for one in examples if one.fold != fold])
        for fold in {one.fold for one in examples}
    }
    return [Judged(_bits(taught[one.fold], one), one.same, one.fold) for one in examples]


def moved(model: Model, examples: Sequence[Example]) -> Model:
    """`model` with the changes of its levels' bits that fit `examples` best."""
    import numpy as np

    places = [(name, key) for name, levels in model.fields.items() for key in levels]
    rows = np.zeros((len(examples), len(places) + 1))
    for number, one in enumerate(examples):
        rows[number, 0] = 1.0
        for place, (name, key) in enumerate(places, start=1):
            rows[number, place] = one.levels.get(name) == key
    start = np.array([one.bits for one in examples]) * _LN2
    same = np.array([one.same for one in examples], dtype=float)
    pull = np.full(len(places) + 1, (_SPREAD * _LN2) ** -2)
    pull[0] = (_SPREAD_ALL * _LN2) ** -2
    change = logistic(rows, same, pull=pull, aim=np.zeros(len(pull)), start=start) / _LN2
    learnt: dict[str, dict[str, float]] = {}
    for place, (name, key) in enumerate(places, start=1):
        if rows[:, place].any():
            learnt.setdefault(name, {})[key] = round(float(change[place]), 6)
    return replace(model, learnt=learnt, offset=round(float(change[0]), 6))


def _bits(model: Model, one: Example) -> float:
    gained = (model.gain(name, key) for name, key in one.levels.items())
    return one.bits + model.offset + sum(gained)
