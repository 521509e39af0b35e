"""Text made comparable: one folding for every script, then tokens, sounds and nicknames."""

import re
from functools import lru_cache
from importlib import resources

from rigour.text.phonetics import metaphone
from rigour.text.translit import ascii_text

GENERATIONS = {
    "jr": "jr", "junior": "jr", "jnr": "jr", "sr": "sr", "senior": "sr", "snr": "sr",
    "i": "1", "ii": "2", "iii": "3", "iv": "4",
}  # fmt: skip
TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "professor",
        "herr",
        "frau",
        "sir",
        "dame",
        "lord",
        "lady",
        "rev",
        "capt",
        "sgt",
        "hon",
        "dipl",
        "ing",
    ]
)
_STREET = {
    "street": "st", "str": "st", "strasse": "st", "straat": "st", "avenue": "ave", "av": "ave",
    "road": "rd", "drive": "dr", "lane": "ln", "boulevard": "blvd", "place": "pl", "court": "ct",
    "square": "sq", "highway": "hwy", "parkway": "pkwy", "terrace": "ter", "circuit": "cct",
    "crescent": "cres", "apartment": "apt", "suite": "ste", "building": "bldg", "north": "n",
    "south": "s", "east": "e", "west": "w", "saint": "st", "number": "no", "nr": "no",
}  # fmt: skip
_ADDRESS_NOISE = frozenset(["no", "the", "of", "apt", "ste", "unit", "appt", "bld", "bldg"])
ACRONYM = "^"
NAME_WORDS, ADDRESS_WORDS = 8, 16  # of longer ones, the first
_ORG_NOISE = frozenset(
    ["the", "and", "of", "for", "de", "la", "le", "und", "et", "y", "company", "co", "corp",
     "corporation", "incorporated", "limited"]
)  # fmt: skip
# Small words inside names that one writer sets and the next leaves out.
PARTICLES = frozenset(
    ["al", "el", "ul", "bin", "ibn", "bint", "de", "del", "della", "dos", "von", "van", "der",
     "den", "zu"]
)  # fmt: skip
_NUMBERS = {
    word: str(number)
    for number, words in enumerate(
        ["one first 1st i", "two second 2nd ii", "three third 3rd iii", "four fourth 4th iv",
         "five fifth 5th v", "six sixth 6th vi", "seven seventh 7th vii", "eight eighth 8th viii",
         "nine ninth 9th ix", "ten tenth 10th x", "eleven xi", "twelve xii", "xiii", "xiv", "xv",
         "xvi", "xvii", "xviii", "xix", "xx"],
        start=1,
    )
    for word in words.split()
}  # fmt: skip
_ROMAN = re.compile(r"(?<=\s)[IVX]{1,5}(?=[\s,.)]|$)")
_LETTERS = re.compile(r"\b([^\W\d_])[./]\s?(?=[^\W\d_]\b)")


class _Letters(dict[int, str]):
    """Letters in ASCII, each asked for once."""

    def __missing__(self, code: int) -> str:
        self[code] = chr(code) if code < 128 else ascii_text(chr(code))
        return self[code]


# Latin letters, and the marks that people write between them, stay what they are beside any other:
# taken one by one they come out as together, and rigour takes 150 µs for each text.
_LATIN = re.compile(
    r"[\x00-\x7f\xa0\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u2013\u2014\u2018\u2019\u201c\u201d]*"
)
_LETTERS_OF = _Letters()


def _ascii(text: str) -> str:
    latin = _LATIN.fullmatch(text)
    return (text.translate(_LETTERS_OF) if latin else ascii_text(text)).replace("?", " ")


@lru_cache(maxsize=262_144)
def fold(text: str) -> str:
    """`text` in lower-case ASCII letters, digits and single spaces.

    Other scripts are transliterated (ICU, through rigour); what has no Latin form is dropped.
    Apostrophes join (`O'Hare` → `ohare`), every other mark separates.
    """
    plain = text if text.isascii() else _ascii(text)
    joined = re.sub(r"['`’ʹʺ]", "", plain.lower())
    return re.sub(r"[^a-z0-9]+", " ", joined).strip()


def squash(text: str) -> str:
    """`text` folded to letters and digits alone, for identifiers in any format."""
    return fold(text).replace(" ", "")


@lru_cache(maxsize=262_144)
def alternatives(token: str) -> tuple[str, ...]:
    """What a name token may be matched by: itself first, then its sound and its full forms.

    A sound is marked `~` (Metaphone; with fewer than three letters the first vowel is added, and
    on words under five letters it is required, else John and Jane sound the same), a nickname's
    full form `=`. An acronym made of a name's initials is marked `^` and may be what it spells.
    """
    if token[0] == ACRONYM:
        return (token, token[1:])
    sound = metaphone(token) if len(token) > 2 and token.isalpha() else ""
    marks = [f"~{sound}"] if sound else []
    if 0 < len(sound) < 3:
        voiced = f"~{sound}" + next((letter for letter in token if letter in "aeiouy"), "")
        marks = [voiced] if len(token) < 5 else [*marks, voiced]
    return (token, *marks, *(f"={full}" for full in _full_forms().get(token, ())))


@lru_cache(maxsize=1)
def _full_forms() -> dict[str, tuple[str, ...]]:
    forms: dict[str, list[str]] = {}
    text = resources.files(__package__).joinpath("nicknames.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            full, *others = line.split()
            for name in {full, *others}:
                forms.setdefault(name, []).append(full)
    return {name: tuple(sorted(set(full))) for name, full in forms.items()}


def person_tokens(name: str) -> tuple[tuple[str, ...], str]:
    """(tokens of a person's name in the order given, generation such as `jr` or empty).

    Titles are left out, and particles (`al`, `bin`, `von`) where two words or more remain.
    """
    kept, generation = [], ""
    words = fold(name).split()
    for position, word in enumerate(words):
        if word in GENERATIONS and len(words) > 1 and (word != "i" or position == len(words) - 1):
            generation = GENERATIONS[word]
        elif word not in TITLES or len(words) <= 1:
            kept.append(word)
    plain = [word for word in kept if word not in PARTICLES]
    return tuple((plain if sum(len(w) > 1 for w in plain) > 1 else kept)[:NAME_WORDS]), generation


def organisation_tokens(name: str) -> tuple[str, ...]:
    """Tokens of an organisation's name without legal forms and filler words.

    Initials with points are one word (`S.C. Johnson` → `sc johnson`); numbers, in words, Roman or
    ordinal, are digits.
    """
    words = [w for w in fold(_without_forms(name)).split() if w not in _ORG_NOISE]
    kept = words or fold(name).split()
    return tuple(_NUMBERS.get(w, w) if n else w for n, w in enumerate(kept))[:NAME_WORDS]


def acronym(tokens: tuple[str, ...]) -> str:
    """The initials of an organisation's name of three to six words; the empty text for others."""
    return "".join(token[0] for token in tokens) if 3 <= len(tokens) <= 6 else ""


@lru_cache(maxsize=65_536)
def _without_forms(name: str) -> str:
    from rigour.names import remove_org_types

    joined = _LETTERS.sub(r"\1", re.sub(r"[()]", " ", name))
    # A Roman two looks like a legal form (instytucja), so numbers are written out before.
    plain = _ROMAN.sub(lambda found: _NUMBERS.get(found.group().lower(), found.group()), joined)
    return remove_org_types(plain.casefold().strip(" ,.")) or name


@lru_cache(maxsize=131_072)
def address_tokens(address: str) -> tuple[str, ...]:
    """The distinct words of an address, abbreviations brought to one form, in order."""
    # German and Dutch write the street word onto its name: Hardenbergstrasse → hardenberg st.
    text = re.sub(r"([a-z]{4,})(strasse|straat)\b", r"\1 \2", fold(address))
    words = (address_word(word) for word in text.split())
    return tuple(dict.fromkeys(word for word in words if word))[:ADDRESS_WORDS]


def address_word(word: str) -> str:
    """The one form of a word of an address; the empty text for one that says nothing."""
    found = _STREET.get(word, word)
    return "" if found in _ADDRESS_NOISE else found
