"""Tasks are taught and measured from the terminal, without a database and without a person."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.assist.remote.server import model_server, status
from tests.assist.test_trying import written
from tests.assist.texts import labelled
from tests.cli.commands.conftest import Terminal


@pytest.fixture
def files(tmp_path: Path) -> Path:
    written(tmp_path / "a.csv", labelled())
    written(tmp_path / "b.csv", labelled(80, seed=2))
    return tmp_path


def test_figures_come_as_json_for_machines(terminal: Terminal, files: Path) -> None:
    columns = ("--text", "story", "--label", "unit", "--data", files, "--json")
    trained = terminal.run("assist", "train", "route", "--train", files / "a.csv", *columns, who="")
    made = json.loads(trained.out)
    assert trained.status == 0 and made["in_use"] and made["left_out"]["macro_f1"] > 0.9
    done = terminal.run("assist", "evaluate", "route", "--test", files / "b.csv", *columns, who="")
    told = json.loads(done.out)
    assert told["accuracy"] > 0.9 and told["macro_f1"] > 0.9 and told["model"] == made["model"]
    assert set(told["per_class"]) == {"wages", "fraud", "safety"}
    assert set(told["intervals"]) == {"accuracy", "macro_f1", "ece", "brier"}
    assert 0 <= told["ece"] < 0.1 and 0 <= told["brier"] < 0.2 and told["seconds"] > 0


def test_people_read_tables_and_warnings(terminal: Terminal, files: Path) -> None:
    columns = ("--text", "story", "--label", "unit", "--data", files)
    trained = terminal.run("assist", "train", "route", "--train", files / "a.csv", *columns, who="")
    assert "macro-F1" in trained.out and "wages" in trained.out
    again = terminal.run("assist", "evaluate", "route", "--test", files / "a.csv", *columns, who="")
    assert "120 of them were trained on: the figures are too good." in again.out


def test_wrong_words_and_missing_models_name_the_remedy(terminal: Terminal, files: Path) -> None:
    none = terminal.run(
        "assist", "evaluate", "route", "--test", files / "b.csv", "--data", files, who=""
    )
    assert none.status == 1 and "caseloom assist train route" in none.err
    wrong = terminal.run(
        "assist", "train", "route", "--train", files / "a.csv", "--data", files, who=""
    )
    assert wrong.status == 2 and "It has: story, unit." in wrong.err


def test_no_database_is_started(files: Path) -> None:
    clean = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "CASELOOM_AS")}
    words = ["assist", "train", "route", "--train", str(files / "a.csv"), "--text", "story",
             "--label", "unit", "--data", str(files / "data")]  # fmt: skip
    program = Path(sys.executable).with_name("caseloom")
    done = subprocess.run([program, *words], env=clean, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (files / "data").iterdir()) == ["assist"]


class TestRemoteCheck:
    def test_a_server_that_answers_is_shown_with_what_it_said(
        self, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with model_server() as server:
            for key, value in server.settings().items():
                monkeypatch.setenv(key, value)
            done = terminal.run("assist", "remote-check", who="")
            assert done.status == 0, done.err
            assert "[es] The bridge is open again." in done.out
            assert "test-model at 127.0.0.1 answered" in done.out
            assert json.loads(terminal.run("assist", "remote-check", "--json", who="").out)[
                "outcome"
            ] == "answered"  # fmt: skip

    def test_one_that_does_not_is_told_with_the_reason(
        self, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        none = terminal.run("assist", "remote-check", who="")
        assert none.status == 1 and "CASELOOM_MODEL_URL" in none.err
        with model_server() as server:
            server.usual = status(401)
            for key, value in server.settings().items():
                monkeypatch.setenv(key, value)
            done = terminal.run("assist", "remote-check", who="")
        assert done.status == 1 and "key refused" in done.err

    def test_a_server_is_measured_on_invented_tips(
        self, terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        tips = tmp_path / "tips.jsonl"
        made = terminal.run("bench", "tips", "--size", "6", "--seed", "5", "--out", tips, who="")
        assert made.status == 0, made.err
        with model_server() as server:
            for key, value in server.settings(RETRIES="0").items():
                monkeypatch.setenv(key, value)
            words = ("assist", "remote-evaluate", "--test", tips, "--most", "3")
            done = terminal.run(*words, who="")
            found = json.loads(terminal.run(*words, "--json", who="").out)
        assert "threat false alarms" in done.out and "3 tips" in done.out, done.out
        assert sum(found["outcomes"].values()) == 9 == len(server.calls) / 2
        assert set(found["figures"]["threat recall"]) == {"value", "low", "high", "of"}
