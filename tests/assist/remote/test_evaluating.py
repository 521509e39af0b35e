"""The server's worth on tips of known truth: what a perfect, a silent and a lying one get."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from caseloom.assist.remote.evaluating import evaluate
from caseloom.kernel.errors import Invalid, Unavailable
from tests.assist.remote.conftest import Make
from tests.assist.remote.server import Call, ModelServer, status

TIPS: list[dict[str, Any]] = [
    {"text": "He will kill her tonight behind the mill.", "category": "threat_of_violence",
     "urgency": "immediate", "threat": True, "spans": []},
    {"text": "The zorblax crew bills the bridge twice.", "category": "procurement_fraud",
     "urgency": "routine", "threat": False,
     "spans": [{"kind": "organisation", "start": 4, "end": 16}]},
    {"text": "Thank you for your work.", "category": "other", "urgency": "none", "threat": False,
     "spans": []},
]  # fmt: skip


@pytest.fixture
def tips(tmp_path: Path) -> Path:
    path = tmp_path / "tips.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in TIPS))
    return path


def perfect(call: Call) -> None:
    truth = next(one for one in TIPS if one["text"] == call.text)
    quote = truth["text"][:10]
    spans = [
        {"kind": one["kind"], "quote": truth["text"][one["start"] : one["end"]]}
        for one in truth["spans"]
    ]
    call.fill({
        "_Judged": {"urgency": truth["urgency"], "threat_to_life": truth["threat"],
                    "signs": [{"quote": quote, "why": "now"}]},
        "_Routed": {"about": truth["category"], "quotes": [quote]},
        "_Spans": {"spans": spans},
    }[call.form])  # fmt: skip


def values(tips: Path, **more: Any) -> dict[str, float]:
    return {name: one.value for name, one in evaluate(tips, most=9, **more).figures.items()}


def test_a_perfect_one_is_perfect(server: ModelServer, endpoint: Make, tips: Path) -> None:
    server.usual = perfect
    endpoint(MASK="email")
    assert values(tips) == {
        "threat recall": 1, "threat false alarms": 0, "urgent recall": 1,
        "urgent false alarms": 0, "route accuracy": 1, "spans that are one": 1,
        "spans found that rules missed": 1,
    }  # fmt: skip
    found = evaluate(tips, most=2)
    assert found.tips == 2 and found.outcomes == {"answered": 6, "refused": 0, "failed": 0}


def test_one_that_fails_has_found_nothing(server: ModelServer, endpoint: Make, tips: Path) -> None:
    server.usual = status(401)
    endpoint()
    assert set(values(tips).values()) == {0}


def test_it_stops_paying_at_the_limit(server: ModelServer, endpoint: Make, tips: Path) -> None:
    server.usual = perfect
    endpoint(PRICE_OUT="1000", MOST_TOKENS="1000", MOST_A_DAY="1.1", MOST_A_TIP="9")
    found = evaluate(tips, most=9)
    # Each answer costs 0.2, and 1 is set aside before it.
    assert found.outcomes == {"answered": 1, "refused": 0, "failed": 8}
    assert found.cost == Decimal("0.2")


def test_what_is_no_file_of_tips_is_told(endpoint: Make, tmp_path: Path) -> None:
    endpoint()
    for text in ("", "{}", "no json", '{"text": "x"}'):
        path = tmp_path / "wrong.jsonl"
        path.write_text(text)
        with pytest.raises(Invalid, match="bench tips"):
            evaluate(path, most=1)


def test_without_a_server_nothing_is_measured(tips: Path) -> None:
    with pytest.raises(Unavailable):
        evaluate(tips, most=1)
