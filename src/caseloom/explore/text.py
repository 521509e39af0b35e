"""How text becomes words: one definition for what is indexed and for what is asked.

The projection does the same in SQL for plain ASCII values (a test holds the two together) and
calls `plain` for the rest.
"""

import re
from collections.abc import Iterable
from itertools import combinations

from caseloom.ontology.names import latinise

# A word of the index contains only these, so that no input reaches the marked lexemes that
# carry scope (#), type (@), source ($), country (!) and the end of a phone number (~).
_GAP = re.compile(r"[^a-z0-9]+")
_APOSTROPHES = re.compile("['`\u2018\u2019\u02bc\u02b9\u02bb\u2032]")

LONGEST = 40
PHONE_END = 8
_KEYED = 7


def plain(value: str) -> str:
    """`value` in lower-case ASCII, whatever its script; its own apostrophes stay, as `'`.

    Apostrophes that transliteration adds, as for a Cyrillic soft sign, do not.
    """
    if value.isascii():
        return value.lower().replace("`", "'")
    # Word by word, because transliteration is slow and remembers what it did.
    parts = (" ".join(map(_latin, part.split(" "))) for part in _APOSTROPHES.split(value))
    return "'".join(parts).lower()


def _latin(word: str) -> str:
    if word.isascii():
        return word
    return latinise(word).replace("'", "").replace("`", "")


def words(value: str) -> tuple[str, ...]:
    """The words of `value`: lower-case letters and digits a-z, 0-9, apostrophes dropped.

    A word longer than 40 characters is cut there, in the index as in a question.
    """
    joined = plain(value).replace("'", "")
    return tuple(word[:LONGEST] for word in _GAP.split(joined) if word)


def squash(value: str) -> str:
    """`value` without anything but letters and digits, 40 at most: how identifiers compare."""
    return _GAP.sub("", plain(value))[:LONGEST]


def phone_end(value: str) -> str | None:
    """The last eight digits: the same with and without country code. None if there are fewer."""
    digits = re.sub(r"\D", "", value, flags=re.ASCII)
    return digits[-PHONE_END:] if len(digits) >= PHONE_END else None


def keys(word: str) -> frozenset[str]:
    """What is left of `word` when letters are taken out of its first seven.

    Two words within one edit (insertion, deletion, substitution, swap of neighbours) share a
    key; within two if both have seven letters or more. Words under four letters have only
    themselves. After SymSpell's symmetric deletion (Wolf Garbe, 2012).
    """
    head = word[:_KEYED]
    if len(word) < 4:
        return frozenset({word})
    depth = 2 if len(word) >= _KEYED else 1
    return frozenset(_without(head, range(depth + 1)))


def _without(head: str, depths: Iterable[int]) -> Iterable[str]:
    for depth in depths:
        for kept in combinations(head, len(head) - depth):
            yield "".join(kept)
