"""Lists of many rows at once: whose each value is, and its number in a dictionary of values."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    Numbers: TypeAlias = np.ndarray[tuple[int], np.dtype[np.int64]]
    Mask: TypeAlias = np.ndarray[tuple[int], np.dtype[np.bool_]]

SLICE = 4_096


@dataclass(frozen=True, slots=True)
class Ragged:
    """`owners`: the row of each value, ascending; `codes`: the value, by number."""

    rows: int
    owners: "Numbers"
    codes: "Numbers"

    def kept(self, mask: "Mask") -> "Ragged":
        """The values where `mask` holds."""
        return Ragged(self.rows, self.owners[mask], self.codes[mask])

    def capped(self, most: int, *, last: bool = False) -> "Ragged":
        """The first `most` values of each row, or the last."""
        import numpy as np

        offsets = self.offsets()
        place = np.arange(len(self.codes))
        if last:
            return self.kept(offsets[1:][self.owners] - place <= most)
        return self.kept(place - offsets[:-1][self.owners] < most)

    def firsts(self, same: "Numbers | None" = None) -> "Ragged":
        """Each value of a row once, where it stands first. same: what makes two codes one."""
        import numpy as np

        one = self.codes if same is None else same[self.codes]
        _, at = np.unique(_joined(self.owners, one), return_index=True)
        if len(at) == len(one):
            return self
        at.sort()
        return Ragged(self.rows, self.owners[at], self.codes[at])

    def sets(self) -> "Ragged":
        """Each value of a row once, in order of the codes."""
        import numpy as np

        # Not numpy.unique: that goes by hashes, ten times as slow where most is in order.
        found = np.sort(_joined(self.owners, self.codes))
        found = found[np.append(True, found[1:] != found[:-1])[: len(found)]]
        return Ragged(self.rows, found >> 32, found & 0xFFFFFFFF)

    def offsets(self) -> "Numbers":
        """Where each row begins among the values, and where the last ends."""
        import numpy as np

        counts = np.bincount(self.owners, minlength=self.rows)
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

    def taken(self, values: "pa.Array") -> "pa.Array":
        """A list a row, of what `values` has at the codes."""
        import pyarrow as pa

        return listed(self.offsets(), values.take(pa.array(self.codes)))

    def flat(self, lists: "pa.Array") -> "pa.Array":
        """A list a row, of all that the lists at the codes hold."""
        import pyarrow as pa

        found, values = opened(lists.take(pa.array(self.codes)))
        owners = self.owners[found]
        return listed(Ragged(self.rows, owners, owners).offsets(), values)

    def through(self, lists: "pa.Array") -> "Ragged":
        """The numbers in the lists at the codes."""
        import pyarrow as pa

        found, values = opened(lists.take(pa.array(self.codes)))
        return Ragged(self.rows, self.owners[found], numbers(values))


def _joined(owners: "Numbers", codes: "Numbers") -> "Numbers":
    return (owners << 32) | codes


def numbers(values: "pa.Array") -> "Numbers":
    """An Arrow array of whole numbers for NumPy."""
    import numpy as np

    found: Numbers = values.to_numpy(zero_copy_only=False).astype(np.int64)
    return found


def opened(column: "pa.Array") -> "tuple[Numbers, pa.Array]":
    """(the row of each value, the values) of a column of lists."""
    import numpy as np
    import pyarrow.compute as pc

    sizes = numbers(pc.fill_null(pc.list_value_length(column), 0))
    return np.repeat(np.arange(len(sizes), dtype=np.int64), sizes), column.flatten()


def listed(offsets: "Numbers", values: "pa.Array") -> "pa.Array":
    """A column of lists."""
    import pyarrow as pa

    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values)


def deduped(column: "pa.Array") -> "pa.Array":
    """A column of sorted lists with each value of a list once."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    owners, values = opened(column)
    if not len(values):
        return column
    same = pc.equal(values[1:], values[:-1]).to_numpy(zero_copy_only=False)
    again = np.append(False, same & (owners[1:] == owners[:-1]))
    if not again.any():
        return column
    kept = Ragged(len(column), owners[~again], owners[~again])
    return listed(kept.offsets(), values.filter(pa.array(~again)))


def coded(column: "pa.Array") -> "tuple[Ragged, pa.Array]":
    """A column of lists of texts as numbers, and the distinct texts that they stand for."""
    owners, values = opened(column)
    codes, found = distinct(values)
    return Ragged(len(column), owners, codes), found


def distinct(values: "pa.Array") -> "tuple[Numbers, pa.Array]":
    """(the number of each text, the distinct texts)."""
    found = values.dictionary_encode()
    return numbers(found.indices), found.dictionary


def ranked(values: "pa.Array") -> "tuple[Numbers, pa.Array]":
    """(the number of each text, the distinct texts), numbered in their order."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    codes, found = distinct(values)
    order = numbers(pc.sort_indices(found))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return rank[codes], found.take(pa.array(order))


def texts(many: Iterable[str]) -> "pa.Array":
    """Texts as a column."""
    import pyarrow as pa

    return pa.array(list(many), pa.string())


def lists(many: Iterable[Sequence[str]]) -> "pa.Array":
    """Lists of texts as a column."""
    import pyarrow as pa

    return pa.array(list(many), pa.list_(pa.string()))


def replaced(column: "pa.Array", read: Callable[[str], str], *, every: bool = False) -> "pa.Array":
    """A column of lists with `read` of each value that is not plain ASCII, or of every value.

    `read` is asked once for each distinct one.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    owners, values = opened(column)
    mask = pc.invert(pc.string_is_ascii(values))
    if every:
        mask = pa.array([True]).take(pa.array([0] * len(values), pa.int32()))
    if not pc.any(mask).as_py():
        return column
    codes, known = distinct(values.filter(mask))
    made = texts(map(read, known.to_pylist())).take(pa.array(codes))
    offsets = Ragged(len(column), owners, owners).offsets()
    return listed(offsets, pc.replace_with_mask(values, mask, made))


def whole(column: Any) -> "pa.Array":
    """A column of a table in one piece."""
    found = column.combine_chunks()
    return found.chunk(0) if hasattr(found, "chunk") else found


def sliced(table: "pa.Table") -> "pa.Table":
    """`table` in pieces of DuckDB's vectors, which several of its threads can take up."""
    import pyarrow as pa

    return pa.Table.from_batches(table.to_batches(max_chunksize=SLICE), table.schema)
