"""What a tip is, drawn before a word of it is written, and apart from names and languages."""

from dataclasses import dataclass
from random import Random

from caseloom.cli.bench.tips import tip
from caseloom.cli.bench.tips.tip import CATEGORIES, NO_THREATS, THREATS

_MALICE = (("spam", 0.03), ("mass_mailing", 0.02), ("injection", 0.04), ("false", 0.03))
# Of tips of threats, those in which there is one to life; of others, those with one, and those
# with words that only look like one.
_IN_THREATS, _ELSEWHERE, _LOOKS = 0.66, 0.04, 0.1
_URGENT = {"trafficking": (0.2, 0.35), "child_exploitation": (0.15, 0.4)}
_USUAL = (0.02, 0.16)
_CHANNELS = {
    "phone-transcribed": ("phone",), "formal": ("email", "portal", "email"),
    "terse": ("portal", "api", "phone"),
}  # fmt: skip
_WITHHELD = (("who", 0.14), ("org", 0.12), ("where", 0.3), ("when", 0.3), ("how", 0.4))


@dataclass(frozen=True, slots=True)
class Labels:
    """What is true of a tip whatever its words. vague: it does not tell what happened."""

    category: str
    urgency: str
    threat_case: str | None
    vague: bool = False

    @property
    def threat(self) -> bool:
        """Whether somebody's life is threatened."""
        return self.threat_case in THREATS


@dataclass(frozen=True, slots=True)
class Manner:
    """How one teller tells it. untold: what she does not say."""

    register: str
    channel: str
    untold: frozenset[str]


def labels(rng: Random) -> Labels:
    """The labels of a new story."""
    if rng.random() < 0.04:
        return Labels("other", "none", None, vague=True)
    category = "other" if rng.random() < 0.15 else rng.choice(CATEGORIES[:-1])
    case = _threat(rng, category)
    if case in THREATS:
        return Labels(category, "immediate", case)
    if category == "other":
        return Labels(category, "none", case)
    immediate, urgent = _URGENT.get(category, _USUAL)
    draw = rng.random()
    if draw < immediate:
        return Labels(category, "immediate", case)
    return Labels(category, "urgent" if draw < immediate + urgent else "routine", case)


def _threat(rng: Random, category: str) -> str | None:
    draw = rng.random()
    if category == "threat_of_violence":
        return rng.choice(THREATS if draw < _IN_THREATS else NO_THREATS)
    if draw < _ELSEWHERE and category != "other":
        return rng.choice(THREATS)
    return rng.choice(NO_THREATS) if draw > 1 - _LOOKS else None


def malice(rng: Random) -> str:
    """Whether it is sent in earnest."""
    draw = rng.random()
    for name, share in _MALICE:
        draw -= share
        if draw < 0:
            return name
    return "none"


def manner(rng: Random, register: str | None = None) -> Manner:
    """How one teller tells."""
    register = register or rng.choice(tip.REGISTERS)
    channel = rng.choice(_CHANNELS.get(register, tip.CHANNELS))
    untold = frozenset(name for name, share in _WITHHELD if rng.random() < share)
    return Manner(register, channel, untold)
