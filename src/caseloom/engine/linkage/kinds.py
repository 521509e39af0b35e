"""What each kind of key found, and which keys were too common to use: figures, never values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseloom.engine.linkage import batch, blocking, choosing
from caseloom.engine.linkage.batch import Blocked
from caseloom.engine.linkage.choosing import Rule

if TYPE_CHECKING:
    import duckdb

# By kind: how many keys are left out, and how many units hold the largest.
LeftOut = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Kind:
    """Keys of one kind in a resolution.

    reach: the units up to which a key is used; pairs: candidates that it found, alone: that
    nothing else found; worth: the share of its pairs that was expected to match, of what other
    keys do not find, None where no rules were chosen; left_out: keys beyond the reach, of which
    the most common has `largest` units.
    """

    kind: str
    reach: int
    pairs: int
    alone: int
    worth: float | None
    left_out: int
    largest: int


def found(
    connection: "duckdb.DuckDBPyConnection", rules: tuple[Rule, ...], blocked: Blocked
) -> tuple[Kind, ...]:
    """The kinds of keys of the table `unit`, which found the table `pair` (see batch.block)."""
    rows = connection.execute("SELECT found_by, count(*) FROM pair GROUP BY 1").fetchall()
    # Counting keys takes them apart once more: only where there is something to tell.
    out = _left_out(connection, rules) if blocked.keys_left_out else {}
    return told(rules, rows, out)


def _left_out(
    connection: "duckdb.DuckDBPyConnection", rules: tuple[Rule, ...]
) -> dict[str, tuple[int, int]]:
    allowed = batch.allowed_sizes(choosing.reach(rules))
    rows = connection.execute(
        "WITH reach AS (SELECT unnest($kinds) AS kind, unnest($sizes) AS size),"
        " sized AS (SELECT any_value(kind) AS kind, count(*) AS size FROM"
        " (SELECT hash(text) AS key, text[1] AS kind FROM (SELECT unnest(keys) AS text FROM unit))"
        " GROUP BY key HAVING count(*) > 1)"
        " SELECT s.kind, count(*), max(s.size) FROM sized s LEFT JOIN reach r USING (kind)"
        " WHERE s.size > coalesce(r.size, 0) GROUP BY 1",
        {"kinds": list(allowed), "sizes": list(allowed.values())},
    ).fetchall()
    return {kind: (int(keys), int(largest)) for kind, keys, largest in rows}


def told(
    rules: tuple[Rule, ...], found_by: Iterable[tuple[int, int]], left_out: LeftOut
) -> tuple[Kind, ...]:
    """From (kinds as bits, pairs) and what was left out, the kinds that there are, in order."""
    counts = list(found_by)
    allowed = batch.allowed_sizes(choosing.reach(rules))
    made = []
    for number, kind in enumerate(blocking.KINDS):
        bit = 1 << number
        keys, largest = left_out.get(kind, (0, 0))
        pairs = sum(int(n) for kinds, n in counts if int(kinds) & bit)
        if pairs or keys:
            alone = sum(int(n) for kinds, n in counts if int(kinds) == bit)
            reach, worth = allowed.get(kind, 0), _worth(rules, kind)
            made.append(Kind(kind, reach, pairs, alone, worth, keys, largest))
    return tuple(made)


def _worth(rules: tuple[Rule, ...], kind: str) -> float | None:
    """The share expected to match of all pairs of the sizes that are used, or of none's."""
    mine = [r for r in rules if r.kind == kind]
    used = [r for r in mine if r.taken] or mine
    pairs = sum(r.pairs for r in used)
    return round(sum(r.worth * r.pairs for r in used) / pairs, 9) if pairs else None
