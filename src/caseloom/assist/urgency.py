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
# What a tip of each urgency is worth in the order of reading, and a sure threat to life on top. On
# a line most are none: a tip that may be immediate has to go before one that is surely routine.
_WORTH = (4.0, 1.0, 0.5, 0.0)
_THREAT = 0.2
# Of all tips of a line that drowns: what is learnt from holds far more that is urgent.
LINE = (0.02, 0.03, 0.1, 0.85)
# Scores from which a tip is urgent, and from which it is routine.
_URGENT, _ROUTINE = 0.4 / 4.2, 0.05 / 4.2


@dataclass(frozen=True, slots=True)
class Cue:
    """text[start:end] says that something cannot wait: now, held, harm, minor, soon or losing."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Urgency:
    """likely: of each of URGENCIES, adding up to 1. score: orders all tips, 0 to 1.

    label: `immediate` wherever a threat to life was found; else by the score, and `routine` at
    least where a threat is possible. cues: what says so.
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
    score = _score(likely, threat, shipped.header(name(tier))["shares"])
    return Urgency(_label(score, threat), likely, score, found, threat.found)


def _score(likely: dict[str, float], threat: Threat, taught: list[float]) -> float:
    """Between 0 and 1: what reading the tip is worth on a line, where most are worth nothing.

    taught: the shares of URGENCIES among the tips that were learnt from; odds are moved from these
    to LINE (Saerens and others, “Adjusting the Outputs of a Classifier to New a Priori
    Probabilities”, 2002).
    """
    moved = [p * here / there for p, here, there in zip(likely.values(), LINE, taught, strict=True)]
    worth = sum(a * b for a, b in zip(_WORTH, moved, strict=True)) / sum(moved)
    return (worth + _THREAT * threat.likely) / (_WORTH[0] + _THREAT)


def _label(score: float, threat: Threat) -> str:
    if threat.found:
        return "immediate"
    if score >= _URGENT:
        return "urgent"
    return "routine" if threat.possible or score >= _ROUTINE else "none"


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
