"""What a command is. Each one is a module of `caseloom.cli.commands` with a `COMMAND`."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caseloom.cli.installation import Installation
    from caseloom.cli.output import Output


class Arguments(argparse.Namespace):
    """The parsed words of a command, and what it works with."""

    installation: "Installation"
    output: "Output"
    acting: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    `name` is one word or two ("person add"). `arguments` adds its own options to a parser.
    `run` does the work and returns the exit status; a CaseloomError that it raises becomes a
    message with its remedy. It imports rooms itself: they need Django, and `--help` does not.
    `folder` is the data folder to use when nothing names one, if not the common one.
    `viewer` commands act for a person: they take --as and --purpose (see `session`).
    """

    name: str
    summary: str
    example: str
    run: Callable[[Arguments], int]
    arguments: Callable[[argparse.ArgumentParser], None] | None = None
    description: str = ""
    viewer: bool = False
    folder: str = ""
    hidden: bool = False
