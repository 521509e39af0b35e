"""From bits to a probability that can be believed, learnt from judged pairs; and how far it can.

Platt's sigmoid (1999) where there are few judgements, isotonic regression by pooling adjacent
violators (Zadrozny and Elkan, 2002) where many; which of them, or neither, is decided by the
logarithmic loss on folds left out. The expected calibration error is that of Naeini and others
(2015), over bins of equal counts.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp2, log, log2
from typing import TYPE_CHECKING

from caseloom.engine.linkage.fitting import logistic

if TYPE_CHECKING:
    import numpy as np

BINS = 10
# Isotonic regression follows noise where there are fewer judgements.
LEAST_ISOTONIC = 500
_LN2 = log(2.0)
_MOST = 40.0  # bits: beyond, a probability is written as 0 or 1 anyway


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair that a person judged: the bits it had, whether it is the same, and its fold."""

    bits: float
    same: bool
    fold: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Many:
    """Many judged pairs, in columns: `bits`, whether `same`, and `fold`."""

    bits: "np.ndarray"
    same: "np.ndarray"
    fold: "np.ndarray"

    def __len__(self) -> int:
        return len(self.bits)

    def only(self, where: "np.ndarray") -> "Many":
        """Those for which `where` holds, in their order."""
        return Many(self.bits[where], self.same[where], self.fold[where])


@dataclass(frozen=True, slots=True)
class Curve:
    """Calibrated log2 odds by bits, straight between the knots.

    extend: whether the ends go on as they began (a sigmoid), or stay where they are.
    """

    knots: tuple[tuple[float, float], ...]
    extend: bool = False

    def odds(self, bits: float) -> float:
        """The calibrated log2 odds of `bits`."""
        if len(self.knots) == 1:
            return self.knots[0][1]
        at = bisect_right(self.knots, (bits, float("inf")))
        if not self.extend and at in (0, len(self.knots)):
            return self.knots[max(0, at - 1)][1]
        low = min(max(at - 1, 0), len(self.knots) - 2)
        (x0, y0), (x1, y1) = self.knots[low], self.knots[low + 1]
        return y0 + (y1 - y0) * (bits - x0) / (x1 - x0)

    def probability(self, bits: float) -> float:
        """The calibrated probability of `bits`."""
        return _probability(self.odds(bits))

    def probabilities(self, bits: "np.ndarray") -> "np.ndarray":
        """`probability` of many at once."""
        import numpy as np

        x, y = np.array(self.knots).T
        if len(x) == 1:
            return _probabilities(np.full(len(bits), y[0]))
        at = np.searchsorted(x, bits, side="right")
        low = np.clip(at - 1, 0, len(x) - 2)
        # Knots may lie on each other; between those nothing is.
        with np.errstate(divide="ignore", invalid="ignore"):
            odds = y[low] + (y[low + 1] - y[low]) * (bits - x[low]) / (x[low + 1] - x[low])
        if not self.extend:
            odds = np.where(at == 0, y[0], np.where(at == len(x), y[-1], odds))
        return _probabilities(odds)


Lessons = Sequence[Judged] | Many
Maker = Callable[[Lessons], Curve]
IDENTITY = Curve(((0.0, 0.0), (1.0, 1.0)), extend=True)


@dataclass(frozen=True, slots=True)
class Bin:
    """Pairs of like probability: how many, the mean of it, and the share that is the same."""

    pairs: int
    predicted: float
    observed: float


def columns(judged: Lessons) -> Many:
    """Judged pairs in columns."""
    import numpy as np

    if isinstance(judged, Many):
        return judged
    return Many(
        np.array([one.bits for one in judged], dtype=float),
        np.array([one.same for one in judged], dtype=bool),
        np.array([one.fold for one in judged], dtype=int),
    )


def reliability(
    judged: "Sequence[tuple[float, bool]] | np.ndarray", bins: int = BINS
) -> tuple[Bin, ...]:
    """(probability, same) in bins of equal counts, the least probable first."""
    import numpy as np

    ordered = _ordered(judged)
    whole = ordered.shape[1]
    count = min(bins, whole)
    found = []
    for number in range(count):
        part = ordered[:, number * whole // count : (number + 1) * whole // count]
        predicted, observed = np.mean(part, axis=1).tolist()
        found.append(Bin(part.shape[1], predicted, observed))
    return tuple(found)


def _ordered(judged: "Sequence[tuple[float, bool]] | np.ndarray") -> "np.ndarray":
    """(2, pairs): probabilities and whether each is the same, the least probable first."""
    import numpy as np

    both = np.array(judged, dtype=float).reshape(-1, 2).T
    return both[:, np.lexsort((both[1], both[0]))]


def error(judged: "Sequence[tuple[float, bool]] | np.ndarray", bins: int = BINS) -> float:
    """The expected calibration error: how far, on average, the predicted share is from the true."""
    found = reliability(judged, bins)
    whole = sum(one.pairs for one in found)
    return sum(one.pairs * abs(one.predicted - one.observed) for one in found) / max(1, whole)


def loss(judged: "Sequence[tuple[float, bool]] | np.ndarray") -> float:
    """The mean logarithmic loss of (probability, same), in bits a pair."""
    import numpy as np

    p, same = np.array(judged, dtype=float).reshape(-1, 2).T
    right = np.maximum(np.where(same > 0, p, 1.0 - p), exp2(-_MOST))
    return float(-np.log2(right).sum()) / max(1, len(judged))


def sigmoid(judged: Lessons) -> Curve:
    """Platt's sigmoid, its targets drawn in by one pair of each kind as he did.

    Slope and shift are drawn to 1 and 0 as by one pair, so that they exist whatever the pairs are.
    """
    import numpy as np

    many = columns(judged)
    ups = int(many.same.sum())
    high, low = (ups + 1.0) / (ups + 2.0), 1.0 / (len(many) - ups + 2.0)
    x = np.clip(many.bits, -_MOST, _MOST)
    rows = np.column_stack((x, np.ones(len(x)))) * _LN2
    target = np.where(many.same, high, low)
    found = logistic(rows, target, pull=np.ones(2), aim=np.array([1.0, 0.0]))
    rise, shift = float(found[0]), float(found[1])
    return Curve(((-_MOST, shift - rise * _MOST), (_MOST, shift + rise * _MOST)), extend=True)


def isotonic(judged: Lessons) -> Curve:
    """The best curve that never falls, its steps drawn in so that none is sure."""
    blocks: list[list[float]] = []  # [bits summed, pairs, same]
    for run in _runs(columns(judged)):
        blocks.append(run)
        while len(blocks) > 1 and blocks[-2][2] * blocks[-1][1] >= blocks[-1][2] * blocks[-2][1]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    knots: list[tuple[float, float]] = []
    for bits, pairs, same in blocks:
        share = (same + 0.5) / (pairs + 1.0)
        height = log2(share / (1.0 - share))
        # Drawn in, a short block may fall below the one before it.
        height = max(height, knots[-1][1]) if knots else height
        knots.append((bits / pairs, height))
    return Curve(tuple(knots))


def _runs(judged: Many) -> list[list[float]]:
    """[bits summed, pairs, same] of neighbours by bits that are judged alike: one block anyway.

    Equal bits stay in the order that they came in.
    """
    import numpy as np

    if not len(judged):
        return []
    order = np.argsort(judged.bits, kind="stable")
    bits, same = judged.bits[order], judged.same[order].astype(float)
    starts = np.flatnonzero(np.diff(same, prepend=-1.0))
    pairs = np.diff(starts, append=len(same))
    summed = np.add.reduceat(bits, starts)
    return np.column_stack((summed, pairs, pairs * same[starts])).tolist()  # type: ignore[no-any-return]  # a list of rows


def fitted(judged: Lessons) -> Curve:
    """The curve that predicts left-out folds best: none, a sigmoid, or isotonic."""
    many = columns(judged)
    makers: list[Maker] = [_none, sigmoid]
    if len(many) >= LEAST_ISOTONIC:
        makers.append(isotonic)
    if len(set(many.fold.tolist())) < 2:
        return sigmoid(many)
    best = min(makers, key=lambda make: loss(_left_out(many, make)))
    return best(many)


def _none(_: Lessons) -> Curve:
    return IDENTITY


def left_out(judged: Lessons, make: Maker = fitted) -> list[tuple[float, bool]]:
    """(probability, same) of each pair, in order, by a curve that was made without its fold."""
    return [(share, bool(same)) for share, same in _left_out(columns(judged), make).tolist()]


def _left_out(judged: Many, make: Maker) -> "np.ndarray":
    import numpy as np

    shares = np.empty(len(judged))
    for fold in set(judged.fold.tolist()):
        mine = judged.fold == fold
        shares[mine] = make(judged.only(~mine)).probabilities(judged.bits[mine])
    return np.column_stack((shares, judged.same))


def interval(judged: Sequence[tuple[float, bool]], *, seed: int = 1) -> tuple[float, float]:
    """The middle 95 % of the calibration error over 200 resamples."""
    import numpy as np

    if not judged:
        return 0.0, 0.0
    ordered, random = _ordered(judged), np.random.default_rng(seed)
    whole = ordered.shape[1]
    # How far each pair is from true; a bin's error is the mean of that over the bin.
    apart = ordered[0] - ordered[1]
    parts = [len(part) for part in np.array_split(apart, BINS) if len(part)]
    starts = np.cumsum([0, *parts[:-1]])
    found = []
    for _ in range(200):
        held = np.bincount(random.integers(whole, size=whole), minlength=whole)
        drawn = np.repeat(apart, held)
        found.append(float(np.abs(np.add.reduceat(drawn, starts)).sum()) / whole)
    found.sort()
    return found[5], found[194]


def _probability(odds: float) -> float:
    return 1.0 / (1.0 + exp2(min(-odds, 1_000.0)))


def _probabilities(odds: "np.ndarray") -> "np.ndarray":
    import numpy as np

    found: np.ndarray = 1.0 / (1.0 + np.exp2(np.minimum(-odds, 1_000.0)))
    return found
