"""How right a grouping is, against a truth: pairs, B³, and what blocking could have found."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Figures:
    """Precision, recall and their harmonic mean, each between 0 and 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 0 when both are."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def pairwise(truth: Mapping[str, str], found: Iterable[Collection[str]]) -> Figures:
    """Figures over pairs.

    `truth`: cluster by member; `found`: groups (members outside the truth are left out). A member
    in no group stands alone.
    """
    groups = [Counter(truth[m] for m in group if m in truth) for group in found]
    right = sum(_pairs(n) for group in groups for n in group.values())
    claimed = sum(_pairs(group.total()) for group in groups)
    actual = sum(_pairs(n) for n in Counter(truth.values()).values())
    return Figures(_share(right, claimed), _share(right, actual))


def b_cubed(truth: Mapping[str, str], found: Iterable[Collection[str]]) -> Figures:
    """B³ (Bagga and Baldwin 1998): precision and recall of each member's group, then the mean."""
    if not truth:
        return Figures(1.0, 1.0)
    sizes = Counter(truth.values())
    precision = recall = 0.0
    alone = set(truth)
    for group in found:
        members = [m for m in group if m in truth]
        alone -= set(members)
        for cluster, n in Counter(truth[m] for m in members).items():
            precision += n * n / len(members)
            recall += n * n / sizes[cluster]
    precision += len(alone)
    recall += sum(1 / sizes[truth[m]] for m in alone)
    return Figures(precision / len(truth), recall / len(truth))


def blocking_recall(truth: Mapping[str, str], candidates: Iterable[Pair]) -> float:
    """The share of the true pairs that are among `candidates` (each pair once, any order)."""
    hit = sum(1 for a, b in candidates if a in truth and truth[a] == truth.get(b))
    return _share(hit, sum(_pairs(n) for n in Counter(truth.values()).values()))


def _pairs(n: int) -> int:
    return n * (n - 1) // 2


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0
