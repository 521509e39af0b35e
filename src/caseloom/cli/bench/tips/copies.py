"""Copies of a tip with small changes, as people who forward one make them."""

from random import Random

from caseloom.cli.bench.tips import surface
from caseloom.cli.bench.tips.facts import Person
from caseloom.cli.bench.tips.tip import Span, Written
from caseloom.cli.demo import dirt

_GREETINGS = {
    "en": ("Hi, ", "Hello. ", "Please read: ", "FYI: ", "Sending again. ", "Good day, "),
    "es": ("Hola, ", "Buenas. ", "Reenvío: ", "Otra vez: ", "Buen día, "),
    "ar": ("مرحبا، ", "السلام عليكم. ", "أعيد الإرسال: ", "للعلم: "),
}
_ENDINGS = {
    "en": (" Thanks!", " Please act.", " Second time I send this.", " Share."),
    "es": (" ¡Gracias!", " Hagan algo.", " Segunda vez que lo mando.", " Compartan."),
    "ar": (" شكرا!", " تحركوا.", " ثاني مرة أرسله.", " انشروا."),
}


def near(rng: Random, given: Written, language: str, signed: Person | None = None) -> Written:
    """`given` with one to three small changes outside of what its spans mark."""
    made = given
    if signed:
        made = _signed(rng, made, signed, language)
    for _ in range(rng.randrange(1, 4)):
        draw = rng.random()
        if draw < 0.3:
            made = _inserted(made, 0, rng.choice(_GREETINGS[language]))
        elif draw < 0.5:
            made = _inserted(made, len(made.text), rng.choice(_ENDINGS[language]))
        elif draw < 0.65 and 40 < made.tail < len(made.text):
            made = _cut(made)
        else:
            made = _word(rng, made)
    return made if made.text != given.text else _inserted(made, 0, _GREETINGS[language][0])


def _inserted(given: Written, at: int, text: str) -> Written:
    spans = tuple(one.moved(len(text)) if one.start >= at else one for one in given.spans)
    tail = given.tail + len(text) if at <= given.tail else given.tail
    return Written(given.text[:at] + text + given.text[at:], spans, tail, given.told)


def _cut(given: Written) -> Written:
    """Without its closing words."""
    text = given.text[: given.tail].rstrip()
    spans = tuple(one for one in given.spans if one.end <= len(text))
    return Written(text, spans, len(text), given.told)


def _word(rng: Random, given: Written) -> Written:
    """One word mistyped, left out or said twice."""
    text = given.text
    for _ in range(8):
        at = text.find(" ", rng.randrange(len(text))) + 1
        end = text.find(" ", at)
        word = text[at:end] if 0 < at < end else ""
        inside = any(one.start < end and at < one.end for one in given.spans)
        if len(word) < 3 or not word.isalpha() or inside:
            continue
        other = rng.choice((dirt.typo(rng, word), f"{word} {word}", word.upper()))
        return _replaced(given, at, end, other)
    return given


def _replaced(given: Written, at: int, end: int, other: str) -> Written:
    by = len(other) - (end - at)
    spans: tuple[Span, ...] = tuple(
        one.moved(by) if one.start >= end else one for one in given.spans
    )
    tail = given.tail + by if given.tail >= end else given.tail
    return Written(given.text[:at] + other + given.text[end:], spans, tail, given.told)


def _signed(rng: Random, given: Written, who: Person, language: str) -> Written:
    """With another's name below it."""
    fact = surface.person(rng, who, language, 0)
    start = len(given.text) + 1
    span = Span("person", start, start + len(fact.raw), fact.value)
    return Written(f"{given.text}\n{fact.raw}", (*given.spans, span), given.tail, given.told)
