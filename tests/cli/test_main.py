"""The registry of commands, their help, and how each end becomes an exit status."""

import json
import shlex
from pathlib import Path

import pytest

from caseloom.cli import commands as package
from caseloom.cli import main
from caseloom.cli.command import Command
from caseloom.config.installation import Local

COMMANDS = main.commands()


def caseloom(*words: str) -> int:
    return main.run(words, installation=Local)


def test_every_command_module_is_registered() -> None:
    files = {path.stem for path in Path(package.__file__).parent.glob("*.py")} - {"__init__"}
    assert set(package.MODULES) == files
    assert len({command.name for command in COMMANDS}) == len(package.MODULES)
    assert [main.name_of(module) for module in package.MODULES] == [one.name for one in COMMANDS]


def test_a_command_loads_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    """Nor what it says of itself and of wrong usage hangs on the others."""
    [alone] = main.commands(["person_add"])
    assert alone.name == "person add"
    for words in ("person add --help", "person add", "import", "person", "person-add", "person ad"):
        caseloom(*words.split())
        quick = capsys.readouterr()
        with pytest.raises(SystemExit):
            main.parser().parse_args(words.split())
        assert quick == capsys.readouterr(), words


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_help_shows_an_example_that_is_right(
    command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    assert caseloom(*command.name.split(), "--help") == 0
    said = capsys.readouterr().out
    assert command.example in said
    assert "--json" in said and "--data" in said
    parsed = main.parser().parse_args(shlex.split(command.example)[1:])
    assert parsed.command == command.name


def test_the_help_lists_what_people_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert caseloom("--help") == 0
    listed = " ".join(capsys.readouterr().out.split())
    for command in COMMANDS:
        assert (command.summary in listed) is not (command.hidden or " " in command.name)


def test_wrong_usage_is_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert caseloom("frobnicate") == 2
    assert "invalid choice" in capsys.readouterr().err
    assert caseloom("person", "add") == 2
    assert "--name" in capsys.readouterr().err


def test_what_makes_no_sense_is_2_and_names_the_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert caseloom("restore", str(tmp_path), "--data", str(tmp_path / "new")) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "is not a backup" in said.err and "caseloom backup" in said.err


def test_what_fails_is_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    assert caseloom("demo", "--build-only", "--data", str(tmp_path)) == 1
    assert "no demonstration" in capsys.readouterr().err


def test_a_data_folder_that_is_a_file_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "file").write_text("")
    assert caseloom("migrate", "--data", str(tmp_path / "file")) == 1
    assert "cannot be used" in capsys.readouterr().err


def test_acting_needs_a_person_and_a_purpose(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from caseloom.cli.command import Arguments
    from caseloom.cli.session import acting_viewer
    from caseloom.kernel.errors import Invalid

    monkeypatch.delenv("CASELOOM_AS", raising=False)
    monkeypatch.delenv("CASELOOM_PURPOSE", raising=False)
    arguments = Arguments(acting="", purpose="", installation=Local(tmp_path / "data"))
    with pytest.raises(Invalid, match="Nobody is named"):
        acting_viewer(arguments)
    arguments.acting = "maria"
    with pytest.raises(Invalid, match="Nothing says why"):
        acting_viewer(arguments)
    assert not (tmp_path / "data").exists(), "nothing is started for a question without a purpose"


def test_json_is_one_line_and_progress_is_for_terminals(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from caseloom.cli.output import Output

    output = Output(as_json=True)
    with output.progress("Counting") as advance:
        advance(1, 2)
    output.line("for people")
    output.table(["a"], [["for people"]])
    output.answer({"path": Path("é")}, ["for people"])
    said = capsys.readouterr()
    assert json.loads(said.out) == {"path": "é"}
    assert said.out.count("\n") == 1
    assert said.err == ""
