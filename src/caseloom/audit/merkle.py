"""The log's Merkle tree (RFC 6962 §2.1) over stored subtrees: growing it, and proving from it."""

from collections.abc import Callable

from caseloom.audit.verifier import Frontier, node_hash

STORED_LEVEL = 8  # subtrees of 256 leaves and more are stored: 0.8 % more rows than leaves

Node = tuple[int, int, bytes]  # level, position in the level, hash (32 bytes)
Lookup = Callable[[int, int], bytes]  # (level, position) → hash of a complete subtree


class Growth(Frontier):
    """A frontier that remembers in `made` each stored subtree that it completes."""

    def __init__(self, size: int = 0, hashes: list[bytes] | None = None) -> None:
        super().__init__(size, hashes or [])
        self.made: list[Node] = []

    def push(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        place, level = self.size, 0
        while place & 1:
            leaf, place, level = node_hash(self.hashes.pop(), leaf), place >> 1, level + 1
            if level >= STORED_LEVEL:
                self.made.append((level, place, leaf))
        self.hashes.append(leaf)
        self.size += 1


def complete_subtrees(size: int) -> list[tuple[int, int]]:
    """(level, position) of the complete subtrees that a tree of `size` consists of."""
    return [
        (level, size >> level ^ 1)
        for level in range(size.bit_length() - 1, -1, -1)
        if size >> level & 1
    ]


def root(size: int, lookup: Lookup) -> bytes:
    """The tree head of the first `size` leaves."""
    return Frontier(size, [lookup(*at) for at in complete_subtrees(size)]).root()


def inclusion(index: int, size: int, lookup: Lookup) -> tuple[bytes, ...]:
    """PATH(index, D[0:size]): the sibling hashes from the leaf up. Raises ValueError outside."""
    if not 0 <= index < size:
        raise ValueError("the leaf is not in the tree")
    return tuple(_path(index, 0, size, lookup))


def _path(index: int, start: int, end: int, lookup: Lookup) -> list[bytes]:
    if end - start == 1:
        return []
    middle = start + _split(end - start)
    if index < middle:
        return [*_path(index, start, middle, lookup), _range(middle, end, lookup)]
    return [*_path(index, middle, end, lookup), _range(start, middle, lookup)]


def consistency(first: int, second: int, lookup: Lookup) -> tuple[bytes, ...]:
    """PROOF(first, D[0:second]) of RFC 6962 §2.1.2; empty if one of them is trivial."""
    if not 0 <= first <= second:
        raise ValueError("the first tree is the smaller one")
    if first in (0, second):
        return ()
    return tuple(_subproof(first, 0, second, lookup, known=True))


def _subproof(first: int, start: int, end: int, lookup: Lookup, *, known: bool) -> list[bytes]:
    if first == end:
        return [] if known else [_range(start, end, lookup)]
    middle = start + _split(end - start)
    if first <= middle:
        left = _subproof(first, start, middle, lookup, known=known)
        return [*left, _range(middle, end, lookup)]
    right = _subproof(first, middle, end, lookup, known=False)
    return [*right, _range(start, middle, lookup)]


def _split(size: int) -> int:
    """The largest power of two smaller than `size` (at least 2)."""
    return 1 << (size - 1).bit_length() - 1


def _range(start: int, end: int, lookup: Lookup) -> bytes:
    size = end - start
    if size & (size - 1) == 0:
        return lookup(size.bit_length() - 1, start // size)
    middle = start + _split(size)
    return node_hash(_range(start, middle, lookup), _range(middle, end, lookup))
