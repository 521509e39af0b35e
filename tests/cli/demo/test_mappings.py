"""The demonstration's mappings, run by the engine on a small demonstration."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest

from caseloom.cli.demo.generate import MAPPINGS, Generated, generate
from caseloom.engine import job
from caseloom.engine.mapping import load
from caseloom.engine.types import JobResult
from caseloom.ontology import model

Records = list[tuple[str, str, str, dict[str, list[str]]]]
SIZE = 10_000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return generate(tmp_path_factory.mktemp("demo"), size=SIZE)


@pytest.fixture(scope="module")
def results(made: Generated) -> dict[str, tuple[JobResult, Records]]:
    return {key: _run(key, made.folder) for key in made.files}


def _run(key: str, folder: Path) -> tuple[JobResult, Records]:
    out = folder / f"{key}.records.parquet"
    result = job.run(
        load(MAPPINGS / f"{key}.yml"), source_key=key, scope_key="agency", folder=folder,
        out=out, rejects=folder / f"{key}.rejects.csv",
    )  # fmt: skip
    rows: list[Any] = duckdb.execute(
        f"SELECT schema, entity_id, origin_id, properties FROM '{out}'"
    ).fetchall()
    return result, [(*row[:3], json.loads(row[3])) for row in rows]


def test_nothing_is_rejected_and_the_size_is_what_was_asked_for(
    results: dict[str, tuple[JobResult, Records]],
) -> None:
    assert {key: result.rejected for key, (result, _) in results.items()} == dict.fromkeys(
        results, 0
    )
    made = sum(result.records for result, _ in results.values())
    assert 0.85 * SIZE < made < 1.15 * SIZE


def test_every_key_of_the_truth_is_an_entity(
    made: Generated, results: dict[str, tuple[JobResult, Records]]
) -> None:
    known = {(source, origin) for source, (_, rows) in results.items() for _, _, origin, _ in rows}
    with made.truth_path.open(encoding="utf-8", newline="") as file:
        truth = {(row["source"], row["key"]) for row in csv.DictReader(file)}
    assert truth <= known


def test_links_point_at_things_of_their_source(
    results: dict[str, tuple[JobResult, Records]],
) -> None:
    ends = {link.schema: (link.source, link.target) for link in model.links()}
    for _, rows in results.values():
        things = {entity for schema, entity, _, _ in rows if schema not in ends}
        for schema, _, _, properties in rows:
            for end in ends.get(schema, ()):
                assert properties[end][0] in things
    kinds = Counter(schema for _, rows in results.values() for schema, _, _, _ in rows)
    wanted = {
        "Person", "Company", "Employment", "Payment", "Call", "VehicleStop", "Vehicle", "Address",
        "PhoneAccount", "BankAccount", "Directorship", "Ownership",
    }  # fmt: skip
    assert {schema for schema, count in kinds.items() if count > 10} >= wanted
