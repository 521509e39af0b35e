"""Figures, lots and cards from the terminal, as who leads and as others."""

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest
from tests.cast import Cast
from tests.cli.commands.conftest import Terminal
from tests.tips.hotline import Hotline

from caseloom.kernel import clock
from caseloom.tips import actions


@pytest.fixture
def hotline(terminal: Terminal) -> Hotline:
    """A line since three weeks, with one dull tip of two weeks ago that was drawn."""
    now = clock.now()
    with pytest.MonkeyPatch.context() as then:
        then.setattr(clock, "now", lambda: now - timedelta(days=21))
        made = Hotline(Cast())
        then.setattr(clock, "now", lambda: now - timedelta(days=14))
        sent = made.send("A dull story.")
        made.act("intake", actions.take, tip_id=sent.tip_id)
    actions.draw_due()
    return made


def test_figures_and_lots(terminal: Terminal, hotline: Hotline, tmp_path: Path) -> None:
    told = terminal.run("tip", "oversight", "hotline", who="supervisor")
    assert told.status == 0 and "time to triage, hours, median" in told.out
    found = terminal.json("tip", "oversight", "hotline", who="supervisor")
    assert found["tips"] == 1 and found["recall"]["figure"] is None
    assert found["cost"]["exchanges"] == 0
    path = tmp_path / "figures.csv"
    assert terminal.run(
        "tip", "oversight", "hotline", "--csv", path, who="supervisor"
    ).status == 0  # fmt: skip
    with path.open(newline="") as file:
        assert next(csv.DictReader(file))["figure"] == "tips"
    empty = terminal.run(
        "tip", "oversight", "hotline", "--since", "2020-01-06", "--until", "2020-02-03",
        who="supervisor",
    )  # fmt: skip
    assert "No tip arrived from 2020-01-06" in empty.out
    lots = terminal.run("tip", "redraw", "--line", "hotline", who="supervisor")
    assert lots.status == 0 and "the same" in lots.out and "NOT" not in lots.out
    assert terminal.run("tip", "redraw", "--line", "other", who="supervisor").out.startswith("No")
    for words in (("tip", "oversight", "hotline"), ("tip", "redraw")):
        assert terminal.run(*words, who="agent").status == 1
    assert terminal.run("tip", "oversight", "hotline", who="auditor").status == 1
    few = terminal.run("assist", "train", "route", "--from-decisions", who="supervisor")
    assert few.status == 2 and "200 are needed" in few.err
    assert terminal.run("assist", "train", "route", "--from-decisions", who="agent").status == 1
    none = terminal.run("assist", "train", "route", "--use", "0123456789ab", who="supervisor")
    assert none.status == 1 and "None was kept yet" in none.err


def test_a_card_needs_no_person(terminal: Terminal, tmp_path: Path) -> None:
    told = terminal.run("assist", "card", "threat", "--data", tmp_path, who="")
    assert told.status == 0 and told.out.startswith("# Model card: threat")
    plain = terminal.run("assist", "card", "threat", "--data", tmp_path, "--json", who="")
    assert json.loads(plain.out)["task"] == "threat"
    none = terminal.run("assist", "card", "route", "--data", tmp_path, who="")
    assert none.status == 1 and "caseloom assist train route" in none.err
