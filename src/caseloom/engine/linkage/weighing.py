"""Candidates weighed: each pair's levels once, each pattern of levels once by Splink.

Splink states a condition per level, which makes DuckDB compare two names anew for each. Here a
pair's levels are found first (`compare`), and Splink weighs the distinct patterns of levels, of
which there are thousands where there are millions of pairs.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from caseloom.engine.linkage import comparing
from caseloom.engine.linkage.levels import COMPARISONS
from caseloom.engine.linkage.model import LevelWeight, Model
from caseloom.engine.linkage.score import TERM_WEIGHT

# Splink and DuckDB take most of a second to import, and only a batch needs them.
if TYPE_CHECKING:
    import duckdb
    from splink import Linker


def settings(model: Model) -> dict[str, Any]:
    """`model` compiled to Splink's settings for a table of patterns, one column per field."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unit",
        "probability_two_random_records_match": model.prior,
        "comparisons": [_comparison(name, levels) for name, levels in model.fields.items()],
        "blocking_rules_to_generate_predictions": ["l.unit = r.unit"],
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": True,
    }


def _comparison(field: str, weights: Mapping[str, LevelWeight]) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {
            "sql_condition": f"{field}_l IS NULL OR {field}_r IS NULL",
            "label_for_charts": "nothing to compare",
            "is_null_level": True,
        }
    ]
    for number, level in enumerate(COMPARISONS[field].levels):
        chances = weights[level.key]
        last = number == len(weights) - 1
        body: dict[str, Any] = {
            "sql_condition": "ELSE" if last else f"{field}_l = {number}",
            "label_for_charts": level.label,
            "m_probability": chances.m,
            "u_probability": chances.u,
        }
        if field == "names" and level.key in TERM_WEIGHT:
            body["tf_adjustment_column"] = "term"
            body["tf_adjustment_weight"] = TERM_WEIGHT[level.key]
            body["disable_tf_exact_match_detection"] = True
        levels.append(body)
    return {"output_column_name": field, "comparison_levels": levels}


def _linker(connection: "duckdb.DuckDBPyConnection", model: Model) -> "Linker":
    """A Splink linker over the table `pattern`, quiet, with the model's own frequencies."""
    from splink import DuckDBAPI, Linker

    api = DuckDBAPI(connection=connection)
    made = Linker(
        api.register("pattern"), settings(model), log_level="ERROR", validate_settings=False
    )
    made.table_management.register_term_frequency_lookup(api.register("term"), "term")
    made.table_management.register_blocked_pairs_for_predict(api.register("itself"))
    return made


def weigh(
    connection: "duckdb.DuckDBPyConnection",
    model: Model,
    compared: str,
    *,
    least_bits: float | None,
) -> None:
    """Make the table `scored` of the compared pairs with at least `least_bits` (None: all).

    Columns: l, r (units by number), bits (log2 odds), pattern: the row of the table `weighed` that
    says the rest, which are direct (bits against unrelated pairs alone), relative, and per field
    `level_*` (the level's number from the top, NULL where there was nothing to compare) and
    `bits_*`.
    """
    weigh_patterns(connection, model, compared)
    least = "" if least_bits is None else f" WHERE w.bits >= {least_bits!r}"
    connection.execute(
        "CREATE OR REPLACE TABLE scored AS SELECT c.l, c.r, w.bits, w.pattern"
        f" FROM {compared} c JOIN pattern p ON {same_pattern(model, 'p', 'c')}"
        f" JOIN weighed w ON w.pattern = p.unit{least}"
    )


def same_pattern(model: Model, one: str, two: str) -> str:
    """SQL for: the rows `one` and `two` have the same levels and the same share of their name."""
    same = " AND ".join(f"{one}.{name} IS NOT DISTINCT FROM {two}.{name}" for name in model.fields)
    return f"{one}.share = {two}.share AND {same}"


def weigh_patterns(connection: "duckdb.DuckDBPyConnection", model: Model, compared: str) -> None:
    """Make the tables `pattern` (unit, levels, share) and `weighed` (pattern, bits, …)."""
    fields = ", ".join(model.fields)
    connection.execute(
        "CREATE OR REPLACE TABLE pattern AS SELECT row_number() OVER () AS unit, * FROM ("
        f" SELECT DISTINCT {fields}, share, nullif(share, 0)::VARCHAR AS term FROM {compared})"
    )
    connection.execute(
        "CREATE OR REPLACE TABLE term AS SELECT DISTINCT term, share AS tf_term FROM pattern"
        " WHERE term IS NOT NULL"
    )
    connection.execute(
        "CREATE OR REPLACE TABLE itself AS"
        " SELECT '0' AS match_key, unit AS join_key_l, unit AS join_key_r FROM pattern"
    )
    found = _linker(connection, model).inference.predict(warning_mode="never").physical_name
    connection.execute(f"CREATE OR REPLACE TABLE weighed AS {_both_rivals(model, found)}")
    connection.execute(f"DROP TABLE {found}")


def predict(
    connection: "duckdb.DuckDBPyConnection", model: Model, *, least_bits: float | None
) -> None:
    """Compare and weigh the table `pair`: see `weigh`."""
    comparing.prepare(connection, model)
    comparing.compare(connection, model, "pair", "compared")
    weigh(connection, model, "compared", least_bits=least_bits)


def _both_rivals(model: Model, found: str) -> str:
    """Splink weighs against an unrelated pair; this adds the relative as the second rival."""
    fields = list(model.fields)
    columns = ", ".join(
        f"{_level(f, model)} AS level_{f}, {_bits(f, model)} AS bits_{f}" for f in fields
    )
    relative = " + ".join(_relative(f, model) for f in fields)
    gained = " + ".join([repr(model.offset), *(_gain(f, model) for f in fields)])
    return (
        "SELECT *, -(greatest(-direct, -relative) + log2(1 + pow(2, greatest("
        " least(-direct, -relative) - greatest(-direct, -relative), -1000)))) AS bits"
        f" FROM (SELECT unit_l AS pattern, match_weight + {gained} AS direct,"
        f" {relative} - log2({model.relatives!r}) + {gained} AS relative, {columns} FROM {found})"
    )


def _level(field: str, model: Model) -> str:
    top = len(model.fields[field]) - 1
    return f"CASE WHEN gamma_{field} < 0 THEN NULL ELSE {top} - gamma_{field} END"


def _bits(field: str, model: Model) -> str:
    plain = f"CASE WHEN gamma_{field} < 0 THEN 0 ELSE mw_{field} + {_gain(field, model)}"
    return f"{plain} + mw_tf_adj_{field} END" if field == "names" else f"{plain} END"


def _gain(field: str, model: Model) -> str:
    """What judgements added to the level."""
    top = len(model.fields[field]) - 1
    gains = enumerate(model.gain(field, key) for key in model.fields[field])
    cases = " ".join(f"WHEN {top - n} THEN {gain!r}" for n, gain in gains if gain)
    return f"CASE gamma_{field} {cases} ELSE 0 END" if cases else "0"


def _relative(field: str, model: Model) -> str:
    weights = list(model.fields[field].values())
    top = len(weights) - 1
    cases = " ".join(f"WHEN {top - n} THEN {w.relative_bits!r}" for n, w in enumerate(weights))
    return f"CASE gamma_{field} {cases} ELSE 0 END"


def scored(
    connection: "duckdb.DuckDBPyConnection",
) -> Iterator[dict[str, Any]]:
    """The rows of the table `scored` as dictionaries, in order of left and right, by unit."""
    cursor = connection.execute(
        'SELECT a.unit AS "left", b.unit AS "right", w.* EXCLUDE (pattern)'
        " FROM scored s JOIN weighed w ON w.pattern = s.pattern"
        ' JOIN unit a ON a.n = s.l JOIN unit b ON b.n = s.r ORDER BY "left", "right"'
    )
    names = [column[0] for column in cursor.description or ()]
    while rows := cursor.fetchmany(10_000):
        for row in rows:
            yield dict(zip(names, row, strict=True))
