"""Which blocking keys pay: kinds and sizes of keys chosen under a budget of pairs.

Unlabelled: a few pairs of each kind and size are weighed with the model at hand, and what share of
them is expected to match is what a pair of that kind is worth. A pair that other keys find as well
counts for this one only in part. Learnt from open units alone, so that what is compared never
follows from what is hidden (Michelson and Knoblock, 2006, choose rules from labels; here the
model's belief stands for them).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from caseloom.engine.linkage import comparing, weighing
from caseloom.engine.linkage.model import Model

if TYPE_CHECKING:
    import duckdb

# Candidate pairs that a run may look at, for each open unit.
PAIRS_PER_UNIT = 40
# Below so many open units everything up to the cap is looked at: there is little of it.
LEAST_UNITS = 2_000
# Keys of up to so many units always count; beyond LARGEST none does.
ALWAYS, LARGEST = 8, 1_024
# Pairs of which fewer are expected to match are not worth a look.
LEAST_YIELD = 0.001
SAMPLED = 150


# A kind of key and the number of units up to which it counts.
Kind = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Rule:
    """Keys of one kind with up to `size` units each, from more than half of it on.

    pairs: how many they make among open units; worth: the share expected to match, of what other
    keys do not find; taken: whether it is used.
    """

    kind: str
    size: int
    pairs: int
    worth: float
    taken: bool = False


def reach(rules: tuple[Rule, ...]) -> dict[str, int]:
    """By kind of key, the number of units up to which it is used."""
    taken: dict[str, int] = {}
    for rule in rules:
        if rule.taken:
            taken[rule.kind] = max(rule.size, taken.get(rule.kind, 0))
    return taken


def choose(
    connection: "duckdb.DuckDBPyConnection", model: Model, *, budget: int | None = None
) -> tuple[Rule, ...]:
    """The rules for the open units of the table `unit`, by kind and size; none if they are few.

    Needs comparing.prepare. The cheapest (of up to ALWAYS units) are taken in any case, then those
    that are worth most for a pair until `budget` pairs are reached; a larger size of a kind never
    without the smaller one.
    """
    if model.population < LEAST_UNITS:
        return ()
    _count(connection)
    pairs = _pairs(connection)
    sample(connection)
    worth = weighed(connection, model)
    connection.execute("DROP TABLE choice; DROP TABLE choice_size")
    return chosen(model, pairs, worth, budget=budget)


def chosen(
    model: Model,
    pairs: Mapping[Kind, int],
    worth: Mapping[Kind, float],
    *,
    budget: int | None = None,
) -> tuple[Rule, ...]:
    """The rules that follow from how many pairs each kind and size makes and what one is worth."""
    limit = PAIRS_PER_UNIT * model.population if budget is None else budget
    return _greedy(pairs, worth, limit)


def _count(connection: "duckdb.DuckDBPyConnection") -> None:
    connection.execute(
        "CREATE OR REPLACE TABLE choice AS SELECT n, entity, text[1] AS kind, hash(text) AS key"
        " FROM (SELECT n, hash(entity) AS entity, unnest(keys) AS text FROM unit WHERE open)"
    )
    # Sizes go by powers of two: 2, 4, 8, …
    connection.execute(
        "CREATE OR REPLACE TABLE choice_size AS SELECT key, any_value(kind) AS kind,"
        " count(*) AS units, pow(2, ceil(log2(count(*))))::BIGINT AS size FROM choice"
        " GROUP BY key HAVING count(*) > 1"
    )


def _pairs(connection: "duckdb.DuckDBPyConnection") -> dict[Kind, int]:
    rows = connection.execute(
        "SELECT kind, size, sum(units * (units - 1) // 2)::BIGINT FROM choice_size"
        f" WHERE size <= {LARGEST} GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    return {(kind, int(size)): int(pairs) for kind, size, pairs in rows}


def sample(connection: "duckdb.DuckDBPyConnection") -> None:
    """Fill the table `sampled` (kind, size, l, r): pairs of units that share a key of that size.

    Reads `choice` (n, entity, kind, key) and `choice_size` (key, kind, size); of both, the rows of
    the SAMPLED keys of a kind and size that come first by hash are enough.
    """
    connection.execute(
        "CREATE OR REPLACE TABLE sampled AS WITH few AS ("
        f" SELECT key, kind, size FROM choice_size WHERE size <= {LARGEST}"
        f" QUALIFY row_number() OVER (PARTITION BY kind, size ORDER BY hash(key)) <= {SAMPLED}),"
        " two AS (SELECT kind, size, n AS one, entity, lead(n) OVER next AS other,"
        "  lead(entity) OVER next AS other_entity FROM few JOIN choice USING (key, kind)"
        "  WINDOW next AS (PARTITION BY few.key ORDER BY hash(n), n))"
        " SELECT kind, size, least(one, other) AS l, greatest(one, other) AS r FROM two"
        " WHERE entity <> other_entity"
        f" QUALIFY row_number() OVER (PARTITION BY kind, size ORDER BY hash(one), one) <= {SAMPLED}"
    )


def weighed(connection: "duckdb.DuckDBPyConnection", model: Model) -> dict[Kind, float]:
    """The share of sampled pairs expected to match, each shared out among the keys that find it.

    Needs the units of the table `sampled` in `unit`, and comparing.prepare.
    """
    connection.execute("CREATE OR REPLACE TABLE sampled_pair AS SELECT DISTINCT l, r FROM sampled")
    comparing.compare(connection, model, "sampled_pair", "sampled_compared")
    weighing.weigh(connection, model, "sampled_compared", least_bits=None)
    rows = connection.execute(
        "SELECT s.kind, s.size, avg(1 / (1 + pow(2, least(-x.bits, 1000)))"
        " / greatest(1, len(list_intersect(a.keys, b.keys))))"
        " FROM sampled s JOIN unit a ON a.n = s.l JOIN unit b ON b.n = s.r"
        " JOIN scored x ON x.l = s.l AND x.r = s.r GROUP BY 1, 2"
    ).fetchall()
    connection.execute(
        "DROP TABLE sampled; DROP TABLE sampled_pair; DROP TABLE sampled_compared;"
        " DROP TABLE scored"
    )
    # Rounded, because the order of a sum may follow rows that do not count.
    return {(kind, int(size)): round(float(share), 9) for kind, size, share in rows}


def _greedy(
    pairs: Mapping[Kind, int], worth: Mapping[Kind, float], budget: int
) -> tuple[Rule, ...]:
    taken = {at for at in pairs if at[1] <= ALWAYS}
    used = sum(pairs[at] for at in taken)
    open_kinds = {kind: sorted(size for k, size in pairs if k == kind) for kind, _ in pairs}
    while True:
        fronts = [
            (worth.get((kind, size), 0.0), (kind, size))
            for kind, sizes in open_kinds.items()
            if (size := next((s for s in sizes if (kind, s) not in taken), None)) is not None
        ]
        best, at = max(fronts, default=(-inf, ("", 0)))
        if best < LEAST_YIELD or used + pairs[at] > budget:
            break
        taken.add(at)
        used += pairs[at]
    return tuple(
        Rule(kind, size, count, worth.get((kind, size), 0.0), (kind, size) in taken)
        for (kind, size), count in sorted(pairs.items())
    )
