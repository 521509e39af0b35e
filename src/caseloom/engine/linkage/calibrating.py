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

from caseloom.engine.linkage.fitting import logistic

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


Maker = Callable[[Sequence[Judged]], Curve]
IDENTITY = Curve(((0.0, 0.0), (1.0, 1.0)), extend=True)


@dataclass(frozen=True, slots=True)
class Bin:
    """Pairs of like probability: how many, the mean of it, and the share that is the same."""

    pairs: int
    predicted: float
    observed: float


def reliability(judged: Sequence[tuple[float, bool]], bins: int = BINS) -> tuple[Bin, ...]:
    """(probability, same) in bins of equal counts, the least probable first."""
    ordered = sorted(judged)
    count = min(bins, len(ordered))
    found = []
    for number in range(count):
        part = ordered[number * len(ordered) // count : (number + 1) * len(ordered) // count]
        predicted = sum(p for p, _ in part) / len(part)
        observed = sum(same for _, same in part) / len(part)
        found.append(Bin(len(part), predicted, observed))
    return tuple(found)


def error(judged: Sequence[tuple[float, bool]], bins: int = BINS) -> float:
    """The expected calibration error: how far, on average, the predicted share is from the true."""
    found = reliability(judged, bins)
    whole = sum(one.pairs for one in found)
    return sum(one.pairs * abs(one.predicted - one.observed) for one in found) / max(1, whole)


def loss(judged: Sequence[tuple[float, bool]]) -> float:
    """The mean logarithmic loss of (probability, same), in bits a pair."""
    tiny = exp2(-_MOST)
    total = sum(-log2(max(p if same else 1.0 - p, tiny)) for p, same in judged)
    return total / max(1, len(judged))


def sigmoid(judged: Sequence[Judged]) -> Curve:
    """Platt's sigmoid, its targets drawn in by one pair of each kind as he did.

    Slope and shift are drawn to 1 and 0 as by one pair, so that they exist whatever the pairs are.
    """
    import numpy as np

    ups = sum(one.same for one in judged)
    high, low = (ups + 1.0) / (ups + 2.0), 1.0 / (len(judged) - ups + 2.0)
    x = np.clip([one.bits for one in judged], -_MOST, _MOST)
    rows = np.column_stack((x, np.ones(len(x)))) * _LN2
    target = np.where([one.same for one in judged], high, low)
    found = logistic(rows, target, pull=np.ones(2), aim=np.array([1.0, 0.0]))
    rise, shift = float(found[0]), float(found[1])
    return Curve(((-_MOST, shift - rise * _MOST), (_MOST, shift + rise * _MOST)), extend=True)


def isotonic(judged: Sequence[Judged]) -> Curve:
    """The best curve that never falls, its steps drawn in so that none is sure."""
    blocks: list[list[float]] = []  # [bits summed, pairs, same]
    for one in sorted(judged, key=lambda j: j.bits):
        blocks.append([one.bits, 1.0, float(one.same)])
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


def fitted(judged: Sequence[Judged]) -> Curve:
    """The curve that predicts left-out folds best: none, a sigmoid, or isotonic."""
    makers: list[Maker] = [_none, sigmoid]
    if len(judged) >= LEAST_ISOTONIC:
        makers.append(isotonic)
    if len({one.fold for one in judged}) < 2:
        return sigmoid(judged)
    best = min(makers, key=lambda make: loss(left_out(judged, make)))
    return best(judged)


def _none(_: Sequence[Judged]) -> Curve:
    return IDENTITY


def left_out(judged: Sequence[Judged], make: Maker = fitted) -> list[tuple[float, bool]]:
    """(probability, same) of each pair, in order, by a curve that was made without its fold."""
    curves = {
        fold: make([one for one in judged if one.fold != fold])
        for fold in {one.fold for one in judged}
    }
    return [(curves[one.fold].probability(one.bits), one.same) for one in judged]


def interval(judged: Sequence[tuple[float, bool]], *, seed: int = 1) -> tuple[float, float]:
    """The middle 95 % of the calibration error over 200 resamples."""
    import numpy as np

    if not judged:
        return 0.0, 0.0
    ordered, random = np.array(sorted(judged), dtype=float), np.random.default_rng(seed)
    found = []
    for _ in range(200):
        drawn = ordered[np.sort(random.integers(len(ordered), size=len(ordered)))]
        parts = (part for part in np.array_split(drawn, BINS) if len(part))
        found.append(
            sum(len(part) * abs(float(part[:, 0].mean() - part[:, 1].mean())) for part in parts)
            / len(drawn)
        )
    found.sort()
    return found[5], found[194]


def _probability(odds: float) -> float:
    return 1.0 / (1.0 + exp2(min(-odds, 1_000.0)))
