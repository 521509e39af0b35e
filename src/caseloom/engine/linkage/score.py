"""One pair, scored in Python with the neutral model: the online match and every explanation."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp2, log2

from caseloom.engine.linkage.features import Features
from caseloom.engine.linkage.levels import COMPARISONS, Comparison, number_of
from caseloom.engine.linkage.model import Model

# Levels whose weight follows the frequency of the full name, and how much of it.
TERM_WEIGHT = {"exact": 1.0, "close": 0.5, "contained": 0.5}
NOTHING = frozenset[str]()
# The comparison, its level's number from the top, bits against chance and against a relative.
Reached = tuple[Comparison, int, float, float]


@dataclass(frozen=True, slots=True)
class Weight:
    """What one field says: `bits` for (positive) or against (negative) the same entity."""

    field: str
    level: str
    bits: float
    label: str


@dataclass(frozen=True, slots=True)
class Score:
    """`bits`: log2 of the odds that the two are the same; `weights`, the prior included, add up."""

    bits: float
    weights: tuple[Weight, ...]

    @property
    def probability(self) -> float:
        """The bare odds as a probability; Model.probability is the calibrated one."""
        return probability(self.bits)


def probability(bits: float) -> float:
    """The probability of log2 odds `bits`."""
    return 1.0 / (1.0 + exp2(min(-bits, 1_000.0)))


def score(model: Model, a: Features, b: Features) -> Score:
    """How strongly `a` and `b` are the same, by field, in bits.

    The odds are against two rivals: an unrelated pair, and a relative (or a sister company)
    who shares household evidence. What the second takes away is a weight of its own.
    """
    scorer = Scorer(model, a)
    return scorer.score(scorer.levels(b))


class Scorer:
    """One description against many: what concerns it alone is looked at once."""

    def __init__(self, model: Model, described: Features) -> None:
        self.model, self.described = model, described
        self.prior = model.prior_bits
        self.rival = model.offset - log2(model.relatives)
        # A field that the description lacks is absent from every pair.
        self.fields = tuple(
            (COMPARISONS[name], bits, model.common.get(name, NOTHING))
            for name, bits in model.bits.items()
            if not COMPARISONS[name].absent(described, described, NOTHING)
        )

    def levels(self, other: Features) -> list[Reached]:
        """What each field that both have says of the described and `other`."""
        found: list[Reached] = []
        for comparison, bits_of, common in self.fields:
            number = number_of(comparison, self.described, other, common)
            if number is None:
                continue
            bits, relative_bits = bits_of[number]
            if comparison.field == "names":
                bits += _term(self.model, comparison.levels[number].key, self.described, other)
            found.append((comparison, number, bits, relative_bits))
        return found

    def bits(self, levels: Iterable[Reached]) -> float:
        """What `score` gives, without saying why."""
        direct, relative = self.prior, self.rival
        for _, _, bits, relative_bits in levels:
            direct += bits
            relative += relative_bits
        return combine(direct, relative)

    def score(self, levels: Iterable[Reached]) -> Score:
        """How strongly two are the same who reach these levels, and why."""
        weights = [Weight("prior", "prior", self.prior, "before any evidence")]
        relative = self.rival
        for comparison, number, bits, relative_bits in levels:
            level = comparison.levels[number]
            weights.append(Weight(comparison.field, level.key, bits, level.label))
            relative += relative_bits
        direct = sum(w.bits for w in weights)
        total = combine(direct, relative)
        why = "could be a relative or an affiliate"
        weights.append(Weight("relatives", "relatives", total - direct, why))
        return Score(total, tuple(weights))


def combine(direct: float, relative: float) -> float:
    """log2 odds against both rivals: odds = 1 / (2^-direct + 2^-relative)."""
    high, low = max(-direct, -relative), min(-direct, -relative)
    return -(high + log2(1.0 + exp2(max(low - high, -1_000.0))))


def _term(model: Model, level: str, a: Features, b: Features) -> float:
    if level not in TERM_WEIGHT or not a.name_key or not b.name_key:
        return 0.0
    common = max(model.term(a.name_key), model.term(b.name_key))
    return TERM_WEIGHT[level] * (log2(model.fields["names"][level].u) - log2(common))
