"""Sends the distinct values that SQL can't clean to followthemoney, and keeps the answers."""

from collections.abc import Callable, Iterable

import duckdb
import pyarrow as pa

from caseloom.engine import sql
from caseloom.engine.cells import Cells
from caseloom.engine.compile import Context, Plan, Slot, slow_when
from caseloom.engine.fast import Kind, safe
from caseloom.engine.mapping import Query
from caseloom.engine.rows import values_layer
from caseloom.ontology import cleaning

BATCH = 20_000
Tick = Callable[[int], None]


def fix_cells(con: duckdb.DuckDBPyConnection, cells: Cells, columns: Iterable[str]) -> None:
    """Sanitise, per distinct value, the columns that hold more than plain text."""
    wanted = sorted(set(columns), key=cells.at)
    unsafe = _unsafe_columns(con, cells, wanted)
    for column in unsafe:
        n = cells.at(column)
        table = f"{cells.table}_f{n}"
        con.execute(f"CREATE TABLE {table} (raw VARCHAR, clean VARCHAR, original VARCHAR)")
        query = f"SELECT DISTINCT r{n} FROM {cells.table} WHERE NOT {safe(_trim(f'r{n}'))}"
        _fill(con, query, table, _sanitized)
        cells.fixed[column] = table


def _unsafe_columns(con: duckdb.DuckDBPyConnection, cells: Cells, columns: list[str]) -> list[str]:
    if not columns or cells.printable:
        return []
    tests = [f"bool_or(NOT {safe(_trim(f'r{cells.at(c)}'))})" for c in columns]
    row = con.execute(f"SELECT {', '.join(tests)} FROM {cells.table}").fetchone() or ()
    return [column for column, found in zip(columns, row, strict=True) if found]


def _trim(column: str) -> str:
    return sql.trimmed(column)


def _sanitized(values: list[str]) -> pa.Table:
    clean = [cleaning.sanitize(v) for v in values]
    originals = [cleaning.storable(v.strip()) or None for v in values]
    return pa.table(
        {"raw": values, "clean": clean, "original": originals},
        schema=pa.schema([(n, pa.string()) for n in ("raw", "clean", "original")]),
    )


class Lookups:
    """Tables (v, c) of cleaned values, one per kind, filled as files are met."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con
        self.tables: dict[Kind, str] = {}
        self._made = 0

    def prepare(
        self, query: Query, plans: Iterable[Plan], cells: Cells, context: Context, tick: Tick
    ) -> None:
        """Clean the distinct values of all slots of a query that SQL can't."""
        for made in plans:
            by_kind: dict[Kind, list[Slot]] = {}
            for slot in made.slots:
                if slow_when(slot, "v") is not None and slot.kind.type != "entity":
                    by_kind.setdefault(slot.kind, []).append(slot)
            for kind, slots in by_kind.items():
                self._prepare(kind, slots, query, made, cells, context)
                tick(len(self.tables))

    def _prepare(
        self, kind: Kind, slots: list[Slot], query: Query, made: Plan, cells: Cells,
        context: Context,
    ) -> None:  # fmt: skip
        values = values_layer(query, made, cells, context, (0, cells.count))
        branches = []
        for slot in slots:
            column = f"unnest(s{slot.at})" if slot.many else f"s{slot.at}"
            test = slow_when(slot, f"s{slot.at}")
            inner = f"SELECT {column} AS s{slot.at} FROM vals"
            branches.append(f"SELECT s{slot.at} AS v FROM ({inner}) WHERE {test}")
        known = self.tables.get(kind)
        fresh = f" EXCEPT SELECT v FROM {known}" if known else ""
        union = " UNION ALL ".join(branches)
        query_text = f"WITH vals AS ({values}) SELECT DISTINCT v FROM ({union}){fresh}"
        table = known or f"lookup{self._made}"
        if known is None:
            self._made += 1
            self._con.execute(f"CREATE TABLE {table} (v VARCHAR, c VARCHAR)")
        if _fill(self._con, query_text, table, lambda vs: _cleaned(kind, vs)) or known:
            self.tables[kind] = table


def _cleaned(kind: Kind, values: list[str]) -> pa.Table:
    clean = cleaning.clean_many(kind.type, values, formats=kind.formats, fuzzy=kind.fuzzy)
    return pa.table(
        {"v": values, "c": clean}, schema=pa.schema([("v", pa.string()), ("c", pa.string())])
    )


def _fill(
    con: duckdb.DuckDBPyConnection,
    query: str,
    table: str,
    make: Callable[[list[str]], pa.Table],
) -> int:
    """Run `make` over the one column of `query`, in batches, into `table`. The count."""
    count = 0
    with con.cursor() as reading:
        for batch in reading.sql(query).to_arrow_reader(BATCH):
            made = make(batch.column(0).to_pylist())
            con.register("fresh", made)
            con.execute(f"INSERT INTO {table} SELECT * FROM fresh")
            con.unregister("fresh")
            count += batch.num_rows
    return count
