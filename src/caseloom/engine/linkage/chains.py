"""What pairs chain together as the threshold from which on they are joined falls."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


class Chains:
    """The connected components of the pairs from a threshold on, and how right they are.

    pairs: (left, right, bits), all of whose members have an entity in `truth`. halves: sets of
    entities; what is right and claimed is counted for each and for its complement, a pair across
    the two by half to each. A threshold only falls: each pair is looked at once.
    """

    def __init__(
        self,
        truth: Mapping[str, str],
        pairs: Iterable[tuple[str, str, float]],
        halves: Sequence[Collection[str]],
    ) -> None:
        import numpy as np

        ordered = sorted(pairs, key=lambda pair: -pair[2])
        self.halves = halves
        # Numbered in the order of names, so that a group goes by its first member.
        names = sorted({member for one, two, _ in ordered for member in (one, two)})
        at = {name: number for number, name in enumerate(names)}
        self._waiting = [(bits, at[one], at[two]) for one, two, bits in reversed(ordered)]
        self._parent = list(range(len(names)))
        self._entities = [{truth[name]: 1} for name in names]
        # By group: members, then by half (and last by all) right pairs and members of that half.
        self._sizes = np.ones(len(names), dtype=np.int64)
        self._right = np.zeros((len(halves) + 1, len(names)))
        self._members = np.array(
            [[truth[name] in half for name in names] for half in halves] + [[True] * len(names)],
            dtype=float,
        )

    def fall(self, threshold: float) -> bool:
        """Join what has `threshold` bits and more; whether that joined anything."""
        joined = False
        while self._waiting and self._waiting[-1][0] >= threshold:
            _, left, right = self._waiting.pop()
            one, two = self._root(left), self._root(right)
            if one != two:
                self._join(min(one, two), max(one, two))
                joined = True
        return joined

    def claimed(self, half: int, *, other: bool = False) -> "np.ndarray":
        """(2, groups): right and claimed pairs of a half, or of its complement, by group.

        Groups are of two and more, in the order of their first members.
        """
        import numpy as np

        groups = self._sizes > 1
        sizes, right = self._sizes[groups], self._right[half, groups]
        members = self._members[half, groups]
        if other:
            right, members = self._right[-1, groups] - right, sizes - members
        return np.stack((right, (sizes - 1) / 2 * members))

    def _root(self, node: int) -> int:
        parent = self._parent
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def _join(self, kept: int, gone: int) -> None:
        self._parent[gone] = kept
        many, few = self._entities[kept], self._entities[gone]
        if len(many) < len(few):
            many, few = few, many
        for entity, count in few.items():
            known = many.get(entity, 0)
            if known:
                for number, half in enumerate(self.halves):
                    if entity in half:
                        self._right[number, kept] += known * count
                self._right[-1, kept] += known * count
            many[entity] = known + count
        self._entities[kept], self._entities[gone] = many, {}
        for table in (self._right, self._members):
            table[:, kept] += table[:, gone]
            table[:, gone] = 0
        self._sizes[kept] += self._sizes[gone]
        self._sizes[gone] = 0
