"""A text's tokens, and what is known of each by its letters and by the lists."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from caseloom.assist.spans.places import city_end
from caseloom.assist.spans.words import (
    FAMILY,
    FORM,
    GIVEN,
    KIND,
    NAME,
    PARTICLE,
    PLACE,
    TITLE,
    lists,
)
from caseloom.assist.words import plain as folded

# Vowel marks of Arabic are no letters of their own.
_LETTERS = r"[^\W\d_](?:[^\W\d_]|[\u064b-\u0652\u0670])*"
_TOKEN = re.compile(rf"{_LETTERS}(?:[’'-](?![sS]\b){_LETTERS})*|\d+|[^\w\s]|_+|\n")
_SLOTS_OF_ATOM = 1 << 30
# The rank of a word that is not among the common ones.
UNCOMMON = 5
_ARABIC = range(0x620, 0x64B)
# What a token stands for that a rule has found already: no name, but a neighbour that tells much.
TAKEN = "\0"


class Token(NamedTuple):
    """A word, a number or a mark. taken: the kind of the span that it is a part of, or nothing."""

    text: str
    start: int
    end: int
    taken: str = ""


def tokens(plain: str) -> list[Token]:
    """The tokens of `plain`. What Arabic joins to a name, as “and”, “for”, is one of its own."""
    made = []
    for found in _TOKEN.finditer(plain):
        text, start = found.group(), found.start()
        many = _joined(text) if text[0] in _JOINED and len(text) > 3 else 0
        if many:
            made.append(Token(text[:many], start, start + many))
        made.append(Token(text[many:], start + many, found.end()))
    return made


# “And”, “so”, “by”, “for”, “like”: the letters that Arabic joins to the word behind.
_JOINED = frozenset("وفبلك")
# The same before a stroke that draws out the line, as before what is foreign or in quotes.
_DRAWN = re.compile(r"[وف]?[فبلك]?ـ+(?=[^\W\d_ـ]{2})")


@lru_cache(maxsize=16_384)
def _joined(word: str) -> int:
    """How many letters before a name or a thing are joined to it; of “for” and “by” to a name."""
    drawn = _DRAWN.match(word)
    if drawn:
        return drawn.end()
    of = lists()
    plain = folded(word)
    if plain in of.kinds:
        return 0
    if word[0] == "و":
        return int(folded(word[1:]) in of.kinds)
    bits = of.kinds.get(plain[1:], 0)
    if word[0] == "ل" and bits & GIVEN and of.common.get(plain[1:], UNCOMMON) > 2:
        return int(plain not in of.common)
    name = bits & (GIVEN | FAMILY | NAME)
    return int(bool(name) and plain not in of.common and not _is_derived(plain, of.common))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a word. atoms: hashes of its features; kind: a small number of its sort."""

    atoms: tuple[int, ...]
    sort: int


@lru_cache(maxsize=65_536)
def known(word: str, cased: bool, listed: bool = True) -> Known:
    """Of a word that is no taken one. cased: whether its text tells names by capitals.

    listed: whether the lists of people's names are looked at; to train for names that none has.
    """
    plain = folded(word)
    of = lists()
    bits = _bits(plain, of.kinds)
    if not listed:
        bits &= ~(GIVEN | FAMILY | NAME)
    rank = of.common.get(plain, UNCOMMON)
    if rank == UNCOMMON and not bits and _is_derived(plain, of.common):
        rank = UNCOMMON - 1
    if city_end(word, 0) == len(word):
        bits |= PLACE
    shape = _shape(word) if cased else _script(word)
    likely = _likely(bits, rank)
    features = [f"s{shape}", f"b{bits}", f"r{rank}", f"l{likely}{shape}", f"n{min(len(word), 9)}"]
    features += [f"{shape}{name}{rank}" for name, bit in _BITS if bits & bit]
    if shape == "a" and rank > 3:
        # “Of Tripoli”, as families are called: an article before and a letter behind.
        features.append(f"q{plain.startswith('ال')}{plain[-1:]}{rank}")
    if not any(c.isalpha() for c in word):
        features.append(f"m{word}" if not word.isdigit() else f"d{min(len(word), 6)}")
    elif rank < 4 or bits & (KIND | FORM | TITLE | PARTICLE) or (rank == 4 and likely == "no"):
        features += [f"w{plain}", f"t{_stem(plain)}"]
        if shape == "a" and rank > 3:
            features += [f"a{plain[:2]}", f"e{plain[-2:]}"]
    else:
        features += [f"e{plain[-2:]}", f"e{plain[-3:]}", f"a{plain[:2]}", f"a{plain[:3]}"]
    return Known(tuple(_atom(one) for one in features), shape_sort(shape, likely, bits))


# What Arabic joins before a word, and its forms for women and many: “the owners” is of “owner”.
_LIGHT = re.compile(r"[وف]?(?:ال|لل|بال|عال|هال|كال|[بلهع](?=\w{4}))?")
_FORMS = re.compile(r"(?:ها|هم|نا|كم|ات|ون|ين|ان|ته|تي|تو|ه|ي|ك|و)$")


def _stem(plain: str) -> str:
    """About the word that others are joined to; of other scripts its first letters."""
    if plain < "\u0620":
        return plain[:5]
    joined = _LIGHT.match(plain)
    start = joined.end() if joined else 0
    stem = plain[start:] if len(plain) - start > 2 else plain
    short = _FORMS.sub("", stem)
    return short if len(short) > 2 else stem


def is_listed(word: str) -> bool:
    """Whether a list of people's names has it."""
    return bool(_bits(folded(word), lists().kinds) & (GIVEN | FAMILY | NAME))


def is_given(word: str) -> bool:
    """Whether a list of people's names has it, and it is none of the most usual words."""
    return is_listed(word) and not is_usual(word)


def is_first_name(word: str) -> bool:
    """Whether a list has it, as it stands, as a given name."""
    return bool(lists().kinds.get(folded(word), 0) & GIVEN)


def is_of_firms(word: str) -> bool:
    """Whether firms are called by it: their trade, their form."""
    return bool(lists().kinds.get(folded(word), 0) & (KIND | FORM))


def is_thing(word: str) -> bool:
    """Whether it is what firms are called by, or a common word, and nobody's name."""
    usual = folded(word) in lists().common or word.endswith("ing")
    return not is_listed(word) and (usual or is_of_firms(word))


def is_place(word: str) -> bool:
    """Whether it is a country, a people or a day, or a town that nobody is called by."""
    bits = lists().kinds.get(folded(word), 0)
    return bool(bits & PLACE) or (not bits and city_end(word, 0) == len(word))


def is_usual(word: str) -> bool:
    """Whether it is one of the most usual words, which may be a name too."""
    return lists().common.get(folded(word), UNCOMMON) <= _USUAL


_USUAL = 2


def is_title(word: str) -> bool:
    """Whether a name may follow it: a title, a trade, “named”."""
    return bool(lists().kinds.get(folded(word), 0) & TITLE)


# What Arabic joins to a word before and behind it: “and”, “for”, “the”, tenses, whose it is.
_BEFORE = re.compile(r"[وف]?(?:[بكل]?ال|لل|عال|[هبسحت]?[ينتا]|[بلكهسعم]|ما)?")
_BEHIND = (
    "وها", "وهم", "هم", "ها", "نا", "كم", "وا", "ون", "ين", "ات", "لي", "له", "لك", "ني", "ه", "ي",
    "ك", "ش", "ت", "ا", "",
)  # fmt: skip


def _is_derived(plain: str, common: dict[str, int]) -> bool:
    """Whether it is a common Arabic word with others joined to it."""
    if plain < "\u0620":
        return False
    joined = _BEFORE.match(plain)
    least = joined.end() if joined else 0
    for start in range(least + 1):
        for ending in _BEHIND:
            stem = plain[start : len(plain) - len(ending)]
            if len(stem) > 2 and stem != plain and plain.endswith(ending) and stem in common:
                return True
    return False


def is_uncommon(word: str) -> bool:
    """Whether it is none of the usual words of a language."""
    return lists().common.get(folded(word), UNCOMMON) >= UNCOMMON - 1


def _bits(plain: str, kinds: dict[str, int]) -> int:
    """What the lists tell of a folded word; both of a double name, and without an article."""
    bits = kinds.get(plain, 0)
    if not bits and "-" in plain:
        parts = [kinds.get(part, 0) for part in plain.split("-")]
        bits = parts[0] if all(parts) else 0
    if not bits & (GIVEN | FAMILY | NAME) and plain.startswith("ال"):
        bits |= kinds.get(plain[2:], 0) & ~TITLE
    return bits


_BITS = (
    ("G", GIVEN), ("F", FAMILY), ("N", NAME), ("K", KIND), ("L", FORM), ("T", TITLE),
    ("P", PARTICLE), ("C", PLACE),
)  # fmt: skip
_SHAPES = ("x", "X", "Xx", "xX", "I", "a", "m", "d", "n")


def shape_sort(shape: str, likely: str, bits: int) -> int:
    """A number below SORTS of the shape, how likely a name it is, and whether a thing's word."""
    thing = 2 if bits & FORM else 1 if bits & (KIND | TITLE) else 0
    return (_SHAPES.index(shape) * len(_LIKELY) + _LIKELY.index(likely)) * 3 + thing


_LIKELY = ("no", "rare", "maybe", "family", "given", "both")
SORTS = len(_SHAPES) * len(_LIKELY) * 3 + 1


def _likely(bits: int, rank: int) -> str:
    """How likely it is a name by the lists alone."""
    if not bits & (GIVEN | FAMILY | NAME) or rank == 1:
        return "no" if rank < UNCOMMON else "rare"
    if rank < 4:
        return "maybe"
    if bits & GIVEN:
        return "both" if bits & FAMILY else "given"
    return "family" if bits & FAMILY else "maybe"


def _shape(word: str) -> str:
    script = _script(word)
    if script != "x":
        return script
    if len(word) == 1:
        return "I" if word.isupper() else "x"
    if word.isupper():
        return "X"
    if word[0].isupper():
        return "xX" if any(c.isupper() for c in word[1:]) else "Xx"
    # As “al-Rashidi”.
    return "Xx" if "-" in word and word.rpartition("-")[2][:1].isupper() else "x"


def _script(word: str) -> str:
    first = word[0]
    if first == "\n":
        return "n"
    if first.isdigit():
        return "d"
    if not first.isalpha():
        return "m"
    return "a" if ord(first) in _ARABIC else "x"


def _atom(text: str) -> int:
    return crc32(text.encode()) % _SLOTS_OF_ATOM


@lru_cache(maxsize=64)
def taken(kind: str) -> Known:
    """What stands for a token of a span of `kind`."""
    return Known((_atom(f"t{kind}"), _atom("taken")), SORTS - 1)


def is_cased(plain: str) -> bool:
    """Whether names stand out by capitals: some words begin with one, and most have none."""
    upper = sum(map(str.isupper, plain))
    lower = sum(map(str.islower, plain))
    return 0 < upper < lower


# Where a sentence begins, by the letter that does.
_SENTENCE = re.compile(r"(?:^|[.!?]\s+|\n\s*)[\"'“¿¡(—-]*([^\W\d_])")


def is_strict(plain: str) -> bool:
    """Whether its writer gives each sentence a capital, and so each name."""
    begins = [found.group(1) for found in _SENTENCE.finditer(plain[:_BEGINNING])]
    return bool(begins) and 10 * sum(map(str.isupper, begins)) >= 9 * len(begins)


_BEGINNING = 4_000
