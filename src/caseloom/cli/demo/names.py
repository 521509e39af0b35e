"""Names of the fictional world: how frequent each is, and the spellings it is met under."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from random import Random

from caseloom.cli.demo import words

# Share of people by the spelling tradition of their names. It decides only which letters and
# variants a name has; nothing in the world, the sources or the truth records it.
TRADITIONS = (
    ("latin", 0.46),
    ("spanish", 0.20),
    ("cyrillic", 0.10),
    ("plain", 0.10),
    ("arabic", 0.05),
    ("han", 0.05),
    ("greek", 0.04),
)
_CYRILLIC = {
    "shch": "щ", "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч", "sh": "ш", "yu": "ю", "ya": "я",
    "yo": "ё", "iy": "ий", "ye": "е", "a": "а", "b": "б", "v": "в", "g": "г", "d": "д", "e": "е",
    "z": "з", "i": "и", "y": "й", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п",
    "r": "р", "s": "с", "t": "т", "u": "у", "f": "ф", "c": "к", "h": "х", "j": "дж", "w": "в",
    "x": "кс",
}  # fmt: skip
_GREEK = {
    "th": "θ", "ch": "χ", "ps": "ψ", "ou": "ου", "ks": "ξ", "ph": "φ", "a": "α", "b": "μπ",
    "c": "κ", "d": "δ", "e": "ε", "f": "φ", "g": "γ", "h": "χ", "i": "ι", "j": "τζ", "k": "κ",
    "l": "λ", "m": "μ", "n": "ν", "o": "ο", "p": "π", "r": "ρ", "s": "σ", "t": "τ", "u": "υ",
    "v": "β", "w": "ου", "x": "ξ", "y": "υ", "z": "ζ",
}  # fmt: skip


_UNMARKED = {ord("ø"): "o", ord("Ø"): "O", ord("ł"): "l", ord("ı"): "i", ord("ß"): "ss"}


@dataclass(frozen=True, slots=True)
class Naming:
    """A true name: one given name with its other spellings, one surname, its native script."""

    given: str
    surname: str
    others: tuple[str, ...] = ()
    middle: str = ""
    native: str = ""
    suffix: str = ""

    @property
    def full(self) -> str:
        """The name as its bearer would write it."""
        return " ".join(part for part in (self.given, self.middle, self.surname) if part)


def rank(rng: Random, size: int, flatten: float) -> int:
    """A rank in [0, size) with Zipf-Mandelbrot frequencies 1 / (rank + flatten).

    Drawn by inverting the continuous distribution, so in constant time for any `size`.
    """
    return int(flatten * ((size + flatten) / flatten) ** rng.random() - flatten)


def tradition(rng: Random) -> str:
    """One of TRADITIONS, by its share."""
    draw = rng.random()
    for name, share in TRADITIONS:
        draw -= share
        if draw < 0:
            return name
    return "latin"


def naming(rng: Random, kind: str, surname: str = "") -> Naming:
    """A name of the tradition `kind`; in a family the surname is given."""
    surname = surname or family_name(rng, kind)
    given, others = _given(rng, kind)
    middle = _given(rng, kind)[0] if kind in ("latin", "spanish") and rng.random() < 0.45 else ""
    return Naming(given, surname, others, middle, _native(kind, given, surname))


def family_name(rng: Random, kind: str) -> str:
    """A surname of the tradition `kind`: common ones often, composed ones in a long tail."""
    heads = words.SURNAMES[kind]
    tails = "latin" if kind == "plain" else kind
    if kind in ("han", "arabic") or rng.random() < 0.6:
        surname = heads[rank(rng, len(heads), 12)]
    else:
        surname = _composed(tails, rank(rng, _tail_size(tails), 40))
    if kind == "spanish" and rng.random() < 0.3:
        surname += " " + heads[rank(rng, len(heads), 12)]
    return surname


def _given(rng: Random, kind: str) -> tuple[str, tuple[str, ...]]:
    known = words.GIVEN[kind]
    if kind == "han" and rng.random() < 0.6:
        first, second = rng.choice(known)[0], rng.choice(known)[0]
        return first + second.lower(), (f"{first} {second}", f"{first}-{second.lower()}")
    if kind in ("latin", "spanish", "plain") and rng.random() < 0.15:
        return _composed_given(rank(rng, 4_000, 30)), ()
    place = rank(rng, len(known), 12)
    return known[place][0], known[place][1:]


@cache
def _tail_size(kind: str) -> int:
    return len(words.ONSETS[kind]) * len(words.MIDDLES[kind]) * len(words.ENDINGS[kind])


@lru_cache(maxsize=65_536)
def _composed(kind: str, place: int) -> str:
    """The surname at `place` of the tail; the frequent ones are those of two syllables."""
    return _compose(place, words.ONSETS[kind], words.MIDDLES[kind], words.ENDINGS[kind])


@lru_cache(maxsize=8_192)
def _composed_given(place: int) -> str:
    return _compose(place, words.GIVEN_ONSETS, words.GIVEN_MIDDLES, words.GIVEN_ENDINGS)


def _compose(
    place: int, onsets: tuple[str, ...], middles: tuple[str, ...], endings: tuple[str, ...]
) -> str:
    """The name at `place` of all combinations, those without a middle first."""
    pairs = len(onsets) * len(endings)
    middle, pair = divmod(place, pairs)
    ending, onset = divmod(pair * 7_919 % pairs, len(onsets))  # a prime: neighbours differ
    return onsets[onset] + middles[middle % len(middles)].strip("-") + endings[ending]


@lru_cache(maxsize=65_536)
def _native(kind: str, given: str, surname: str) -> str:
    """The name in its own script where the world knows it, else empty."""
    if kind == "cyrillic":
        return f"{_spell(given, _CYRILLIC)} {_spell(surname, _CYRILLIC)}"
    if kind == "greek":
        return f"{_spell(given, _GREEK)} {_spell(surname, _GREEK)}"
    if kind == "arabic":
        return f"{words.ARABIC[given]} {words.ARABIC[surname]}"
    if kind == "han":
        return words.HAN[surname] + "".join(_han(given))
    return ""


def _han(given: str) -> tuple[str, ...]:
    """The one or two characters of a given name, which was joined from syllables of words.HAN."""
    for cut in range(len(given), 0, -1):
        head, tail = given[:cut], given[cut:].capitalize()
        if head in words.HAN and (not tail or tail in words.HAN):
            return (words.HAN[head], words.HAN[tail]) if tail else (words.HAN[head],)
    return ()


def _spell(latin: str, table: Mapping[str, str]) -> str:
    text, out = latin.lower(), ""
    while text:
        for length in (4, 2, 1):
            if text[:length] in table:
                out, text = out + table[text[:length]], text[length:]
                break
        else:
            out, text = out + text[0], text[1:]
    return (out[:-1] + "ς" if out.endswith("σ") else out).capitalize()


@lru_cache(maxsize=65_536)
def ascii_of(text: str) -> str:
    """`text` without diacritics."""
    spread = text.translate(_UNMARKED)
    return "".join(c for c in unicodedata.normalize("NFD", spread) if not unicodedata.combining(c))


# --- Companies -----------------------------------------------------------------------------------


def company_name(rng: Random, number: int) -> tuple[str, str]:
    """A company's name without its form, and the form (a key of words.FORMS)."""
    form = ("LLC", "Inc", "LLC", "Corp", "Ltd", "LP")[int(rng.random() ** 2 * 6)]
    trade = words.TRADES[rank(rng, len(words.TRADES), 6)]
    shape = rng.random()
    if shape < 0.35:
        stem = f"{rng.choice(words.BIRDS)} {rng.choice(words.LANDS)}"
    elif shape < 0.5:
        stem = f"{rng.choice(words.COLOURS)} {rng.choice(words.BIRDS)}"
    elif shape < 0.8:
        stem = family_name(rng, tradition(rng))
    elif shape < 0.9:
        stem = f"{family_name(rng, 'latin')} & {rng.choice(('Sons', 'Partners', 'Daughters'))}"
    else:
        stem = f"{rng.choice(words.CITIES)} {family_name(rng, 'latin')}"
    return f"{stem} {trade}", form
