"""Pairs of tips with their truth, as an index finds them among the tips before."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from caseloom.assist.likeness import comparing, meant, signing
from caseloom.assist.likeness.comparing import Rarity
from caseloom.assist.likeness.indexing import Index
from caseloom.assist.likeness.meant import Meant
from caseloom.assist.spans.finding import find

_KEY = b"pairs of made tips, no secret"
_MOST, NEAREST = 20, 10
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tips, the earlier first; same: whether they tell of one story. meant: in Tier 1."""

    earlier: Row
    later: Row
    content: tuple[list[str], list[str]]
    rarity: Rarity
    identifiers: tuple[frozenset[str], frozenset[str]]
    same: bool
    meant: Meant | None = None


def told(row: Row) -> frozenset[str]:
    """What the truth of `row` marks in its text."""
    return frozenset(f"{one['kind']}:{one['value'].casefold()}" for one in row["spans"])


def identifiers(text: str) -> frozenset[str]:
    """What is found in `text` that names anything, of every kind."""
    return frozenset(f"{one.kind}:{(one.value or one.raw).casefold()}" for one in find(text))


def pairs(rows: Sequence[Row], most: int = _MOST, tier: int = 0) -> Iterator[Pair]:
    """Of each row, in their order, the pairs with the candidates among the rows before, best first.

    In Tier 1 also with those that are nearest in what they mean. A duplicate that shares nothing
    with what it repeats is in no pair.
    """
    contents = [signing.content(row["text"]) for row in rows]
    known = [identifiers(row["text"]) for row in rows]
    counts = Counter(
        one
        for content, held in zip(contents, known, strict=True)
        for one in (*signing.units(content), *held)
    )
    rarity = comparing.rarity(counts, len(rows))
    means = [meant.numbers(row["text"]) for row in rows] if tier > 0 else []
    index = Index()
    for at, row in enumerate(rows):
        made = signing.signature(row["text"], known[at], _KEY)
        found = index.candidates(made, most)
        near = meant.near(means[at], means[:at]) if tier > 0 else []
        for other in [*found, *nearest(near, NEAREST, set(found))]:
            yield Pair(
                rows[other], row, (contents[other], contents[at]), rarity,
                (known[other], known[at]), rows[other]["story"] == row["story"],
                near[other] if near else None,
            )  # fmt: skip
        index.add(made)


def nearest(near: Sequence[Meant], most: int, but: set[int]) -> list[int]:
    """Of the `most` that are nearest those that are not in `but`, by their places."""
    best = sorted(range(len(near)), key=lambda at: -near[at].cosine)[:most]
    return [at for at in best if at not in but]
