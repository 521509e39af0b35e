"""How likely signs and words of a text are a threat to life: a logistic model, calibrated.

Learnt by `caseloom.assist.learning`; what it was learnt from is kept with its numbers.
"""

from collections import Counter
from collections.abc import Sequence
from math import exp, log
from typing import TYPE_CHECKING

from caseloom.assist import shipped

if TYPE_CHECKING:
    from caseloom.assist.threats.detecting import Sign

NAME = "threat"
CUES = ("will", "cue", "weapon", "done", "indirect", "self", "armed")
RELEASES = ("negated", "quoted", "past", "figurative")
# Of one kind so many are counted: a thousand times the same word says no more.
_MOST = 3


def features(signs: "Sequence[Sign]", *words: float) -> list[float]:
    """What the model weighs: signs that stand by kind, those taken back by why, and the words.

    words: what they alone say, by tier: in Tier 1 what words say, and what their meaning says too.
    """
    standing = Counter(one.cue for one in signs if one.released is None)
    released = Counter(one.released for one in signs)
    return [
        *(float(min(standing[kind], _MOST)) for kind in CUES),
        *(float(min(released[why], _MOST)) for why in RELEASES),
        float(bool(standing)),
        *words,
    ]


def name(tier: int) -> str:
    """What the model of `tier` is kept as."""
    return NAME if tier == 0 else f"{NAME}-{min(tier, 1)}"


def words(text: str, tier: int = 0) -> float:
    """Log odds of a threat by words (tier 0) and meaning (tier 1) of `text`, between -10 and 10."""
    model = shipped.model(name(tier))
    likely = float(model.probabilities([text])[0, model.labels.index("threat")])
    return log_odds(likely)


def log_odds(likely: float) -> float:
    """Log odds of a probability, between -10 and 10."""
    held = min(max(likely, 4.6e-5), 1 - 4.6e-5)
    return log(held / (1 - held))


def likely(text: str, signs: "Sequence[Sign]", tier: int = 0) -> float:
    """The probability that `text`, in which `signs` were found, tells of a threat to life."""
    kept = shipped.header(name(tier))
    given = features(signs, *(words(text, below) for below in range(min(tier, 1) + 1)))
    total = kept["bias"] + sum(a * b for a, b in zip(kept["weights"], given, strict=True))
    return 1 / (1 + exp(-total))


def raises(tier: int = 0) -> tuple[float, float]:
    """The probabilities from which a text is found to hold a threat, and from which it may."""
    kept = shipped.header(name(tier))["raises"]
    return float(kept["found"]), float(kept["possible"])


def sentences(text: str, tier: int) -> tuple[tuple[int, int], ...]:
    """Where the sentences stand whose meaning speaks most for a threat; none in Tier 0."""
    return shipped.model(name(tier)).sentences(text, "threat")
