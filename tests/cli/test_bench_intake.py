"""The portal under load and through crashes: no receipt that somebody saw is lost."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.security import forked

SIZE = 1_500
RATE, SECONDS = 6, 12


@pytest.mark.slow
def test_no_receipt_that_somebody_saw_is_lost(tmp_path: Path) -> None:
    said, data = tmp_path / "said.log", tmp_path / "data"
    words = ("bench", "intake", "--size", str(SIZE), "--rate", str(RATE), "--seconds",
             str(SECONDS), "--workers", "1", "--data", str(data), "--json")  # fmt: skip
    process = forked.start(words, {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}, said)
    process.join(600)
    assert process.exitcode == 0, said.read_text()
    report: dict[str, Any] = json.loads(said.read_text().splitlines()[-1])
    assert (report["bench"], report["size"]) == ("intake", SIZE)
    steady, killed = report["figures"]["steady"], report["figures"]["killed"]
    assert report["figures"]["filled"]["tips"] == SIZE
    assert steady["sent"] == steady["receipts"] == RATE * SECONDS
    assert steady["lost"] == steady["without_receipt"] == 0
    assert {"web", "worker", "sequencer", "postgres", "this"} <= set(steady["core_seconds"])
    assert steady["median_ms"] > 0 and steady["errors"] == {}
    # Everything that serves was killed, and PostgreSQL; who got no answer tried again.
    assert killed["killed"]["processes"] >= 4 and killed["killed"]["postmaster"] == 1
    assert sum(killed["errors"].values()) > 0
    assert killed["receipts"] == RATE * SECONDS and killed["lost"] == 0
