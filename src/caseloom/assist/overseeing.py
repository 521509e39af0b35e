"""The statistics by which people judge a machine at work: each with its formula and its source.

Plain numbers in, plain numbers out; nothing here knows of tips. Intervals are of 95 %.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from caseloom.assist.figures import Figure, share

# Of a two-sided and of a one-sided interval of 95 %.
_Z, _Z_ONE = 1.959964, 1.644854
BINS = 15
# By N. Siddiqi, “Credit Risk Scorecards”, 2006: below, little; from there on, some; above,
# much has changed.
SOME, MUCH = 0.10, 0.25


@dataclass(frozen=True, slots=True)
class Stratum:
    """A lot: of `population` things `read` were looked at, and `found` of them were positive."""

    population: int
    read: int
    found: int


@dataclass(frozen=True, slots=True)
class Recall:
    """The part of all positives that was raised. None where nothing can be said of it yet.

    raised: positives that were raised; known: positives that people found among the rest by
    themselves; missed: how many more the sample lets expect; read and population: of the sample;
    left: things of lots of which none was read yet, of which nothing is said.
    """

    figure: Figure | None
    raised: int
    known: int
    missed: float
    read: int
    population: int
    left: int


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Suggestions of about one probability: the mean of what was said, and the part agreed to."""

    low: float
    high: float
    said: float
    agreed: Figure


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far probabilities can be believed. ece: None of nothing."""

    bins: tuple[ReliabilityBin, ...]
    ece: float | None
    of: int


@dataclass(frozen=True, slots=True)
class Stability:
    """How far two samples differ. chance: what chance alone exceeds once in twenty."""

    index: float
    chance: float
    before: int
    after: int

    @property
    def told(self) -> str:
        """steady, some or much; "chance" where so small samples say nothing else."""
        if self.index < SOME:
            return "steady"
        if self.index <= self.chance:
            return "chance"
        return "some" if self.index <= MUCH else "much"


@dataclass(frozen=True, slots=True)
class Waited:
    """Hours until something was done: None where so many have not got there yet.

    done and waiting: how many of each; those who wait are counted for as long as they have.
    """

    median: float | None
    p90: float | None
    done: int
    waiting: int


def weighted(strata: Sequence[Stratum]) -> Figure | None:
    """The part of all that is positive, by samples of different sizes; None of nothing read.

    p = sum(N_h f_h / n_h) / sum(N_h) (W. Cochran, “Sampling Techniques”, 1977, eq. 5.1). Its
    interval is Wilson's (1927) with Kish's effective size n = (sum w)^2 / sum(w^2), w = N_h / n_h
    for each thing read (L. Kish, “Survey Sampling”, 1965). No correction for a finite
    population: the interval is rather too wide.
    """
    read = [one for one in strata if one.read]
    if not read:
        return None
    whole = sum(one.population for one in read)
    p = sum(one.population * one.found / one.read for one in read) / whole
    size = whole**2 / sum(one.population**2 / one.read for one in read)
    return _wilson(p, size, sum(one.read for one in read))


def _wilson(p: float, size: float, of: int) -> Figure:
    middle = (p + _Z * _Z / (2 * size)) / (1 + _Z * _Z / size)
    half = _Z * sqrt(p * (1 - p) / size + _Z * _Z / (4 * size * size)) / (1 + _Z * _Z / size)
    return Figure(p, max(0.0, middle - half), min(1.0, middle + half), of)


def recall(raised: int, known: int, strata: Sequence[Stratum]) -> Recall:
    """Raised / (raised + known + missed), with missed = N p of `weighted`, and its interval.

    Raised and known are counted, not sampled, so that the interval follows from that of p: it is
    lowest where p is highest. What was found is missed for certain, so missed is no less. But it
    is no narrower than Wilson's for so many urgent ones as anybody saw: of few little can be said.
    """
    read = [one for one in strata if one.read]
    left = sum(one.population for one in strata if not one.read)
    whole, found = sum(one.population for one in read), sum(one.found for one in read)
    looked = sum(one.read for one in read)
    p = weighted(strata)
    if p is None:
        return Recall(None, raised, known, 0.0, 0, 0, left)
    missed = [max(float(found), whole * one) for one in (p.value, p.low, p.high)]
    values = [_part(raised, known + one) for one in missed]
    figure = None
    if values[0] is not None and values[1] is not None and values[2] is not None:
        seen = _wilson(values[0], raised + known + found, looked)
        figure = Figure(
            values[0], min(values[2], seen.low), max(values[1], seen.high), raised + known + found
        )
    return Recall(figure, raised, known, missed[0], looked, whole, left)


def _part(of: float, rest: float) -> float | None:
    return of / (of + rest) if of + rest else None


def gap(hits: int, of: int, other_hits: int, other_of: int) -> Figure | None:
    """The difference of two shares with its interval; None where one is of nothing.

    R. Newcombe, “Interval estimation for the difference between independent proportions”, 1998,
    method 10: square and add the distances of each share to its Wilson limits.
    """
    if not of or not other_of:
        return None
    one, other = (
        share([True] * some + [False] * (many - some))
        for some, many in ((hits, of), (other_hits, other_of))
    )
    value = one.value - other.value
    low = value - sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    high = value + sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return Figure(value, low, high, of + other_of)


def reliability(cases: Sequence[tuple[float, bool]], bins: int = BINS) -> Reliability:
    """Probabilities beside how often they were right, in bins of equal counts.

    ece = sum(|mean said - part right| * size) / all, over the same bins (M. Naeini and others,
    “Obtaining well calibrated probabilities using Bayesian binning”, 2015, with equal counts as
    K. Nguyen and B. O'Connor, 2015): as `caseloom assist evaluate` has it.
    """
    ordered = sorted(cases)
    if not ordered:
        return Reliability((), None, 0)
    many = min(bins, len(ordered))
    found, error = [], 0.0
    for n in range(many):
        part = ordered[n * len(ordered) // many : (n + 1) * len(ordered) // many]
        said = sum(p for p, _ in part) / len(part)
        agreed = share(right for _, right in part)
        error += abs(said - agreed.value) * len(part)
        found.append(ReliabilityBin(part[0][0], part[-1][0], said, agreed))
    return Reliability(tuple(found), error / len(ordered), len(ordered))


def stability(before: Mapping[str, int], after: Mapping[str, int]) -> Stability | None:
    """The population stability index of two samples of counts; None where one is empty.

    sum((a - b) ln(a / b)) over shares a after and b before; half a thing is added to each count,
    so that an empty one has a logarithm. Without any change it is about chi-square with k - 1
    degrees of freedom times (1/n + 1/m) (B. Yurdakul, “Statistical properties of population
    stability index”, 2018): `chance` is its 95th percentile, by Wilson and Hilferty (1931).
    """
    names = sorted(set(before) | set(after))
    n, m = sum(before.values()), sum(after.values())
    if not n or not m:
        return None
    half = len(names) / 2
    index = 0.0
    for name in names:
        b = (before.get(name, 0) + 0.5) / (n + half)
        a = (after.get(name, 0) + 0.5) / (m + half)
        index += (a - b) * log(a / b)
    return Stability(index, _chi_square(len(names) - 1) * (1 / n + 1 / m), n, m)


def _chi_square(degrees: int) -> float:
    """Its 95th percentile."""
    if degrees < 1:
        return 0.0
    part = 2 / (9 * degrees)
    return float(degrees * (1 - part + _Z_ONE * sqrt(part)) ** 3)


def tenths(before: Sequence[float], values: Sequence[float]) -> dict[str, int]:
    """`values` by the tenths into which `before` falls, as the index of scores is counted."""
    ordered = sorted(before)
    edges = sorted({ordered[len(ordered) * n // 10] for n in range(1, 10)}) if ordered else []
    found: dict[str, int] = {}
    for value in values:
        name = str(bisect_left(edges, value))
        found[name] = found.get(name, 0) + 1
    return found


def waited(cases: Sequence[tuple[float, bool]]) -> Waited:
    """(hours, whether it was done): after how many hours half and nine tenths were done.

    E. Kaplan and P. Meier, “Nonparametric estimation from incomplete observations”, 1958: who
    waits still counts among those who might have been done for as long as she has waited, so that
    open ones make it no shorter. The smallest time t with S(t) <= 0.5 and 0.1.
    """
    ordered = sorted(cases, key=lambda one: (one[0], not one[1]))
    left, survival = len(ordered), 1.0
    median = p90 = None
    for hours, done in ordered:
        if done:
            survival *= 1 - 1 / left
            if median is None and survival <= 0.5 + 1e-12:
                median = hours
            if p90 is None and survival <= 0.1 + 1e-12:
                p90 = hours
        left -= 1
    finished = sum(done for _, done in cases)
    return Waited(median, p90, finished, len(cases) - finished)
