"""Every benchmark runs to its end and says what it should; how fast it was is no matter here."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.security import forked

from caseloom.cli.commands.bench import NAMES

pytestmark = pytest.mark.slow
SIZE = 5_000
# Spark takes as long to start as to resolve these; from 2,000 on weights are learnt.
FEW = 2_200
KEYS = {"median_ms", "p95_ms", "p99_ms", "max_ms", "runs"}
# What of a report's figures is a spread of durations.
SPREADS = {
    "search": {"full_name", "common_surname", "phone", "nothing"},
    "expand": {"any", "hubs"},
    "path": {"random_pairs"},
    "match": {"one_client", "eight_clients"},
    "undo": {"judge", "undo", "read"},
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench") / "data"


def bench(data: Path, name: str, size: int = SIZE) -> tuple[int, str]:
    said = data.parent / f"{name}.{size}.log"
    words = ("bench", name, "--size", str(size), "--data", str(data), "--json")
    process = forked.start(words, {"PATH": "/usr/bin:/bin", "HOME": str(data.parent)}, said)
    process.join(300)
    assert process.exitcode is not None
    return process.exitcode, said.read_text()


def test_a_size_that_cannot_be_made_leaves_nothing_behind(data: Path) -> None:
    code, said = bench(data, "search", size=10)
    assert code == 2
    assert "5,000" in said
    # That the folder can still be used is seen below.


@pytest.mark.parametrize("name", NAMES)
def test_it_reports(data: Path, name: str) -> None:
    size = FEW if name == "spark" else SIZE
    code, said = bench(data, name, size)
    assert code == 0, said
    report: dict[str, Any] = json.loads(said.splitlines()[-1])
    assert (report["bench"], report["size"]) == (name, size)
    assert set(report) == {"bench", "size", "figures", "peers", "machine"}
    assert report["figures"]
    spreads = {kind: one for kind, one in report["figures"].items() if isinstance(one, dict)}
    assert SPREADS.get(name, set()) <= set(spreads)
    if name == "ingest":
        _check_ingest(report)
    elif name == "spark":
        _check_spark(report)
    else:
        assert all(set(one) == KEYS and one["median_ms"] > 0 for one in spreads.values())


def _check_ingest(report: dict[str, Any]) -> None:
    """Every stage and step is told, with the memory and the load beside them."""
    figures = report["figures"]
    assert report["peers"]["ftm map"]["rows_per_second"] > 0
    assert set(figures["stages"]) == {"hashing", "mapping", "appending"}
    assert set(figures["steps"]) == {
        *(f"preparing: {step}" for step in ("records", "search", "keys")),
        *(f"appending: {step}" for step in ("records", "search", "links", "keys", "commit")),
    }
    assert figures["records_per_second"] > 0
    assert {"mapping", "appending, 100 %"} <= set(figures["peak_mb"])
    assert len(figures["load"]) == 2


def _check_spark(report: dict[str, Any]) -> None:
    """Both engines are timed step by step, and what they told was compared."""
    figures = report["figures"]
    assert figures["units"] == FEW and figures["pairs"] > FEW and figures["groups"] > 0
    assert figures["duckdb"]["seconds"] > 0 and figures["spark"]["steps"]["comparing"] > 0
    assert set(figures["differences"]) == {"units", "pairs", "levels", "scored", "bits", "groups"}
    assert sum(figures["differences"].values()) < 1e-9


def test_ingest_takes_any_size_in_a_folder_that_is_not_filled(tmp_path: Path) -> None:
    """It needs no other records than its own, so that ten million are measured on ten million."""
    for size in (200, 300):
        code, said = bench(tmp_path / "data", "ingest", size=size)
        assert code == 0, said
        assert json.loads(said.splitlines()[-1])["figures"]["rows"] == size


def test_another_size_wants_another_folder(data: Path) -> None:
    assert (data / "bench.json").exists(), "made by the benches above"
    code, said = bench(data, "audit", size=6_000)
    assert code == 1
    assert "--data" in said
