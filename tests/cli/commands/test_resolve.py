"""Finding and judging who is the same on the terminal, and how right the machine is."""

from pathlib import Path

import pytest
from tests.cast import Cast
from tests.cli.commands.conftest import Terminal
from tests.resolve.test_groups import LONE, ROB
from tests.resolve.test_opposing import ADA, BOTH, PIET

ROBERT = {"name": ["Robert Kowalczyk"], "birthDate": ["1978-12-11"], "phone": ["+17029191300"]}
BOB = {"name": ["Kowalczyk, Bob"], "birthDate": ["1978-12-11"], "phone": ["+17029191300"]}
OTHER = {"name": ["Amélie Durand"], "birthDate": ["1990-01-01"]}


@pytest.fixture(scope="module")
def people(database: object) -> list[str]:
    cast = Cast()
    things = (("1", "Person", ROBERT), ("2", "Person", BOB), ("3", "Person", OTHER))
    made = cast.records("agent", cast.scope("team:fraud"), *things, source="crm")
    return [str(one.entity_id) for one in made]


def test_a_run_queues_pairs(terminal: Terminal, people: list[str]) -> None:
    done = terminal.run("resolve", "run", "--type", "Person")
    assert done.status == 0 and done.out.startswith("done: ")
    assert "birth date with a name" in done.out and "Too common" in done.out
    again = terminal.json("resolve", "run")
    assert again["state"] == "done"
    assert again["id"] in terminal.run("resolve", "runs").out
    shown = terminal.run("resolve", "runs", again["id"]).out
    assert "candidates: 1" in shown and "birth date with a name" in shown
    kinds = terminal.json("resolve", "runs", again["id"])["keys"]["person"]["kinds"]
    assert {"phone", "birth date with a name"} <= {one["title"] for one in kinds}
    assert terminal.json("resolve", "runs", who="outsider") == []
    assert terminal.run("resolve", "runs", again["id"], who="outsider").status == 1
    assert terminal.run("resolve", "run", "--type", "Passport").status == 2
    assert terminal.run("resolve", "run", who="auditor").status == 1


def test_a_judgement_joins_and_is_taken_back(terminal: Terminal, people: list[str]) -> None:
    robert, bob, _ = people
    made = terminal.json("resolve", "decide", robert, bob, "same", "--reason", "same phone")
    assert len(terminal.json("show", bob)["entity"]["entity_ids"]) == 2
    opposite = terminal.run("resolve", "decide", robert, bob, "different", "--reason", "no")
    assert opposite.status == 1 and "Take that judgement back" in opposite.err
    undone = terminal.run("resolve", "undo", made["id"], "--reason", "a namesake")
    assert undone.status == 0
    assert len(terminal.json("show", bob)["entity"]["entity_ids"]) == 1
    assert terminal.run("resolve", "undo", made["id"], "--reason", "again").status == 1


def test_a_judgement_needs_a_reason_and_a_verdict(terminal: Terminal, people: list[str]) -> None:
    robert, bob, _ = people
    assert terminal.run("resolve", "decide", robert, bob, "same").status == 2
    assert terminal.run("resolve", "decide", robert, bob, "perhaps").status == 2
    hidden = terminal.run("resolve", "decide", robert, bob, "same", "--reason", "x", who="outsider")
    assert hidden.status == 1 and "no such pair" in hidden.err


def test_an_evaluation_reports_its_figures(
    terminal: Terminal, people: list[str], tmp_path: Path
) -> None:
    truth = tmp_path / "truth.csv"
    truth.write_text("source,key,cluster\ncrm,1,a\ncrm,2,a\ncrm,3,b\n")
    found = terminal.json("resolve", "evaluate", "--truth", truth)
    assert (found["entities"], found["true_pairs"]) == (3, 1)
    assert set(found["pair"]) == {"precision", "recall", "f1"}
    assert "Blocking recall" in terminal.run("resolve", "evaluate", "--truth", truth).out
    kept = terminal.run("resolve", "evaluate", "--truth", truth, "--keep").out
    assert "Kept. It is not precise enough, or on too few pairs" in kept
    assert terminal.run("resolve", "evaluate", "--truth", tmp_path / "no.csv").status == 1
    truth.write_text("a,b\n1,2\n")
    wrong = terminal.run("resolve", "evaluate", "--truth", truth)
    assert wrong.status == 2 and "cluster" in wrong.err


def test_the_queue_and_the_comparison_say_why(terminal: Terminal, people: list[str]) -> None:
    robert, bob, other = people
    assert terminal.run("resolve", "run").status == 0
    [pair] = terminal.json("resolve", "list")["items"]
    assert {pair["left"], pair["right"]} == {robert, bob}
    shown = terminal.run("resolve", "list", "--type", "Person").out
    assert robert in shown and bob in shown
    assert "No pair waits" in terminal.run("resolve", "list", "--type", "vehicle").out
    assert terminal.json("resolve", "list", who="outsider")["items"] == []
    told = terminal.run("resolve", "compare", robert, bob).out
    assert "+17029191300" in told and "bits" in told and "As one: 2 records" in told
    found = terminal.json("resolve", "compare", robert, bob)
    assert found["score"] == pytest.approx(sum(one["weight"] for one in found["weights"]), abs=0.01)
    assert terminal.run("resolve", "compare", robert, other).status == 0
    assert terminal.run("resolve", "compare", robert, bob, who="outsider").status == 1
    assert bob in terminal.run("show", robert).out, "what it may also be"


def test_a_pair_tells_its_group(terminal: Terminal, people: list[str]) -> None:
    cast = Cast()
    things = [(str(n), "Person", one) for n, one in enumerate((ROB, LONE), 11)]
    made = cast.records("agent", cast.scope("team:fraud"), *things, source="crm")
    assert terminal.run("resolve", "run", "--type", "Person").status == 0
    held = "group of 4, held by one pair, +6.5 bits: "
    listed = terminal.run("resolve", "list").out
    assert listed.count(held) == 6 and "Look at the whole." in listed
    beside = terminal.run("resolve", "compare", people[0], people[1]).out
    assert f"In a {held}" in beside
    group = terminal.json("resolve", "compare", *people[:2])["group"]
    assert set(group["entities"]) == {*people[:2], *(str(one.entity_id) for one in made)}
    assert group["bridge"]["weights"][1]["explanation"] == "one name holds the other"


def test_what_speaks_against_a_group_is_told(terminal: Terminal, people: list[str]) -> None:
    cast = Cast()
    things = [(f"o{n}", "Person", one) for n, one in enumerate((ADA, BOTH, PIET))]
    made = cast.records("agent", cast.scope("team:fraud"), *things, source="crm")
    ada, both, piet = (str(one.entity_id) for one in made)
    assert terminal.run("resolve", "run", "--type", "Person").status == 0
    told = terminal.run("resolve", "compare", ada, both).out
    assert "against it, " in told and ada in told and piet in told
    [one] = terminal.json("resolve", "compare", ada, both)["against"]["pairs"]
    assert {one["left"], one["right"]} == {ada, piet} and one["score"] < 0


def test_learning_says_what_it_is_worth(terminal: Terminal, people: list[str]) -> None:
    said = terminal.run("resolve", "train", "--try")
    assert said.status == 0 and "learning takes 100 and 20 of each kind" in said.out
    (found,) = terminal.json("resolve", "train", "--type", "Person")
    assert (found["group"], found["kept"]) == ("person", False)
    assert terminal.run("resolve", "train", "--forget", "no use").status == 2
    told = terminal.run("resolve", "train", "--type", "Person", "--forget", "no use")
    assert told.status == 0 and "without judgements" in told.out
    assert terminal.run("resolve", "train", who="auditor").status == 1


def test_the_model_in_use_is_shown(terminal: Terminal, people: list[str]) -> None:
    found = terminal.json("resolve", "model", "--type", "Company")
    assert found["model"]["group"] == "organisation" and len(found["hash"]) == 64
    told = terminal.run("resolve", "model").out
    assert "the same date" in told and "uncalibrated" in told
    assert terminal.run("resolve", "model", "--type", "Payment").status == 2
