"""A text's words as features: which words, pairs of words and parts of words it has, and where.

Features are hashed into a fixed number of slots: a model then holds no words of the texts that it
was trained on, which may be a tip's (Weinberger and others, “Feature Hashing for Large Scale
Multitask Learning”, 2009). Each keeps the word that it came from, so that what a decision rests on
can be marked in the text.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np

    Floats = np.ndarray[Any, np.dtype[np.float64]]
    Numbers = np.ndarray[Any, np.dtype[np.int64]]

SLOTS = 1 << 18
# Characters of a text that are read: beyond, a book was sent, and its start tells what it is.
MOST = 60_000
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[€$£¥%@#!?]+")
_SIZES = (3, 4, 5)
# One letter in Arabic that people write in several ways, and marks that most leave out.
_ARABIC = str.maketrans({
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": None,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """One word: as it is compared, and the span of characters that it stands in."""

    plain: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Features:
    """A text's features, each once: slots, how often, and of each occurrence which word it is of.

    A feature of two words counts as the first one's.
    """

    slots: "Numbers"
    values: "Floats"


def words(text: str) -> list[Word]:
    """The words of the first MOST characters of `text`."""
    return [
        Word(plain(found.group()), found.start(), found.end())
        for found in _WORD.finditer(text[:MOST])
    ]


@lru_cache(maxsize=65_536)
def plain(word: str) -> str:
    """`word` without case, accents and spelling variants of letters; digits as `0`."""
    folded = unicodedata.normalize("NFKD", word).casefold().translate(_ARABIC)
    kept = "".join(c for c in folded if not unicodedata.combining(c))
    # Which number it is says nothing of other texts; how long it is may.
    return re.sub(r"\d", "0", kept)


def features(text: str) -> Features:
    """What `text` has: 1 + ln of how often, scaled to length 1 for words and for parts each."""
    import numpy as np

    found = words(text)
    parts = (_of_words(found), _of_parts(found))
    scaled = [_scaled(np.fromiter(slots, np.int64)) for slots in parts]
    return Features(
        np.concatenate([slots for slots, _ in scaled]),
        np.concatenate([values for _, values in scaled]),
    )


def _scaled(slots: "Numbers") -> "tuple[Numbers, Floats]":
    import numpy as np

    each, counts = np.unique(slots, return_counts=True)
    values = 1.0 + np.log(counts)
    length = float(np.sqrt((values * values).sum()))
    return each, values / length if length else values


def _of_words(found: list[Word]) -> Iterator[int]:
    before = ""
    for word in found:
        yield _slot("w", word.plain)
        if before:
            yield _slot("b", f"{before} {word.plain}")
        before = word.plain


def _of_parts(found: list[Word]) -> Iterator[int]:
    for word in found:
        yield from _parts(word.plain)


@lru_cache(maxsize=65_536)
def _parts(word: str) -> tuple[int, ...]:
    marked = f"<{word}>"
    return tuple(
        _slot("c", marked[at : at + size])
        for size in _SIZES
        for at in range(len(marked) - size + 1)
    )


@lru_cache(maxsize=262_144)
def _slot(kind: str, text: str) -> int:
    return crc32(f"{kind}{text}".encode()) % SLOTS


def weights(found: list[Word], of_slot: "Floats") -> "Floats":
    """What each word adds where slot n adds of_slot[n], before scaling."""
    import numpy as np

    given = np.zeros(len(found))
    before = ""
    for number, word in enumerate(found):
        given[number] += of_slot[_slot("w", word.plain)]
        given[number] += of_slot[list(_parts(word.plain))].sum()
        if before:
            both = of_slot[_slot("b", f"{before} {word.plain}")] / 2
            given[number] += both
            given[number - 1] += both
        before = word.plain
    return given
