"""Whether two texts are copies, tell of the same, are related or have nothing in common.

A near copy has most pairs of words in common. Another telling has what is rare in common: names,
numbers, identifiers, two rare words side by side; each counts by how few texts have it, as in BM25
(Robertson and Zaragoza, “The Probabilistic Relevance Framework”, 2009). In Tier 1 what both mean
counts as well.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import exp, log, sqrt

from caseloom.assist import shipped, words
from caseloom.assist.likeness import signing
from caseloom.assist.likeness.meant import Meant

DECISIONS = ("near-exact", "same story", "related", "none")
# Pairs of words in common from which one is a copy with changes; and for a part of the other.
NEAR, PART = 0.55, 0.8
_LEAST_PART = 12
# Kinds of identifiers that are weighed alike; a way to reach somebody is often the sender's own.
GROUPS = (
    ("person",), ("organisation",), ("address",), ("plate", "iban", "vin", "crypto", "card"),
    ("email", "phone", "handle", "url"), ("date",), ("money",),
)  # fmt: skip
# Rare units in both that count: a phrase that both have brings many at once.
_COUNTED = 10
# From which probability two are shown as one story, and as related: the first is where F1 was best.
SAME, RELATED = 0.1, 0.05
# From which two are shown as related where it is known what they mean. One story they are by what
# they name and by rare words alone: by meaning as well, more were wrong than were won.
RELATED_MEANT = 0.005
# Up to which cosine and how far above others nearness counts: what is put in the same phrases is
# nearer than that, whatever it tells of. And from which it is told that they mean alike.
NEAREST, ABOVE, CLOSE = 0.5, 0.2, 0.3
NAME = "likeness"

# In which part of all texts one of `signing.units` or an identifier is, between 0 and 1.
Rarity = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Shared:
    """What both have: a[a_start:a_end] and b[b_start:b_end], and how much it counts."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    counts: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """decision: one of DECISIONS. pairs: of all pairs of words those in both, 0 to 1.

    likely: that both tell of the same story, calibrated on made tips. shared: the rare words in
    both, the rarest first. identifiers: those given for both. means: whether they are near in what
    they mean, and nearer than others.
    """

    decision: str
    pairs: float
    likely: float
    shared: tuple[Shared, ...]
    identifiers: tuple[str, ...]
    means: bool = False


def compare(
    a: str, b: str, rarity: Rarity,
    identifiers_a: Iterable[str] = (), identifiers_b: Iterable[str] = (),
    meant: Meant | None = None,
) -> Likeness:  # fmt: skip
    """How `a` and `b` are alike. identifiers: all that they name, `kind:value`.

    meant: how near they are in what they mean, where that is known (Tier 1).
    """
    mine, theirs = _Words(a), _Words(b)
    given_a, given_b = frozenset(identifiers_a), frozenset(identifiers_b)
    pairs, part = in_common(mine.content, theirs.content)
    copied = near(mine.content, theirs.content)
    total = facts(mine.content, theirs.content, rarity, given_a, given_b)
    likely, related = _probability(total), RELATED
    same = likely >= SAME
    if meant is not None:
        likely = _probability(_sum("meant", with_meaning(total, meant, part)))
        related = RELATED_MEANT
    if copied:
        likely = max(likely, pairs, part)
        decision = "near-exact"
    else:
        decision = "same story" if same else "related" if likely >= related else "none"
    return Likeness(
        decision, pairs, likely, _shared(mine, theirs, rarity), tuple(sorted(given_a & given_b)),
        meant is not None and meant.cosine >= CLOSE and meant.above > 0,
    )  # fmt: skip


def facts(
    a: list[str], b: list[str], rarity: Rarity, mine: frozenset[str], theirs: frozenset[str]
) -> float:
    """The logarithm of the odds that two texts tell of one story, by words and identifiers."""
    return _sum("facts", features(a, b, rarity, mine, theirs))


def with_meaning(total: float, meant: Meant, part: float) -> list[float]:
    """What is weighed in Tier 1: what facts say, how near they are, and the words in common.

    part: of pairs of words of the shorter, those in both. Of what is put the same way it is less
    telling that it means the same.
    """
    known = max(-14.0, min(14.0, total))
    return [known, min(meant.cosine, NEAREST), min(meant.above, ABOVE), sqrt(part)]


def _probability(total: float) -> float:
    return 1 / (1 + exp(-max(-40.0, min(40.0, total))))


def _sum(name: str, given: list[float]) -> float:
    kept = shipped.header(NAME)[name]
    return float(kept["bias"] + sum(x * y for x, y in zip(kept["weights"], given, strict=True)))


class _Words:
    def __init__(self, text: str) -> None:
        self.places = words.words(text)
        self.content = [signing.spelt(text[one.start : one.end], one.plain) for one in self.places]


def in_common(a: list[str], b: list[str]) -> tuple[float, float]:
    """Of pairs of words, those in both: of all, and of the shorter's."""
    mine, theirs = signing.shingles(a), signing.shingles(b)
    both = len(mine & theirs)
    every, least = len(mine) + len(theirs) - both, min(len(mine), len(theirs))
    return (both / every, both / least) if least else (0.0, 0.0)


def near(a: list[str], b: list[str]) -> bool:
    """Whether these words are those of a copy with small changes, or of a part of one."""
    pairs, part = in_common(a, b)
    return pairs >= NEAR or (part >= PART and _long(a, b))


def _long(a: list[str], b: list[str]) -> bool:
    return min(len(a), len(b)) >= _LEAST_PART


def features(
    a: list[str], b: list[str], rarity: Rarity, mine: frozenset[str], theirs: frozenset[str]
) -> list[float]:
    """What is weighed: identifiers by group, parts of names and rare words that both have.

    Of a group: how rare those in both are, how many, and whether both have some, none the same.
    """
    found: list[float] = []
    for group in GROUPS:
        of_a, of_b = _of(mine, group), _of(theirs, group)
        both = of_a & of_b
        found += [
            sum(_weight(one, rarity) for one in both), float(len(both)),
            float(bool(of_a and of_b and not both)),
        ]  # fmt: skip
    names = _names(mine) & _names(theirs)
    found.append(sum(_weight(one, rarity) for one in names))
    units_a, units_b = signing.units(a), signing.units(b)
    rare = sorted((_weight(one, rarity) for one in units_a & units_b), reverse=True)
    least = min(sum(_weight(one, rarity) for one in each) for each in (units_a, units_b))
    return [*found, sum(rare[:_COUNTED]), sum(rare) / least if least else 0.0]


def _of(identifiers: frozenset[str], group: tuple[str, ...]) -> frozenset[str]:
    return frozenset(one for one in identifiers if one.partition(":")[0] in group)


def _names(identifiers: frozenset[str]) -> set[str]:
    """The words of the names of people: who is named in full here may be called by one there."""
    return {
        word
        for one in _of(identifiers, ("person",))
        for word in signing.content(one.partition(":")[2])
        if len(word) > 2
    }


def _weight(one: str, rarity: Rarity) -> float:
    return -log(max(rarity(one), 1e-7))


def _shared(mine: _Words, theirs: _Words, rarity: Rarity, most: int = 20) -> tuple[Shared, ...]:
    first = {word: at for at, word in reversed(list(enumerate(theirs.content)))}
    found: dict[str, Shared] = {}
    for at, word in enumerate(mine.content):
        if word in first and word not in found:
            one, other = mine.places[at], theirs.places[first[word]]
            found[word] = Shared(one.start, one.end, other.start, other.end, _weight(word, rarity))
    return tuple(sorted(found.values(), key=lambda each: -each.counts)[:most])


def rarity(counts: Counter[str], texts: int) -> Rarity:
    """The part of `texts` that has a word, from how many have it; one that none has is in one."""
    return lambda word: max(counts.get(word, 0), 1) / max(texts, 1)
