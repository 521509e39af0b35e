"""The sentences of a text that carry most, each as it stands: nothing is written anew.

What counts: threats, identifiers, and whether a sentence says who, what, where or when; a fact that
an earlier chosen sentence told counts less.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from caseloom.assist import completeness
from caseloom.assist.spans.span import Span
from caseloom.assist.threats.detecting import Threat

# Characters that are read, and of one sentence that are shown.
MOST, LONGEST = 50_000, 400
# What a sentence gains by what it holds; a second time the fact counts a fifth.
_THREAT, _SPAN, _FACTS = 6.0, 1.5, {"what": 1.0, "who": 1.2, "where": 0.8, "when": 0.8}
_AGAIN = 0.2
# Sentences end at these of any of the languages, and at lines; not in numbers and initials.
_ENDS = re.compile(
    r"(?<!\b[A-ZÁÉÍÓÚÑ])(?<!\b(?:Mr|Ms|Dr|Sr|St|Av|No))(?<!\bMrs)(?<!\bSra)[.!?؟…۔]+[\"'”»)]*(?=\s|$)"
    r"|[\n\r]+"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """text[start:end], and why it was chosen: threat, identifier, who, what, where or when."""

    start: int
    end: int
    carries: tuple[str, ...]


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The places of the sentences of `text`, in order, without the spaces around them.

    One that is longer than LONGEST is cut between words.
    """
    found: list[tuple[int, int]] = []
    start = 0
    for one in _ENDS.finditer(text):
        found += _cut(text, start, one.end())
        start = one.end()
    return (*found, *_cut(text, start, len(text)))


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found = []
    while start < end:
        if text[start].isspace():
            start += 1
            continue
        stop = end
        if end - start > LONGEST:
            space = text.rfind(" ", start, start + LONGEST)
            stop = space if space > start else start + LONGEST
        kept = start + len(text[start:stop].rstrip())
        if kept > start and any(one.isalnum() for one in text[start:kept]):
            found.append((start, kept))
        start = stop
    return found


def summarise(
    text: str,
    threat: Threat | None = None,
    spans: Iterable[Span] = (),
    most: int = 3,
    facts: Iterable[completeness.Fact] | None = None,
) -> tuple[Sentence, ...]:
    """Up to `most` sentences of the first MOST characters, in the order of the text.

    facts: what `completeness.read` gave for the same text, where it is known.
    """
    held = [(one.start, one.end, "identifier") for one in spans]
    held += [(one.start, one.end, "threat") for one in (threat.evidence if threat else ())]
    for fact in completeness.read(text[:MOST]) if facts is None else facts:
        held += [(start, end, fact.name) for start, end in fact.places if fact.name in _FACTS]
    held.sort()
    given = _held(sentences(text[:MOST]), held)
    chosen: list[tuple[tuple[int, int], tuple[str, ...]]] = []
    told: set[str] = set()
    while given and len(chosen) < most:
        place = max(given, key=lambda one: (_worth(given[one], told), -one[0]))
        carries = given.pop(place)
        chosen.append((place, carries))
        told |= set(carries)
    return tuple(Sentence(start, end, carries) for (start, end), carries in sorted(chosen))


def _held(
    places: tuple[tuple[int, int], ...], held: list[tuple[int, int, str]]
) -> dict[tuple[int, int], tuple[str, ...]]:
    """What each sentence carries: all that begins in it. Both are in order."""
    found = {}
    at = 0
    for start, end in places:
        carries: dict[str, None] = {}
        while at < len(held) and held[at][0] < end:
            if held[at][0] >= start:
                carries[held[at][2]] = None
            at += 1
        found[start, end] = tuple(carries)
    return found


def _worth(carries: tuple[str, ...], told: set[str]) -> float:
    worth = 0.0
    for one in carries:
        gain = {"threat": _THREAT, "identifier": _SPAN}.get(one) or _FACTS[one]
        worth += gain * (_AGAIN if one in told else 1.0)
    return worth
