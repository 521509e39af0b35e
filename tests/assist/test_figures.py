"""Figures of the tasks are what counting by hand gives."""

import pytest

from caseloom.assist import figures
from caseloom.cli.bench.tips import making
from caseloom.cli.bench.tips.tip import row


def _rows() -> list[figures.Row]:
    return [row(tip) for tip in making.tips(120, seed=5)]


def test_a_share_has_wilsons_interval() -> None:
    found = figures.share([True] * 300)
    assert (found.value, found.of) == (1.0, 300)
    assert found.low == pytest.approx(0.98736, abs=1e-4)
    assert figures.share([]).of == 0


def test_recall_within_a_budget_counts_what_is_read() -> None:
    shares = {"immediate": 0.1, "urgent": 0.0, "routine": 0.1}
    rows = [
        {"urgency": "immediate", "score": 0.9}, {"urgency": "routine", "score": 0.1},
        *({"urgency": "none", "score": 0.5} for _ in range(8)),
    ]  # fmt: skip
    assert figures.recall_at(rows, ("immediate",), shares) == 1.0
    assert figures.recall_at(rows, ("immediate", "routine"), shares) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        (
            "threats",
            {
                "recall",
                "recall_found",
                "recall_by_channel",
                "false_alarms",
                "false_alarms_found",
                "precision",
                "found_by_case",
                "ece",
            },
        ),
        ("languages", {"accuracy", "not_told"}),
        ("complete", {"who", "what", "where", "when", "how_known"}),
    ],
)
def test_made_tips_have_figures_by_language(name: str, kinds: set[str]) -> None:
    found = getattr(figures, name)(_rows())
    assert set(found) == kinds
    for kind in kinds - {"found_by_case", "recall_by_channel"}:
        one = found[kind]["all"]
        assert 0 <= one.low <= one.high <= 1
        assert one.of > 0
    assert "ar" in found[next(iter(kinds - {"found_by_case", "recall_by_channel", "ece"}))]


def test_copies_are_found_among_made_tips() -> None:
    found = figures.likeness(_rows())
    assert found["recall_at_5_near"]["all"].value == 1.0
    assert set(found) >= {"near_exact_f1", "paraphrase_f1", "recall_at_5", "paraphrase_f1_tellable"}
