"""What reads tips is measured on generated ones and on those written by hand."""

import json
import subprocess
import sys
from pathlib import Path

TASKS = {"threat", "urgency", "language", "completeness", "likeness", "spans", "tips"}
HIGHER = {"threat, tier 1", "urgency, tier 1"}
TWICE = {*HIGHER, "likeness, tier 1"}


def test_figures_of_both_sets_with_their_intervals() -> None:
    program = Path(sys.executable).with_name("caseloom")
    words = [program, "bench", "reading", "--size", "120", "--seed", "3", "--json"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert set(found["gold"]) == set(found["generated"]) == TASKS | TWICE
    assert set(found["left_out"]) == {"tips", "threat", "urgency"} | HIGHER
    assert found["gold"]["tips"] == 353
    value, low, high, of = found["gold"]["threat"]["recall"]["all"]
    assert 0 <= low <= value <= high <= 1
    assert of == 153
    assert found["gold"]["spans"]["inexact"] == found["generated"]["spans"]["inexact"] == 0
