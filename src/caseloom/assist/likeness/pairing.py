"""Pairs of tips with their truth, as an index finds them among the tips before."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from caseloom.assist.likeness import comparing, signing
from caseloom.assist.likeness.comparing import Rarity
from caseloom.assist.likeness.indexing import Index

_KEY = b"pairs of made tips, no secret"
_MOST = 20
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tips, the earlier first; same: whether they tell of one story."""

    earlier: Row
    later: Row
    content: tuple[list[str], list[str]]
    rarity: Rarity
    identifiers: tuple[frozenset[str], frozenset[str]]
    same: bool


def identifiers(row: Row) -> frozenset[str]:
    """What the truth of `row` marks in its text."""
    return frozenset(f"{one['kind']}:{one['value'].casefold()}" for one in row["spans"])


def pairs(rows: Sequence[Row], most: int = _MOST) -> Iterator[Pair]:
    """Of each row, in their order, the pairs with the candidates among the rows before, best first.

    A duplicate that shares nothing with what it repeats is in no pair.
    """
    contents = [signing.content(row["text"]) for row in rows]
    known = [identifiers(row) for row in rows]
    counts = Counter(
        one
        for content, held in zip(contents, known, strict=True)
        for one in (*signing.units(content), *held)
    )
    rarity = comparing.rarity(counts, len(rows))
    index = Index()
    for at, row in enumerate(rows):
        made = signing.signature(row["text"], known[at], _KEY)
        for other in index.candidates(made, most):
            yield Pair(
                rows[other], row, (contents[other], contents[at]), rarity,
                (known[other], known[at]), rows[other]["story"] == row["story"],
            )  # fmt: skip
        index.add(made)
