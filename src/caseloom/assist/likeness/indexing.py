"""Which kept signatures may be of texts that are alike: a few, however many are kept.

What a database does with three columns and their indexes, in memory, for figures and tests.
"""

from collections import Counter
from collections.abc import Iterable
from heapq import nlargest
from math import log

from caseloom.assist.likeness.signing import Signature

# Texts that are compared with one; and those that have a word at most, for it to be looked up.
MOST = 50
MOST_COMMON = 200
# What a band in common counts: more than a few words do.
_BAND = 12.0


class Index:
    """Signatures by what they hold."""

    def __init__(self) -> None:
        self.texts = 0
        self._having: dict[tuple[str, int], list[int]] = {}
        self.counts: Counter[tuple[str, int]] = Counter()

    def add(self, given: Signature) -> int:
        """Keep `given`; the number that it is known by, from 0."""
        number, self.texts = self.texts, self.texts + 1
        for kind, one in _entries(given):
            self.counts[kind, one] += 1
            having = self._having.setdefault((kind, one), [])
            # Of what is everywhere the latest are enough: mailings come in one after another.
            if len(having) < MOST_COMMON or kind != "word":
                having.append(number)
        return number

    def candidates(self, given: Signature, most: int = MOST) -> list[int]:
        """The texts that share most with `given`, best first: `most` of them at the most."""
        found: dict[int, float] = {}
        for kind, one in _entries(given):
            having = self._having.get((kind, one), ())
            many = self.counts[kind, one]
            if kind == "word" and many > MOST_COMMON:
                continue
            counts = _BAND / 4 if kind == "band" else 3 * log(1 + self.texts / (1 + many))
            counts = counts / 9 if kind == "word" else counts
            for number in having[-MOST_COMMON:]:
                found[number] = found.get(number, 0.0) + counts
        return nlargest(most, found, key=lambda number: (found[number], number))


def _entries(given: Signature) -> Iterable[tuple[str, int]]:
    yield from (("band", one) for one in given.bands)
    yield from (("identifier", one) for one in given.identifiers)
    yield from (("word", one) for one in given.words)
