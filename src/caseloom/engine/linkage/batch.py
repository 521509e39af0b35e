"""All pairs at once: features into DuckDB, candidates by shared keys.

Tables: `unit` (features, numbered by `n`), `pair` (candidates, by number), `candidate` (a view of
them by name). `comparing` and `weighing` do the rest.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import count, islice
from os import getpid
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any

from caseloom.engine.linkage import blocking, comparing
from caseloom.engine.linkage.features import Features
from caseloom.engine.linkage.model import Model, smoothed

# pyarrow and DuckDB take most of a second to import, and only a batch needs them.
if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

# A value or a full name that more entities hold than this says less: it is common.
COMMON = 10
CHUNK = 10_000
_CONNECTIONS = count(1)
LISTS = (
    "full", "generations", "dates", "swaps", "partial", "phones", "phone_ends", "emails",
    "identifiers", "kinds", "registers", "register_kinds", "countries", "genders", "places",
    "positions",
)  # fmt: skip


# Open scopes count as one. With each of the other scopes: how many units a pair's reader sees.
OPEN = -1
_USABLE = f"""
    CREATE OR REPLACE TABLE usable AS
    SELECT l.key, l.scope AS one, r.scope AS other
      FROM block l JOIN reach USING (kind)
      JOIN block r ON r.key = l.key AND r.scope >= l.scope
      LEFT JOIN block o ON o.key = l.key AND o.scope = {OPEN} AND l.scope <> {OPEN}
     WHERE l.size + coalesce(o.size, 0) + CASE WHEN r.scope = l.scope THEN 0 ELSE r.size END
           <= reach.size
"""


@cache
def schema() -> "pa.Schema":
    """The columns of the table `unit`."""
    import pyarrow as pa

    texts = pa.list_(pa.string())
    return pa.schema(
        [
            ("n", pa.int32()), ("unit", pa.string()), ("entity", pa.string()), ("open", pa.bool_()),
            ("scope", pa.int32()), ("source", pa.int32()), ("name_key", pa.string()),
            ("names", pa.list_(pa.list_(texts))), ("addresses", pa.list_(texts)), ("keys", texts),
            *((name, texts) for name in LISTS),
        ]
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """What is compared: an entity's records in one scope. `open` allows counting frequencies.

    source: the number of the source that all its records are from, 0 where they are of several.
    """

    unit: str
    entity: str
    features: Features
    open: bool = True
    scope: int = 0
    source: int = 0


@dataclass(frozen=True, slots=True)
class Blocked:
    """How many candidate pairs there are, and which keys were too common to use."""

    pairs: int
    keys_left_out: int
    largest_key: int
    units_without_key: int


def connect(
    *, threads: int | None = None, memory_limit: str | None = None
) -> "duckdb.DuckDBPyConnection":
    """An in-memory DuckDB with the comparison macros."""
    import duckdb

    config: dict[str, Any] = {"threads": threads} if threads else {}
    if memory_limit:
        config["memory_limit"] = memory_limit
    # What does not fit is spilled: to a folder of its own, as DuckDB empties it at the end.
    folder = f"caseloom-linkage-{getpid()}-{next(_CONNECTIONS)}"
    config["temp_directory"] = str(Path(gettempdir()) / folder)
    config["preserve_insertion_order"] = False
    connection = duckdb.connect(":memory:", config=config)
    connection.execute(comparing.MACROS)
    return connection


def load_units(connection: "duckdb.DuckDBPyConnection", units: Iterable[Unit]) -> int:
    """Fill the table `unit` from `units`, CHUNK at a time; how many there are."""
    return load_tables(connection, _tables(units))


def _tables(units: Iterable[Unit]) -> "Iterator[pa.Table]":
    rows, count = iter(units), 0
    while chunk := list(islice(rows, CHUNK)):
        yield table(chunk, count)
        count += len(chunk)


def load_tables(connection: "duckdb.DuckDBPyConnection", tables: "Iterable[pa.Table]") -> int:
    """Fill the table `unit` from tables that `table` made; how many units there are."""
    connection.execute("DROP TABLE IF EXISTS unit")
    connection.register("chunk", schema().empty_table())
    connection.execute("CREATE TABLE unit AS SELECT * FROM chunk")
    connection.unregister("chunk")
    # Unpacked: to pack a table in memory again and again as it grows takes DuckDB as long as
    # describing does, for half a kilobyte a unit.
    connection.execute("SET checkpoint_threshold = '1TB'")
    count = 0
    for chunk in tables:
        connection.register("chunk", chunk)
        connection.execute("INSERT INTO unit SELECT * FROM chunk")
        connection.unregister("chunk")
        count += chunk.num_rows
    connection.execute("RESET checkpoint_threshold")
    return count


def table(units: list[Unit], start: int = 0) -> "pa.Table":
    """`units` as rows of the table `unit`, numbered from `start`."""
    import pyarrow as pa

    return pa.Table.from_pydict(_columns(units, start), schema=schema())


def _columns(units: list[Unit], start: int) -> dict[str, list[Any]]:
    many = [unit.features for unit in units]
    return {
        "n": list(range(start, start + len(units))),
        "unit": [u.unit for u in units],
        "entity": [u.entity for u in units],
        "open": [u.open for u in units],
        "scope": [u.scope for u in units],
        "source": [u.source for u in units],
        "name_key": [f.name_key or None for f in many],
        "names": [f.names for f in many],
        "addresses": [f.addresses for f in many],
        "keys": [blocking.keys(f) for f in many],
        **{name: [getattr(f, name) for f in many] for name in LISTS},
    }


def count_frequencies(connection: "duckdb.DuckDBPyConnection", model: Model) -> Model:
    """`model` with how common names and values are among the open units of the table `unit`."""
    population = _one(connection, "SELECT count(*) FROM unit WHERE open")
    terms = connection.execute(
        "SELECT name_key, count(*) FROM unit WHERE open AND name_key IS NOT NULL"
        " GROUP BY 1 HAVING count(*) > 1 ORDER BY 1"
    ).fetchall()
    common = {
        name: frozenset(
            row[0]
            for row in connection.execute(
                f"SELECT value FROM (SELECT unnest({name}) AS value FROM unit WHERE open)"
                " GROUP BY 1 HAVING count(*) > ?",
                [COMMON],
            ).fetchall()
        )
        for name in comparing.VALUED
    }
    shares = {key: smoothed(count, population) for key, count in terms}
    return model.with_frequencies(population, shares, common)


def block(
    connection: "duckdb.DuckDBPyConnection", reach: Mapping[str, int] | None = None
) -> Blocked:
    """Fill the table `pair` (l < r, by number; found_by) with the pairs that share a usable key.

    reach: by kind of key, the units up to which it is used (blocking.CAP without). A key that more
    hold is left out and counted: it would add pairs by the square, and what it says (a common name
    alone) is weak. For a pair, only units of its own scopes and open ones count: whether it is
    found never depends on what its reader may not see. `found_by` has a bit for each kind of key
    that found the pair, in the order of blocking.KINDS.
    """
    connection.execute(
        "CREATE OR REPLACE TABLE key AS SELECT n, entity, hash(text) AS key, text[1] AS kind, scope"
        " FROM (SELECT n, hash(entity) AS entity, unnest(keys) AS text,"
        f" CASE WHEN open THEN {OPEN} ELSE scope END AS scope FROM unit)"
    )
    pair(connection, reach)
    connection.execute(
        "CREATE OR REPLACE VIEW candidate AS"
        " SELECT least(a.unit, b.unit) AS join_key_l, greatest(a.unit, b.unit) AS join_key_r,"
        " found_by FROM pair JOIN unit a ON a.n = pair.l JOIN unit b ON b.n = pair.r"
    )
    out, largest = connection.execute(
        "SELECT count(*) FILTER (b.size > coalesce(reach.size, 0)), coalesce(max(b.size), 0)"
        " FROM (SELECT any_value(kind) AS kind, sum(size) AS size FROM block GROUP BY key) b"
        " LEFT JOIN reach USING (kind) WHERE b.size > 1"
    ).fetchall()[0]
    connection.execute("DROP TABLE block; DROP TABLE usable; DROP TABLE reach")
    connection.execute("DROP TABLE key")
    lonely = "SELECT count(*) FROM unit WHERE len(keys) = 0"
    pairs = _one(connection, "SELECT count(*) FROM pair")
    return Blocked(pairs, int(out), int(largest), _one(connection, lonely))


def pair(connection: "duckdb.DuckDBPyConnection", reach: Mapping[str, int] | None = None) -> None:
    """Fill the table `pair` from the table `key` (n, entity, key, kind, scope): see `block`.

    Whatever holds all rows of a key can do this for that key: the table may be a part of it.
    """
    allowed = allowed_sizes(reach)
    connection.execute(
        "CREATE OR REPLACE TABLE reach AS SELECT unnest($kinds) AS kind, unnest($sizes) AS size",
        {"kinds": list(allowed), "sizes": list(allowed.values())},
    )
    connection.execute(
        "CREATE OR REPLACE TABLE block AS SELECT key, any_value(kind) AS kind, scope,"
        " count(*) AS size FROM key GROUP BY key, scope"
    )
    connection.execute(_USABLE)
    connection.execute(
        "CREATE OR REPLACE TABLE pair AS"
        " SELECT least(l.n, r.n) AS l, greatest(l.n, r.n) AS r,"
        " bit_or(1 << (strpos($kinds, l.kind) - 1)::INT)::INT AS found_by"
        " FROM usable JOIN key l ON l.key = usable.key AND l.scope = usable.one"
        " JOIN key r ON r.key = usable.key AND r.scope = usable.other"
        " WHERE l.entity <> r.entity AND (usable.one < usable.other OR l.n < r.n) GROUP BY ALL",
        {"kinds": blocking.KINDS},
    )


def allowed_sizes(reach: Mapping[str, int] | None) -> Mapping[str, int]:
    """By kind of key, the units up to which it is used: `reach`, or blocking.CAP for all."""
    return reach or dict.fromkeys(blocking.KINDS, blocking.CAP)


def _one(connection: "duckdb.DuckDBPyConnection", sql: str) -> int:
    return int(connection.execute(sql).fetchall()[0][0])
