"""How two texts that tell of the same differ, sentence by sentence."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from caseloom.assist import words
from caseloom.assist.likeness import signing

# Words of each text that are compared: what is told is told by then, and the time is bounded.
MOST = 600


@dataclass(frozen=True, slots=True)
class Difference:
    """a[a_start:a_end] stands in the one where the other has b[b_start:b_end]; one may be empty.

    kind: changed, only_a or only_b.
    """

    kind: str
    a_start: int
    a_end: int
    b_start: int
    b_end: int


def differences(a: str, b: str) -> tuple[Difference, ...]:
    """Where the words of `a` and `b` differ, in order; case, accents and marks are no difference.

    Of longer texts the first MOST words are compared.
    """
    mine, theirs = words.words(a)[:MOST], words.words(b)[:MOST]
    spelt_a = [signing.spelt(a[one.start : one.end], one.plain) for one in mine]
    spelt_b = [signing.spelt(b[one.start : one.end], one.plain) for one in theirs]
    # A word that many repeat makes no anchor: a text of one word a thousand times is compared fast.
    matcher = SequenceMatcher(None, spelt_a, spelt_b, autojunk=True)
    found = []
    for tag, first_a, last_a, first_b, last_b in matcher.get_opcodes():
        if tag != "equal":
            kind = {"replace": "changed", "delete": "only_a", "insert": "only_b"}[tag]
            found.append(
                Difference(kind, *_place(mine, first_a, last_a), *_place(theirs, first_b, last_b))
            )
    return tuple(found)


def _place(found: list[words.Word], first: int, last: int) -> tuple[int, int]:
    """The span of words first to last; of none, the place where they would stand."""
    if first < last:
        return found[first].start, found[last - 1].end
    at = found[first].start if first < len(found) else (found[-1].end if found else 0)
    return at, at
