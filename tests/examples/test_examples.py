"""The mappings that ship as examples, run by the engine on the real data, value by value."""

import csv
import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from caseloom.engine import job
from caseloom.engine.mapping import load
from caseloom.engine.types import JobResult

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
SHARED = Path(os.environ.get("CASELOOM_SHARED") or ROOT.parent / "shared" / "data")


def data(folder: str) -> Path:
    """The folder of a real data set; skips where it is not on this machine."""
    path = SHARED / folder
    if not path.is_dir():
        pytest.skip(f"no real data in {path}: set CASELOOM_SHARED to the folder that holds it")
    return path


@dataclass(frozen=True)
class Mapped:
    """The records that a mapping made: (schema, origin id) → properties, and the counts."""

    result: JobResult
    records: list[tuple[str, str, dict[str, list[str]]]]

    def count(self) -> Counter[str]:
        return Counter(schema for schema, _, _ in self.records)

    def of(self, schema: str, key: str) -> dict[str, list[str]]:
        (found,) = [p for s, k, p in self.records if (s, k) == (schema, key)]
        return found

    def values(self, schema: str, prop: str) -> list[str]:
        return [v for s, _, p in self.records if s == schema for v in p.get(prop, ())]


def mapped(mapping: str, folder: str, work: Path) -> Mapped:
    """Run `examples/<mapping>` on a data set."""
    result = job.run(
        load(EXAMPLES / mapping),
        source_key="example",
        scope_key="public",
        folder=data(folder),
        out=work / "records.parquet",
        rejects=work / "rejects.csv",
    )
    rows: list[Any] = duckdb.execute(
        f"SELECT schema, origin_id, properties FROM '{work / 'records.parquet'}'"
    ).fetchall()
    return Mapped(result, [(schema, key, json.loads(held)) for schema, key, held in rows])


@pytest.fixture(scope="module")
def ofac(tmp_path_factory: pytest.TempPathFactory) -> Mapped:
    return mapped("ofac-sdn/mapping.yml", "ofac-sdn", tmp_path_factory.mktemp("ofac"))


def test_every_line_of_the_sanctions_list_becomes_a_target_with_its_sanction(ofac: Mapped) -> None:
    counts = ofac.count()
    # one of the 293 aircraft has a second record, for its address
    assert (counts["Person"], counts["Vessel"], counts["Airplane"]) == (5890, 685, 294)
    # 4,575 organisations and four owners of vessels
    assert counts["Organization"] == 4_579
    assert counts["Sanction"] == 5_890 + 685 + 293 + 4_575
    assert ofac.result.rejected <= 1  # the last line is an end-of-file mark
    assert ofac.of("Sanction", "sanction|25352")["program"] == ["IFSR", "IRAN", "NPWMD"]


def test_a_persons_details_are_drawn_out_and_the_text_is_kept(ofac: Mapped) -> None:
    eric = ofac.of("Person", "30108")
    assert eric["name"] == ["Eric CHEN"]
    assert eric["birthDate"] == ["1968-08-02"]
    assert eric["passportNumber"] == ["ED6535652", "G51625684"]
    assert eric["idNumber"] == ["320919196808023493"]
    assert eric["citizenship"] == ["cn"]
    assert eric["gender"] == ["male"]
    assert eric["notes"][0].startswith("DOB 02 Aug 1968; citizen China")
    gasmi = ofac.of("Person", "10934")
    assert gasmi["weakAlias"] == ["BOUNOUADHER", "SALAH ABU MOHAMED", "SALAH ABU MUHAMAD"]
    assert gasmi["birthPlace"] == ["Zeribet El Oued, Biskra, Algeria"]


def test_vessels_aircraft_and_firms_keep_their_numbers(ofac: Mapped) -> None:
    neka = ofac.of("Vessel", "15062")
    assert (neka["imoNumber"], neka["flag"], neka["type"]) == (
        ["IMO9404546"],
        ["ir"],
        ["Shuttle Tanker"],
    )
    plane = ofac.of("Airplane", "28422")
    assert plane["registrationNumber"] == ["YV2970"]
    assert (plane["model"], plane["serialNumber"]) == (["208"], ["208B5071"])
    firm = ofac.of("Organization", "39839")
    assert firm["incorporationDate"] == ["2010-01-01"]
    assert ofac.of("Company", "39839")["registrationNumber"] == ["200114146", "5268/2011"]


def test_addresses_are_joined_to_their_targets_and_empty_ones_make_nothing(ofac: Mapped) -> None:
    targets = {key for schema, key, _ in ofac.records if schema in ("Person", "Organization")}
    parties = {key for schema, key, _ in ofac.records if schema == "LegalEntity"}
    assert len(parties) > 8_000
    assert parties <= targets
    counts = ofac.count()
    assert counts["Address"] == counts["UnknownLink"] == 13_834
    assert "-0-" not in ofac.values("Address", "full")


def test_what_the_patterns_miss_in_the_details_is_known(ofac: Mapped) -> None:
    """Clauses in the text against values drawn from it; ranges of dates are left in the notes."""
    notes = ofac.values("Person", "notes")
    said = Counter(
        word
        for text in notes
        for clause in text.split("; ")
        for word in ("DOB ", "Passport ", "a.k.a. ", "POB ")
        if clause.removeprefix("alt. ").startswith(word)
    )
    drawn = {prop: len(ofac.values("Person", prop)) for prop in (
        "birthDate", "passportNumber", "weakAlias", "birthPlace",
    )}  # fmt: skip
    assert drawn["birthDate"] > 0.97 * said["DOB "]
    assert drawn["passportNumber"] > 0.98 * said["Passport "]
    assert drawn["weakAlias"] > 0.99 * said["a.k.a. "]
    assert drawn["birthPlace"] > 0.99 * said["POB "]


def test_the_truth_set_is_people_and_companies_with_their_identifiers(tmp_path: Path) -> None:
    customers = mapped("senzing-truth-set/customers.yml", "senzing-truth-set", tmp_path)
    assert customers.count() == {"Person": 114, "Company": 6}
    assert customers.of("Person", "1034")["email"] == ["msentosa@fmail.com"]
    assert customers.of("Person", "1032")["birthDate"] == ["1991-08-20"]  # day first, for once
    assert customers.of("Person", "1010")["birthDate"] == ["1970-03-01"]  # "Mar 1 1970"
    assert customers.of("Person", "1069")["name"] == ["王杰"]
    reference = mapped("senzing-truth-set/reference.yml", "senzing-truth-set", tmp_path)
    assert reference.count()["Person"] == 16
    watchlist = mapped("senzing-truth-set/watchlist.yml", "senzing-truth-set", tmp_path)
    assert watchlist.count() == {"Person": 17}
    assert watchlist.of("Person", "2062")["name"] == ["Александр Павлович ВАСИЛЬЕВ"]


def test_caviar_keeps_three_phases_and_the_weights(tmp_path: Path) -> None:
    calls = mapped("caviar/mapping.yml", "caviar", tmp_path)
    assert calls.count() == {"Call": 148, "Person": 62}
    phases = Counter(calls.values("Call", "summary"))
    assert sorted(phases.values()) == [26, 50, 72]
    assert calls.of("Call", "start|X1|X89")["count"] == ["4"]


def test_the_other_people_are_mapped_one_record_a_row(tmp_path: Path) -> None:
    febrl = mapped("febrl/a.yml", "febrl", tmp_path)
    assert febrl.count() == {"Person": 5_000}
    assert febrl.of("Person", "rec-1070-org")["name"] == ["michaela neumann"]
    assert febrl.of("Person", "rec-1070-org")["birthDate"] == ["1915-11-11"]
    history = mapped("historical-people/mapping.yml", "historical-people", tmp_path)
    assert history.count() == {"Person": 50_578}
    gifts = mapped("name-pairs/donations.yml", "name-pairs", tmp_path)
    assert gifts.count() == {"Payment": 292, "Company": 69, "Person": 24, "Organization": 21}


@pytest.mark.parametrize(
    ("folder", "lines", "clusters"),
    [
        ("senzing-truth-set", 159, 85),
        ("febrl", 10_000, 5_000),
        ("historical-people", 50_578, 5_156),
    ],
)
def test_truth_scripts_write_the_labels(folder: str, lines: int, clusters: int) -> None:
    script = EXAMPLES / folder / "truth.py"
    told = subprocess.run(
        [sys.executable, str(script), str(data(folder))], capture_output=True, text=True, check=True
    )
    rows = list(csv.DictReader(told.stdout.splitlines()))
    assert len(rows) == lines == len({(row["source"], row["key"]) for row in rows})
    assert len({row["cluster"] for row in rows}) == clusters


@pytest.mark.parametrize("script", sorted(EXAMPLES.glob("*/run.sh")), ids=lambda p: p.parent.name)
def test_every_example_says_how_it_is_used(script: Path) -> None:
    told = subprocess.run([str(script)], capture_output=True, text=True, check=False)
    assert told.returncode == 2
    assert "usage:" in told.stderr
    assert (script.parent / "README.md").stat().st_size > 300
