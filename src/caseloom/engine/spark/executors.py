"""What runs inside executors: each function takes a partition as Arrow and gives one back.

The work is that of engine.linkage, on the rows at hand, in a DuckDB of the task's own. So levels
and groups are the same as on one machine because the same code makes them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from caseloom.engine.linkage import batch, cluster, columns, comparing, plain, ragged, rivals
from caseloom.engine.linkage.model import Model, smoothed

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

ROWS = 50_000
# Spark has no unsigned numbers. In the same order, and back.
_SIGNED = "(hash({0})::HUGEINT - 9223372036854775808)::BIGINT"
_UNSIGNED = "({0}::HUGEINT + 9223372036854775808)::UBIGINT"
# What a row of the table of units has beside the columns of batch.schema().
MARKS = "place bigint, entity_hash bigint, key_hashes array<bigint>, schema string, records int"


@dataclass(frozen=True, slots=True)
class Task:
    """How a task may use its machine."""

    threads: int = 1
    memory: str = "1GB"

    def connect(self) -> "duckdb.DuckDBPyConnection":
        """A DuckDB for this task."""
        return batch.connect(threads=self.threads, memory_limit=self.memory)


def described(task: Task, batches: "Iterator[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
    """Records to units: features, blocking keys, and the hashes that DuckDB gives them."""
    connection = task.connect()
    plain.prepare(connection)
    marks = (
        f"SELECT *, {_SIGNED.format('unit')} AS place, {_SIGNED.format('entity')} AS entity_hash,"
        f" list_transform(keys, lambda k: {_SIGNED.format('k')}) AS key_hashes FROM described"
    )
    for rows in _gathered(batches, columns.CHUNK):
        connection.register("described", _units(connection, rows))
        made = connection.sql(marks).to_arrow_table()
        connection.unregister("described")
        for name, column in _beside(rows).items():
            made = made.append_column(name, column)
        yield from made.to_batches()
    connection.close()


def _gathered(batches: "Iterator[pa.RecordBatch]", least: int) -> "Iterator[pa.RecordBatch]":
    """The rows of `batches` in fewer of them: what is done in columns has a price by the batch."""
    import pyarrow as pa

    waiting: list[pa.RecordBatch] = []
    for rows in batches:
        waiting.append(rows)
        if sum(one.num_rows for one in waiting) >= least:
            yield pa.concat_batches(waiting)
            waiting = []
    if waiting:
        yield pa.concat_batches(waiting)


def _beside(rows: "pa.RecordBatch") -> "dict[str, pa.Array]":
    """The columns that go along: the type of the first record, and how many there are."""
    import numpy as np
    import pyarrow as pa

    owners, records = ragged.opened(rows.column("records"))
    _, first, count = np.unique(owners, return_index=True, return_counts=True)
    schemata, _, _ = records.flatten()
    return {"schema": schemata.take(pa.array(first)), "records": pa.array(count, pa.int32())}


def _units(connection: "duckdb.DuckDBPyConnection", rows: "pa.RecordBatch") -> "pa.Table":
    import pyarrow as pa

    owners, records = ragged.opened(rows.column("records"))
    units = pa.Table.from_batches([rows.select(columns.OWN)])
    numbers = ragged.whole(units["n"]).take(pa.array(owners))
    return columns.described(connection, units, columns.recorded(numbers, *records.flatten()))


def ordered(task: Task, batches: "Iterator[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
    """Keys with their place in the order by which some are sampled."""
    connection = task.connect()
    sql = f"SELECT key, kind, size, {_SIGNED.format(_UNSIGNED.format('key'))} AS place FROM sized"
    for rows in batches:
        connection.register("sized", _table(rows))
        yield from connection.sql(sql).to_arrow_table().to_batches()
        connection.unregister("sized")
    connection.close()


def unsigned(column: str) -> str:
    """SQL for DuckDB's own hash of a hash that went through Spark."""
    return _UNSIGNED.format(column)


def paired(
    task: Task, reach: Mapping[str, int], batches: "Iterator[pa.RecordBatch]"
) -> "Iterator[pa.RecordBatch]":
    """All rows of some keys to the pairs that share one of them."""
    connection = task.connect()
    columns = "n INT, entity BIGINT, key BIGINT, kind VARCHAR, scope INT"
    _load(connection, batches, {"key": (columns, "n, entity, key, kind, scope")})
    batch.pair(connection, reach)
    yield from _all(connection, "SELECT l, r, found_by FROM pair")
    connection.close()


def compared(
    task: Task, model: Model, batches: "Iterator[pa.RecordBatch]"
) -> "Iterator[pa.RecordBatch]":
    """Pairs and the units in them (where l is null) to each field's level.

    model: without the frequencies of names; the units bring the counts of theirs.
    """
    connection = task.connect()
    connection.register("empty", batch.schema().empty_table())
    connection.execute("CREATE TABLE unit AS SELECT *, 0::BIGINT AS named FROM empty")
    connection.execute("CREATE TABLE pair (l INT, r INT)")
    given = [name for name in batch.schema().names if name not in ("unit", "entity", "keys")]
    columns = ", ".join(f'"{name}"' for name in (*given, "named"))
    for rows in batches:
        connection.register("rows", _table(rows))
        connection.execute(f"INSERT INTO unit BY NAME SELECT {columns} FROM rows WHERE l IS NULL")
        connection.execute("INSERT INTO pair SELECT l, r FROM rows WHERE l IS NOT NULL")
        connection.unregister("rows")
    comparing.prepare(connection, _with_terms(connection, model))
    comparing.compare(connection, model, "pair", "compared")
    yield from _all(connection, "SELECT * FROM compared")
    connection.close()


def _with_terms(connection: "duckdb.DuckDBPyConnection", model: Model) -> Model:
    found = connection.execute(
        "SELECT DISTINCT name_key, named FROM unit WHERE named > 1 AND name_key IS NOT NULL"
    ).fetchall()
    terms = {name: smoothed(count, model.population) for name, count in found}
    return replace(model, terms=terms)


def without_partner(
    task: Task, held: Mapping[int, int], batches: "Iterator[pa.RecordBatch]"
) -> "Iterator[pa.RecordBatch]":
    """Sides of two sources to the share of units that have no partner: see rivals.count_none."""
    connection = task.connect()
    columns = "source INT, other INT, odds DOUBLE"
    _load(connection, batches, {"side": (columns, "source, other, odds")})
    connection.execute(
        "CREATE TABLE held AS SELECT unnest($sources)::INT AS source, unnest($sizes) AS n",
        {"sources": list(held), "sizes": list(held.values())},
    )
    rivals.count_none(connection)
    yield from _all(connection, "SELECT source, other, none::DOUBLE AS none FROM none")
    connection.close()


@dataclass(frozen=True, slots=True)
class Joining:
    """What clusters follow from, beside the edges."""

    weights: cluster.Weights
    rules: cluster.Rules
    fields: tuple[str, ...]
    free: frozenset[int] = frozenset()


def clustered(joining: Joining, batches: "Iterator[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
    """All edges and links of some components to their groups of two and more."""
    import pyarrow as pa

    edges: list[cluster.Edge] = []
    links: dict[str, list[cluster.Pair]] = {"must": [], "cannot": []}
    alone: dict[str, frozenset[str]] = {}
    for row in _rows(batches):
        for side in ("left", "right"):
            if row[f"{side}_source"] in joining.free:
                alone[row[side]] = frozenset([str(row[f"{side}_source"])])
        if row["link"]:
            links[row["link"]].append((row["left"], row["right"]))
        else:
            edges.append(_edge(row, joining.fields))
    made = cluster.clusters(
        edges, joining.weights, rules=joining.rules, alone=alone, must=links["must"],
        cannot=links["cannot"],
    )  # fmt: skip
    yield pa.RecordBatch.from_pydict({"members": pa.array(made, pa.list_(pa.string()))})


def _edge(row: Mapping[str, Any], fields: Iterable[str]) -> cluster.Edge:
    levels = tuple(row[f"level_{name}"] for name in fields)
    return cluster.Edge(
        row["left"], row["right"], row["bits"], levels, row["bits_names"], row["shift"]
    )


def _rows(batches: "Iterator[pa.RecordBatch]") -> Iterator[dict[str, Any]]:
    for rows in batches:
        yield from rows.to_pylist()


def _table(rows: "pa.RecordBatch") -> "pa.Table":
    import pyarrow as pa

    return pa.Table.from_batches([rows])


def _load(
    connection: "duckdb.DuckDBPyConnection",
    batches: "Iterator[pa.RecordBatch]",
    tables: Mapping[str, tuple[str, str]],
) -> None:
    """Make each table (name: its columns, what of a row goes into it) from the rows."""
    for name, (typed, _) in tables.items():
        connection.execute(f"CREATE TABLE {name} ({typed})")
    for rows in batches:
        connection.register("rows", _table(rows))
        for name, (_, taken) in tables.items():
            connection.execute(f"INSERT INTO {name} SELECT {taken} FROM rows")
        connection.unregister("rows")


def _all(connection: "duckdb.DuckDBPyConnection", sql: str) -> "Iterator[pa.RecordBatch]":
    yield from connection.sql(sql).to_arrow_reader(ROWS)
