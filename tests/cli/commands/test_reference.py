"""The reference of the command line names every command and every argument."""

import argparse
import re
from pathlib import Path

import pytest

from caseloom.cli import main
from caseloom.cli.command import Command

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "cli.md").read_text()
SECTIONS = dict(re.findall(r"^#+ caseloom (.+?)\n(.*?)(?=^#|\Z)", PAGE, re.M | re.S))
COMMANDS = [one for one in main.commands() if not one.hidden]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.name)
def test_a_command_is_told_with_its_arguments(command: Command) -> None:
    section = SECTIONS[command.name]
    assert command.summary in section and command.example in section
    assert ("**person**" in section) is command.viewer
    parser = argparse.ArgumentParser(add_help=False)
    if command.arguments:
        command.arguments(parser)
    given = [one.option_strings[-1] if one.option_strings else one.dest for one in parser._actions]
    told = re.findall(r"^\| `([^ `]+)", section, re.M)
    assert told == given


def test_nothing_else_is_told() -> None:
    named = {one.name for one in COMMANDS} | {one.name.split()[0] for one in COMMANDS}
    assert set(SECTIONS) <= named
