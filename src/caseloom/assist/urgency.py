"""How soon a tip has to be read, with what says so.

A text model (the organisation's own, or the one that is shipped) says how likely each urgency is;
cues (urgent/words) and the threat detector correct it. Ranks only: a high one raises a tip in the
queue, a low one closes nothing.
"""

from collections import Counter
from dataclasses import dataclass
from math import exp, log

from caseloom.assist import shipped
from caseloom.assist.classifying import Classifier
from caseloom.assist.threats import lexicon
from caseloom.assist.threats.detecting import Threat
from caseloom.assist.threats.tokens import Token, tokens

URGENCIES = ("immediate", "urgent", "routine", "none")
CUES = ("now", "held", "harm", "minor", "soon", "losing")
NAME = "urgency"
_WORDS = "urgent/words"
_MOST = 2
# What a tip of each urgency is worth in the order of reading.
_WORTH = (1.0, 0.8, 0.3, 0.0)
# What is surely a threat to life goes before all that is surely none.
_THREAT = 1.0


@dataclass(frozen=True, slots=True)
class Cue:
    """text[start:end] says that something cannot wait: now, held, harm, minor, soon or losing."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Urgency:
    """likely: of each of URGENCIES, adding up to 1. score: orders within one label, 0 to 2.

    label: the likeliest; `immediate` wherever a threat to life was found, `urgent` at least where
    one is possible. cues: what says so.
    """

    label: str
    likely: dict[str, float]
    score: float
    cues: tuple[Cue, ...]
    threat: bool


def read(
    text: str, threat: Threat, model: Classifier | None = None, words: list[Token] | None = None,
    *, tier: int = 0,
) -> Urgency:  # fmt: skip
    """How soon `text`, in which `threat` was found, has to be read. words: its `tokens`, if known.

    model: one that the organisation trained on labels of URGENCIES; None: the shipped one of
    `tier` (0: words alone, 1: what they mean as well).
    """
    found = cues(text, words)
    likely = _likely(text, found, threat, model or shipped.model(name(tier)), name(tier))
    worth = sum(a * b for a, b in zip(_WORTH, likely.values(), strict=True))
    label = "immediate" if threat.found else max(likely, key=lambda one: likely[one])
    if threat.possible and label != "immediate":
        label = "urgent"
    return Urgency(
        label, likely,
        worth + _THREAT * threat.likely, found, threat.found,
    )  # fmt: skip


def name(tier: int) -> str:
    """What the model of `tier` is kept as."""
    return NAME if tier == 0 else f"{NAME}-{min(tier, 1)}"


def cues(text: str, words: list[Token] | None = None) -> tuple[Cue, ...]:
    """What in `text` says that it cannot wait, in order, each place once for each kind."""
    words = tokens(text) if words is None else words
    found: dict[tuple[int, int, str], Cue] = {}
    for language in lexicon.languages(_WORDS):
        for one in lexicon.matches(words, language):
            made = Cue(words[one.first].start, words[one.last - 1].end, one.kind)
            found[made.start, made.end, made.kind] = made
    return tuple(found[place] for place in sorted(found))


def features(found: tuple[Cue, ...], threat: Threat, model: dict[str, float]) -> list[float]:
    """What is weighed: how many cues of each kind, a threat, and what the text model says."""
    counts = Counter(one.kind for one in found)
    return [
        *(float(min(counts[kind], _MOST)) for kind in CUES),
        float(threat.found), float(threat.possible), threat.likely,
        *(log(max(model.get(label, 0.0), 1e-4)) for label in URGENCIES),
    ]  # fmt: skip


def _likely(
    text: str, found: tuple[Cue, ...], threat: Threat, model: Classifier, kept_as: str
) -> dict[str, float]:
    row = model.probabilities([text])[0].tolist()
    given = features(found, threat, dict(zip(model.labels, row, strict=True)))
    kept = shipped.header(kept_as)
    totals = [
        bias + sum(a * b for a, b in zip(weights, given, strict=True))
        for bias, weights in zip(kept["bias"], kept["weights"], strict=True)
    ]
    most = max(totals)
    parts = [exp(one - most) for one in totals]
    return {label: part / sum(parts) for label, part in zip(URGENCIES, parts, strict=True)}
