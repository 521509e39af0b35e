"""Whether one sender is behind many tips: a suggestion to look, from what they have in common.

Two tips are tied by an identifier that few have (a way to reach the sender, most of all) and by
being near copies although they tell of different stories. Style alone ties nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from caseloom.assist.likeness.signing import keyed

# What more tips have than this is an office's number, not a sender's.
MOST = 30
# Two bands together are one mark: two texts that share nine tenths of their pairs of words have
# one of the sixteen in common in 9,998 of 10,000 cases, those that share half in 6 of 100.
_BANDS = 2
# Of fewer words the same may be written by many who know nothing of each other.
LEAST_WORDS = 20


@dataclass(frozen=True, slots=True)
class Behind:
    """tips: perhaps of one sender, in order. by: what ties them (identifiers, or `near copies`)."""

    tips: tuple[str, ...]
    by: tuple[str, ...]


def copies(bands: Sequence[int], words: int, key: bytes) -> tuple[int, ...]:
    """Keyed values of which near copies have one in common, from a signature's bands in order.

    words: how many the text has; a short one gets none.
    """
    if words < LEAST_WORDS:
        return ()
    together = zip(*[iter(bands)] * _BANDS, strict=False)
    return tuple(keyed(f"c {at} {pair}", key) for at, pair in enumerate(together))


def behind(
    reached_at: Mapping[str, Iterable[str]], copies: Iterable[tuple[str, str]] = ()
) -> tuple[Behind, ...]:
    """Groups of two tips or more. reached_at: of each tip the identifiers of whoever wrote it.

    copies: pairs of near copies. An identifier that more than MOST tips have ties none.
    """
    having: dict[str, list[str]] = {}
    for tip, identifiers in reached_at.items():
        for one in set(identifiers):
            having.setdefault(one, []).append(tip)
    ties = [
        (a, b, one) for one, tips in having.items() if len(tips) <= MOST for a, b in pairwise(tips)
    ]
    ties += [(a, b, "near copies") for a, b in copies]
    return _groups(ties)


def _groups(ties: list[tuple[str, str, str]]) -> tuple[Behind, ...]:
    root: dict[str, str] = {}

    def top(tip: str) -> str:
        while root.setdefault(tip, tip) != tip:
            root[tip] = root[root[tip]]
            tip = root[tip]
        return tip

    for a, b, _ in ties:
        root[top(a)] = top(b)
    tips: dict[str, set[str]] = {}
    by: dict[str, set[str]] = {}
    for a, b, why in ties:
        tips.setdefault(top(a), set()).update((a, b))
        by.setdefault(top(a), set()).add(why)
    found = (Behind(tuple(sorted(tips[one])), tuple(sorted(by[one]))) for one in tips)
    return tuple(sorted(found, key=lambda one: one.tips))
