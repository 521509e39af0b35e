"""Splink as its documentation shows it: the examples of the two sets that it has examples for.

Runs in an environment of its own: `with_splink.py SET FOLDER OUT`. Writes pairs.parquet (left,
right, score), clusters.parquet (id, cluster) and said.json.
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

SEED = 1
TERMS = {"term_frequency_adjustments": True}

FEBRL4 = {
    "link_type": "link_only",
    "comparisons": [
        cl.NameComparison("given_name").configure(**TERMS),
        cl.NameComparison("surname").configure(**TERMS),
        cl.DateOfBirthComparison(
            "date_of_birth", input_is_string=True, datetime_format="%Y%m%d",
            invalid_dates_as_null=True,
        ),
        cl.ExactMatch("street_number").configure(**TERMS),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(**TERMS),
    ],
    "blocks": [
        block_on("given_name", "surname"),
        "l.given_name = r.surname and l.surname = r.given_name",
        block_on("date_of_birth"),
        block_on("state", "address_1"),
        block_on("street_number", "address_1"),
        block_on("postcode"),
    ],
    "sure": [block_on("given_name", "surname", "date_of_birth")],
    "recall": 0.8,
    "pairs": 1e6,
    "learn": [block_on("date_of_birth"), block_on("postcode")],
    "threshold": 0.99,
}  # fmt: skip

HISTORICAL = {
    "link_type": "dedupe_only",
    "concat": ("first_name", "surname"),
    "comparisons": [
        cl.ForenameSurnameComparison(
            "first_name", "surname", forename_surname_concat_col_name="name_concat"
        ),
        cl.DateOfBirthComparison("dob", input_is_string=True),
        cl.PostcodeComparison("postcode_fake"),
        cl.ExactMatch("birth_place").configure(**TERMS),
        cl.ExactMatch("occupation").configure(**TERMS),
    ],
    "blocks": [
        block_on("substr(first_name,1,3)", "substr(surname,1,4)"),
        block_on("surname", "dob"),
        block_on("first_name", "dob"),
        block_on("postcode_fake", "first_name"),
        block_on("postcode_fake", "surname"),
        block_on("dob", "birth_place"),
        block_on("substr(postcode_fake,1,3)", "dob"),
        block_on("substr(postcode_fake,1,3)", "first_name"),
        block_on("substr(postcode_fake,1,3)", "surname"),
        block_on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
    ],
    "sure": [
        block_on("first_name", "surname", "dob"),
        block_on("substr(first_name,1,2)", "surname", "substr(postcode_fake,1,2)"),
        block_on("dob", "postcode_fake"),
    ],
    "recall": 0.6,
    "pairs": 5e6,
    "learn": [block_on("first_name", "surname"), block_on("dob")],
    "threshold": 0.95,
}

GENERATED = {
    "link_type": "dedupe_only",
    "concat": ("given_name", "surname"),
    "comparisons": [
        cl.ForenameSurnameComparison(
            "given_name", "surname", forename_surname_concat_col_name="name_concat"
        ),
        cl.DateOfBirthComparison("birth_date", input_is_string=True),
        cl.ExactMatch("postcode").configure(**TERMS),
        cl.JaroWinklerAtThresholds("street"),
        cl.ExactMatch("phone"),
        cl.EmailComparison("email"),
    ],
    "blocks": [
        block_on("substr(given_name,1,3)", "substr(surname,1,4)"),
        block_on("surname", "birth_date"),
        block_on("given_name", "birth_date"),
        block_on("postcode", "given_name"),
        block_on("postcode", "surname"),
        block_on("phone"),
        block_on("email"),
    ],
    "sure": [
        block_on("given_name", "surname", "birth_date"),
        block_on("birth_date", "postcode"),
        block_on("email"),
    ],
    "recall": 0.6,
    "pairs": 5e6,
    "learn": [block_on("given_name", "surname"), block_on("birth_date")],
    "threshold": 0.95,
}

SENZING = {
    "link_type": "dedupe_only",
    "comparisons": [
        cl.NameComparison("name"),
        cl.DateOfBirthComparison("birth_date", input_is_string=True),
        cl.JaroWinklerAtThresholds("address"),
        cl.ExactMatch("phone"),
        cl.EmailComparison("email"),
        cl.ExactMatch("number"),
    ],
    "blocks": [
        block_on("name"),
        block_on("substr(name,1,3)"),
        block_on("birth_date"),
        block_on("phone"),
        block_on("email"),
        block_on("number"),
    ],
    "sure": [block_on("number"), block_on("name", "birth_date"), block_on("email")],
    "recall": 0.6,
    "pairs": 1e6,
    "learn": [block_on("name"), block_on("phone")],
    "threshold": 0.95,
}

PLANS = {"febrl4": FEBRL4, "historical": HISTORICAL, "generated": GENERATED, "senzing": SENZING}


def main(key: str, folder: Path, out: Path) -> None:
    """Link the set `key` and write what was found."""
    plan = PLANS[key]
    connection = duckdb.connect()
    api = DuckDBAPI(connection)
    linker = Linker(
        tables(connection, api, folder, plan),
        SettingsCreator(
            link_type=plan["link_type"],
            unique_id_column_name="id",
            comparisons=plan["comparisons"],
            blocking_rules_to_generate_predictions=plan["blocks"],
        ),
        log_level="ERROR",
    )
    train(linker, plan)
    found = linker.inference.predict()
    groups = linker.clustering.cluster_pairwise_predictions_at_threshold(
        found, threshold_match_probability=plan["threshold"]
    )
    connection.execute(
        f"COPY (SELECT id_l AS left, id_r AS right, match_probability AS score"
        f" FROM {found.physical_name} WHERE match_probability >= {plan['threshold']})"
        f" TO '{out / 'pairs.parquet'}' (FORMAT parquet)"
    )
    connection.execute(
        f"COPY (SELECT id, cluster_id AS cluster FROM {groups.physical_name})"
        f" TO '{out / 'clusters.parquet'}' (FORMAT parquet)"
    )
    rows = connection.execute(f"SELECT count(*) FROM {found.physical_name}").fetchone()
    said = {
        "versions": {"splink": version("splink"), "duckdb": version("duckdb")},
        "candidates": rows[0],
        "threshold": plan["threshold"],
        "notes": [],
    }
    (out / "said.json").write_text(json.dumps(said))


def tables(connection, api, folder, plan):
    """The records as Splink takes them: one table, or one for each source that is linked."""
    path = folder / "records.parquet"
    more = ""
    if "concat" in plan:
        one, two = plan["concat"]
        more = f", {one} || ' ' || {two} AS name_concat"
    connection.execute(
        f"CREATE TABLE records AS SELECT * EXCLUDE (source), source AS origin{more}"
        f" FROM read_parquet('{path}')"
    )
    if plan["link_type"] == "dedupe_only":
        return api.register("records")
    origins = connection.execute("SELECT DISTINCT origin FROM records ORDER BY 1").fetchall()
    found = []
    for (origin,) in origins:
        connection.execute(
            f"CREATE TABLE records_{origin} AS SELECT * FROM records WHERE origin = '{origin}'"
        )
        found.append(api.register(f"records_{origin}", dataset_display_name=origin))
    return found


def train(linker, plan):
    """Probabilities without labels, as the examples do it."""
    training = linker.training
    training.estimate_probability_two_random_records_match(plan["sure"], recall=plan["recall"])
    training.estimate_u_using_random_sampling(max_pairs=plan["pairs"], seed=SEED)
    for rule in plan["learn"]:
        training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=True
        )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
