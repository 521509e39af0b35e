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
# A threat to life goes before all that holds none, whatever a model says.
_THREAT = 1.0


@dataclass(frozen=True, slots=True)
class Cue:
    """text[start:end] says that something cannot wait: now, held, harm, minor, soon or losing."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Urgency:
    """likely: of each of URGENCIES, adding up to 1. score: what is read first, 0 to 2.

    label: the likeliest; `immediate` wherever a threat to life was found. cues: what says so.
    """

    label: str
    likely: dict[str, float]
    score: float
    cues: tuple[Cue, ...]
    threat: bool


def read(
    text: str, threat: Threat, model: Classifier | None = None, words: list[Token] | None = None
) -> Urgency:
    """How soon `text`, in which `threat` was found, has to be read. words: its `tokens`, if known.

    model: one that the organisation trained on labels of URGENCIES; None: the shipped one.
    """
    found = cues(text, words)
    likely = _likely(text, found, threat, model or shipped.model(NAME))
    worth = sum(a * b for a, b in zip(_WORTH, likely.values(), strict=True))
    label = max(likely, key=lambda one: likely[one])
    return Urgency(
        "immediate" if threat.found else label, likely,
        worth + (_THREAT if threat.found else 0.0), found, threat.found,
    )  # fmt: skip


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
        float(threat.found), threat.likely,
        *(log(max(model.get(label, 0.0), 1e-4)) for label in URGENCIES),
    ]  # fmt: skip


def _likely(
    text: str, found: tuple[Cue, ...], threat: Threat, model: Classifier
) -> dict[str, float]:
    row = model.probabilities([text])[0].tolist()
    given = features(found, threat, dict(zip(model.labels, row, strict=True)))
    kept = shipped.header(NAME)
    totals = [
        bias + sum(a * b for a, b in zip(weights, given, strict=True))
        for bias, weights in zip(kept["bias"], kept["weights"], strict=True)
    ]
    most = max(totals)
    parts = [exp(one - most) for one in totals]
    return {label: part / sum(parts) for label, part in zip(URGENCIES, parts, strict=True)}
