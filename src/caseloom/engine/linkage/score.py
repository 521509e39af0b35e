"""One pair, scored in Python with the neutral model: the online match and every explanation."""

from dataclasses import dataclass
from math import exp2, log2

from caseloom.engine.linkage.features import Features
from caseloom.engine.linkage.levels import COMPARISONS, level_of
from caseloom.engine.linkage.model import Model

# Levels whose weight follows the frequency of the full name, and how much of it.
TERM_WEIGHT = {"exact": 1.0, "close": 0.5, "contained": 0.5}
NOTHING = frozenset[str]()


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
    weights = [Weight("prior", "prior", model.prior_bits, "before any evidence")]
    relative = model.offset - log2(model.relatives)
    for name, levels in model.fields.items():
        comparison = COMPARISONS[name]
        level = level_of(comparison, a, b, model.common.get(name, NOTHING))
        if level is None:
            continue
        chances = levels[level.key]
        gain = model.gain(name, level.key)
        bits = chances.bits + gain
        if name == "names":
            bits += _term(model, level.key, chances.u, a, b)
        weights.append(Weight(name, level.key, bits, level.label))
        relative += chances.relative_bits + gain
    direct = sum(w.bits for w in weights)
    total = combine(direct, relative)
    weights.append(
        Weight("relatives", "relatives", total - direct, "could be a relative or an affiliate")
    )
    return Score(total, tuple(weights))


def combine(direct: float, relative: float) -> float:
    """log2 odds against both rivals: odds = 1 / (2^-direct + 2^-relative)."""
    high, low = max(-direct, -relative), min(-direct, -relative)
    return -(high + log2(1.0 + exp2(max(low - high, -1_000.0))))


def _term(model: Model, level: str, u: float, a: Features, b: Features) -> float:
    if level not in TERM_WEIGHT or not a.name_key or not b.name_key:
        return 0.0
    common = max(model.term(a.name_key), model.term(b.name_key))
    return TERM_WEIGHT[level] * (log2(u) - log2(common))
