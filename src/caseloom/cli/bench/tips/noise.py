"""How hurry, keyboards and telephone lines spoil what is written; facts keep their letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from caseloom.cli.bench.tips.surface import Fact
from caseloom.cli.bench.tips.tip import Span, Written
from caseloom.cli.demo import dirt

Piece = str | Fact

_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_ACCENTS = str.maketrans("áéíóúÁÉÍÓÚñü¿¡", "aeiouAEIOUnu\0\0")
_HAMZA = str.maketrans("أإآىة", "اااي" + "ه")
_MARKS = str.maketrans("", "", ".,;:!?¿¡،؛؟")
_SHORT = {
    "en": (("you", "u"), ("because", "bc"), ("people", "ppl"), ("please", "plz"), ("are", "r"),
           ("without", "w/o"), ("going to", "gonna"), ("I'm", "im"), ("don't", "dont")),
    "es": (("que", "q"), ("por", "x"), ("porque", "xq"), ("también", "tb"), ("para", "pa"),
           ("estoy", "toy"), ("gracias", "grax"), ("dinero", "lana")),
    "ar": (("إن شاء الله", "انشالله"), ("هذا", "هاذا"), ("لكن", "لاكن"), ("شكراً", "شكرا")),
}  # fmt: skip
_FILLERS = {
    "en": (" uh", " um", " you know", " like", " I mean", " [inaudible]", " yeah"),
    "es": (" eh", " este", " o sea", " pues", " [inaudible]", " bueno", " mmm"),
    "ar": (" يعني", " آه", " [غير واضح]", " اه", " طيب", " والله"),
}
# Of a hundred words of each register, those with a slip.
_SLIPS = {
    "plain": 1.0, "terse": 2.5, "angry": 3.0, "rambling": 2.0, "formal": 0.2,
    "phone-transcribed": 0.5,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Noise:
    """How one teller writes."""

    language: str
    slips: float
    bare: bool
    unmarked: bool
    case: str
    short: bool
    digits: bool
    fillers: bool


def noise(rng: Random, language: str, register: str) -> Noise:
    """A teller's habits, as her register has them."""
    loose = {"formal": 0.02, "plain": 0.2}.get(register, 0.4)
    spoken = register == "phone-transcribed"
    draws = [rng.random() for _ in range(6)]
    case = "plain"
    if spoken or draws[0] < loose * 0.5:
        case = "lower"
    elif register == "angry" and draws[0] > 0.85:
        case = "upper"
    return Noise(
        language, _SLIPS[register] * (0.2 + 1.6 * draws[1]), draws[2] < loose,
        (spoken and draws[3] < 0.7) or draws[3] < loose * 0.35, case,
        not spoken and draws[4] < loose * 0.5, draws[5] < 0.35, spoken,
    )  # fmt: skip


def spoilt(rng: Random, habits: Noise, pieces: Sequence[Piece]) -> list[Piece]:
    """`pieces` as this teller writes them."""
    return [
        _fact(habits, one) if isinstance(one, Fact) else _words(rng, habits, one) for one in pieces
    ]


def _fact(habits: Noise, one: Fact) -> Fact:
    raw = one.raw
    if (
        habits.language == "ar"
        and habits.digits
        and one.kind in ("phone", "money", "date", "address", "plate")
    ):
        raw = raw.translate(_ARABIC_DIGITS)
    if habits.bare and not one.exact:
        raw = _bare(raw)
    if habits.case != "plain" and not one.exact:
        raw = raw.lower() if habits.case == "lower" else raw.upper()
    return Fact(one.kind, raw, one.value, one.valid, one.exact)


def _bare(text: str) -> str:
    return text.translate(_ACCENTS).replace("\0", "").translate(_HAMZA)


def _words(rng: Random, habits: Noise, text: str) -> str:
    if len(text) > 6:
        text = _slipped(rng, habits, text)
    if habits.short:
        for word, short in _SHORT[habits.language]:
            if f" {word} " in text and rng.random() < 0.6:
                text = text.replace(f" {word} ", f" {short} ")
    if habits.bare:
        text = _bare(text)
    if habits.unmarked and not text[:1].isdigit():  # times and cases keep theirs
        text = text.translate(_MARKS)
    if habits.digits and habits.language == "ar":
        text = text.translate(_ARABIC_DIGITS)
    if habits.case == "upper":
        return text.upper()
    return text.lower() if habits.case == "lower" else text


def _slipped(rng: Random, habits: Noise, text: str) -> str:
    filled = habits.fillers and rng.random() < 0.25
    if not filled and rng.random() * 100 >= habits.slips * (len(text) / 6):
        return text
    words = text.split(" ")
    if len(words) < 2:
        return text
    at = rng.randrange(len(words) - 1)
    if filled:
        words[at] += rng.choice(_FILLERS[habits.language])
    elif words[at].isalpha():
        words[at] = dirt.typo(rng, words[at])
    return " ".join(words)


def joined(pieces: Sequence[Piece], tail: int) -> Written:
    """The text of `pieces` and where its facts stand. tail: the piece that the closing begins at.

    Spaces are not doubled, and none stands before a mark that ends a sentence.
    """
    parts: list[str] = []
    spans: list[Span] = []
    at, closing, last = 0, 0, "\n"
    for place, one in enumerate(pieces):
        if place == tail:
            closing = at
        raw = one.raw if isinstance(one, Fact) else one
        if not isinstance(one, Fact):
            if last in " \n":
                raw = raw.lstrip(" ")
            elif last == "." and raw[:1] == ".":
                raw = raw[1:]
        if not raw:
            continue
        if raw[0] in ".,;:!?،؛؟)\n" and last == " ":
            parts[-1] = parts[-1][:-1]
            at -= 1
        if isinstance(one, Fact) and one.kind:
            spans.append(Span(one.kind, at, at + len(raw), one.value, one.valid))
        parts.append(raw)
        at += len(raw)
        last = raw[-1]
    text = "".join(parts)
    return Written(text.rstrip(), tuple(spans), closing if tail < len(pieces) else len(text))
