"""All pairs at once: features into DuckDB, candidates by shared keys, weights by Splink."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from caseloom.engine.linkage import blocking
from caseloom.engine.linkage.features import Features
from caseloom.engine.linkage.levels import COMPARISONS, MACROS, Comparison
from caseloom.engine.linkage.model import Model, smoothed, unseen
from caseloom.engine.linkage.score import TERM_WEIGHT

# Splink, pyarrow and DuckDB take most of a second to import, and only a batch needs them.
if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa
    from splink import Linker

# A value or a full name that more entities hold than this says less: it is common.
COMMON = 10
_LISTS = (
    "words", "full", "generations", "dates", "swaps", "partial", "phones", "phone_ends", "emails",
    "identifiers", "kinds", "countries", "genders", "places", "positions",
)  # fmt: skip
_VALUED = ("phones", "emails", "identifiers")


# Open scopes count as one. With each of the other scopes: how many units a pair's reader sees.
_OPEN = -1
_USABLE = f"""
    CREATE OR REPLACE TABLE usable AS
    SELECT l.key, l.scope AS one, r.scope AS other
      FROM block l JOIN block r ON r.key = l.key AND r.scope >= l.scope
      LEFT JOIN block o ON o.key = l.key AND o.scope = {_OPEN} AND l.scope <> {_OPEN}
     WHERE l.size + coalesce(o.size, 0) + CASE WHEN r.scope = l.scope THEN 0 ELSE r.size END <= $cap
"""


@cache
def _schema() -> "pa.Schema":
    """The columns of the table `unit`."""
    import pyarrow as pa

    texts = pa.list_(pa.string())
    return pa.schema(
        [
            ("unit", pa.string()), ("entity", pa.string()), ("open", pa.bool_()),
            ("scope", pa.int32()), ("name_key", pa.string()),
            ("names", pa.list_(pa.list_(texts))), ("addresses", pa.list_(texts)), ("keys", texts),
            *((name, texts) for name in _LISTS),
        ]
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """What is compared: an entity's records in one scope. `open` allows counting frequencies."""

    unit: str
    entity: str
    features: Features
    open: bool = True
    scope: int = 0


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
    connection = duckdb.connect(":memory:", config=config)
    connection.execute(MACROS)
    return connection


def load_units(connection: "duckdb.DuckDBPyConnection", units: Iterable[Unit]) -> int:
    """Fill the table `unit` from `units`, 50,000 at a time; how many there are."""
    import pyarrow as pa

    connection.execute("DROP TABLE IF EXISTS unit")
    rows, count = iter(units), 0
    empty = _schema().empty_table()
    connection.register("chunk", empty)
    connection.execute("CREATE TABLE unit AS SELECT * FROM chunk")
    connection.unregister("chunk")
    while chunk := list(islice(rows, 50_000)):
        table = pa.Table.from_pylist([_row(u) for u in chunk], schema=_schema())
        connection.register("chunk", table)
        connection.execute("INSERT INTO unit SELECT * FROM chunk")
        connection.unregister("chunk")
        count += len(chunk)
    return count


def _row(unit: Unit) -> dict[str, Any]:
    f = unit.features
    return {
        "unit": unit.unit, "entity": unit.entity, "open": unit.open, "scope": unit.scope,
        "name_key": f.name_key or None,
        "names": f.names, "addresses": f.addresses, "keys": blocking.keys(f),
        **{name: getattr(f, name) for name in _LISTS},
    }  # fmt: skip


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
        for name in _VALUED
    }
    shares = {key: smoothed(count, population) for key, count in terms}
    return model.with_frequencies(population, shares, common)


def block(connection: "duckdb.DuckDBPyConnection", *, cap: int = blocking.CAP) -> Blocked:
    """Fill the table `candidate` (join_key_l < join_key_r) with the pairs that share a usable key.

    A key that more than `cap` units hold is left out and counted: it would add pairs by the
    square, and what it says (a common name alone) is weak. For a pair, only units of its own
    scopes and open ones count: whether it is found never depends on what its reader may not see.
    """
    connection.execute(
        "CREATE OR REPLACE TABLE key AS SELECT unit, entity, unnest(keys) AS key,"
        f" CASE WHEN open THEN {_OPEN} ELSE scope END AS scope FROM unit"
    )
    connection.execute(
        "CREATE OR REPLACE TABLE block AS SELECT key, scope, count(*) AS size FROM key"
        " GROUP BY key, scope"
    )
    connection.execute(_USABLE, {"cap": cap})
    connection.execute(
        "CREATE OR REPLACE TABLE candidate AS"
        " SELECT DISTINCT '0' AS match_key, least(l.unit, r.unit) AS join_key_l,"
        " greatest(l.unit, r.unit) AS join_key_r"
        " FROM usable JOIN key l ON l.key = usable.key AND l.scope = usable.one"
        " JOIN key r ON r.key = usable.key AND r.scope = usable.other"
        " WHERE l.entity <> r.entity AND (usable.one < usable.other OR l.unit < r.unit)"
    )
    out, largest = connection.execute(
        "SELECT count(*) FILTER (size > ?), coalesce(max(size), 0)"
        " FROM (SELECT sum(size) AS size FROM block GROUP BY key)",
        [cap],
    ).fetchall()[0]
    lonely = "SELECT count(*) FROM unit WHERE len(keys) = 0"
    pairs = _one(connection, "SELECT count(*) FROM candidate")
    return Blocked(pairs, int(out), int(largest), _one(connection, lonely))


def _one(connection: "duckdb.DuckDBPyConnection", sql: str) -> int:
    return int(connection.execute(sql).fetchall()[0][0])


def settings(model: Model) -> dict[str, Any]:
    """`model` compiled to Splink's settings for the table that `prepare` makes."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unit",
        "probability_two_random_records_match": model.prior,
        "comparisons": [_comparison(COMPARISONS[name], model) for name in model.fields],
        "blocking_rules_to_generate_predictions": ["l.name_key = r.name_key"],
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": True,
    }


def _comparison(comparison: Comparison, model: Model) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {
            "sql_condition": comparison.absent_sql,
            "label_for_charts": "nothing to compare",
            "is_null_level": True,
        }
    ]
    for level in comparison.levels:
        chances = model.fields[comparison.field][level.key]
        body: dict[str, Any] = {
            "sql_condition": level.sql or "ELSE",
            "label_for_charts": level.label,
            "m_probability": chances.m,
            "u_probability": chances.u,
        }
        if comparison.field == "names" and level.key in TERM_WEIGHT:
            body["tf_adjustment_column"] = "name_key"
            body["tf_adjustment_weight"] = TERM_WEIGHT[level.key]
            body["disable_tf_exact_match_detection"] = True
        levels.append(body)
    return {"output_column_name": comparison.field, "comparison_levels": levels}


def prepare(connection: "duckdb.DuckDBPyConnection", model: Model) -> None:
    """Fill the tables `prepared` (units with their rare values) and `term` (names and shares)."""
    for name in _VALUED:
        values = sorted(model.common.get(name, ()))
        connection.execute(f"SET VARIABLE common_{name} = CAST(? AS VARCHAR[])", [values])
    rare = ", ".join(
        f"list_filter({name}, lambda v: NOT list_contains(getvariable('common_{name}'), v))"
        f" AS {name}_rare"
        for name in _VALUED
    )
    connection.execute(f"CREATE OR REPLACE TABLE prepared AS SELECT *, {rare} FROM unit")
    connection.execute("CREATE OR REPLACE TABLE share (name_key VARCHAR, share DOUBLE)")
    if model.terms:
        import pyarrow as pa

        table = pa.table({"k": list(model.terms), "s": list(model.terms.values())})
        connection.register("shares", table)
        connection.execute("INSERT INTO share SELECT k, s FROM shares")
        connection.unregister("shares")
    connection.execute(
        "CREATE OR REPLACE TABLE term AS"
        " SELECT DISTINCT name_key, coalesce(share, ?) AS tf_name_key"
        " FROM unit LEFT JOIN share USING (name_key) WHERE name_key IS NOT NULL",
        [unseen(model.population)],
    )


def linker(connection: "duckdb.DuckDBPyConnection", model: Model) -> "Linker":
    """A Splink linker over the table `prepared`, quiet, with the model's own frequencies."""
    from splink import DuckDBAPI, Linker

    api = DuckDBAPI(connection=connection)
    made = Linker(
        api.register("prepared"), settings(model), log_level="ERROR", validate_settings=False
    )
    made.table_management.register_term_frequency_lookup(api.register("term"), "name_key")
    return made


def predict(
    connection: "duckdb.DuckDBPyConnection",
    model: Model,
    *,
    least_bits: float | None,
    pairs: str = "candidate",
) -> str:
    """Score a table of pairs; the name of a table of those with at least `least_bits` (None: all).

    Columns: left, right (units), bits (log2 odds), direct (the same against unrelated pairs
    alone), and per field `level_*` (the level's number from the top, NULL where there was nothing
    to compare) and `bits_*`.
    """
    prepare(connection, model)
    made = linker(connection, model)
    api = made._db_api
    made.table_management.register_blocked_pairs_for_predict(api.register(pairs))
    found = made.inference.predict(
        threshold_match_weight=least_bits, warning_mode="never"
    ).physical_name
    connection.execute(f"CREATE OR REPLACE TABLE scored AS {_both_rivals(model, found)}")
    if least_bits is not None:
        connection.execute("DELETE FROM scored WHERE bits < ?", [least_bits])
    connection.execute(f"DROP TABLE IF EXISTS {found}")
    return "scored"


def _both_rivals(model: Model, found: str) -> str:
    """Splink weighs against an unrelated pair; this adds the relative as the second rival."""
    fields = list(model.fields)
    columns = ", ".join(f"{_level(f, model)} AS level_{f}, {_bits(f)} AS bits_{f}" for f in fields)
    relative = " + ".join(_relative(f, model) for f in fields)
    return (
        "SELECT *, -(greatest(-direct, -relative) + log2(1 + pow(2, greatest("
        " least(-direct, -relative) - greatest(-direct, -relative), -1000)))) AS bits"
        ' FROM (SELECT unit_l AS "left", unit_r AS "right", match_weight AS direct,'
        f" {relative} - log2({model.relatives!r}) AS relative, {columns} FROM {found})"
    )


def _level(field: str, model: Model) -> str:
    top = len(model.fields[field]) - 1
    return f"CASE WHEN gamma_{field} < 0 THEN NULL ELSE {top} - gamma_{field} END"


def _bits(field: str) -> str:
    plain = f"CASE WHEN gamma_{field} < 0 THEN 0 ELSE mw_{field}"
    return f"{plain} + mw_tf_adj_{field} END" if field == "names" else f"{plain} END"


def _relative(field: str, model: Model) -> str:
    weights = list(model.fields[field].values())
    top = len(weights) - 1
    cases = " ".join(f"WHEN {top - n} THEN {w.relative_bits!r}" for n, w in enumerate(weights))
    return f"CASE gamma_{field} {cases} ELSE 0 END"


def scored(
    connection: "duckdb.DuckDBPyConnection", table: str = "scored"
) -> Iterator[dict[str, Any]]:
    """The rows of a scored table as dictionaries, in order of left and right."""
    cursor = connection.execute(f'SELECT * FROM {table} ORDER BY "left", "right"')
    names = [column[0] for column in cursor.description or ()]
    while rows := cursor.fetchmany(10_000):
        for row in rows:
            yield dict(zip(names, row, strict=True))
