"""Finds the command that was asked for, runs it, and turns its end into an exit status.

0: it worked. 1: it failed. 2: it was asked for wrongly.
"""

import argparse
import os
import sys
import textwrap
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from django.db.utils import Error

from caseloom.cli.command import Arguments, Command
from caseloom.cli.commands import GROUPS, MODULES
from caseloom.cli.installation import Installation
from caseloom.cli.output import Output
from caseloom.kernel.errors import CaseloomError, Invalid

OK, FAILED, WRONG = 0, 1, 2


def run(words: Sequence[str], *, installation: Callable[[Path | None], Installation]) -> int:
    """Run the command in `words` on the installation that `installation` makes of a folder."""
    try:
        arguments = parser(_asked(words)).parse_args(words, namespace=Arguments())
    except SystemExit as end:  # argparse has said what is wrong, or shown the help
        return int(end.code or 0)
    arguments.output = Output(as_json=arguments.json)
    arguments.installation = installation(_folder(arguments))
    try:
        return _run(arguments)
    finally:
        arguments.installation.close()


def _run(arguments: Arguments) -> int:
    try:
        return int(arguments.run(arguments))
    except CaseloomError as error:
        arguments.output.error(error.message, error.remedy)
        return WRONG if isinstance(error, Invalid) else FAILED
    except KeyboardInterrupt:
        arguments.output.error("Stopped.", "")
        return FAILED
    except Error as error:
        arguments.output.error(f"The database failed: {error}".strip(), _DATABASE)
        return FAILED
    except BrokenPipeError:
        # The reader (head, less) has seen enough. Keep Python from complaining at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        arguments.output.error(str(error), "See whether the path is right and the disk has room.")
        return FAILED


def _folder(arguments: Arguments) -> Path | None:
    """The folder that --data names, or the command's own if the environment names none."""
    if arguments.data or not arguments.folder or os.environ.get("DATA"):
        return Path(arguments.data) if arguments.data else None
    return Path(arguments.folder)


def _asked(words: Sequence[str]) -> Sequence[str]:
    """The module of the command that `words` begin with; all where they begin with none.

    Loading the others takes longer than many a command.
    """
    named = {name_of(module): module for module in MODULES}
    found = named.get(" ".join(words[:2])) or named.get(" ".join(words[:1]))
    return (found,) if found else MODULES


def name_of(module: str) -> str:
    """The name of the command in a module: "person reports-to" of `person_reports_to`."""
    group, _, name = module.rstrip("_").partition("_")
    return f"{group} {name.replace('_', '-')}" if group in GROUPS else module.rstrip("_")


def commands(modules: Sequence[str] = MODULES) -> tuple[Command, ...]:
    """Every command, or those of some modules, in the order in which the help shows them."""
    return tuple(import_module(f"caseloom.cli.commands.{name}").COMMAND for name in modules)


def parser(modules: Sequence[str] = MODULES) -> argparse.ArgumentParser:
    """The parser of all commands, or of those of some modules."""
    top = argparse.ArgumentParser(
        prog="caseloom",
        description="Investigative case management: every fact sourced, every look recorded.",
        epilog="caseloom COMMAND --help shows what a command takes, with an example.",
    )
    top.add_argument("--version", action="version", version=f"caseloom {version('caseloom')}")
    places = top.add_subparsers(metavar="COMMAND", required=True)
    groups: dict[str, argparse._SubParsersAction[argparse.ArgumentParser]] = {}
    for command in commands(modules):
        group, _, name = command.name.rpartition(" ")
        if group and group not in groups:
            holder = places.add_parser(group, help=GROUPS[group], description=GROUPS[group])
            groups[group] = holder.add_subparsers(metavar="COMMAND", required=True)
        _add(groups[group] if group else places, name, command)
    return top


def _add(
    place: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, command: Command
) -> None:
    if command.hidden:
        leaf = place.add_parser(name)
    else:
        leaf = place.add_parser(name, help=command.summary)
    leaf.description = f"{command.summary} {command.description}".strip()
    leaf.epilog = f"example:\n  {command.example}"
    leaf.formatter_class = _Help
    if command.arguments:
        command.arguments(leaf)
    common = leaf.add_argument_group("every command")
    common.add_argument("--data", type=Path, metavar="FOLDER", help=_DATA)
    common.add_argument("--json", action="store_true", help="answer in JSON, for machines")
    if command.viewer:
        acting = leaf.add_argument_group("who asks, and why (kept in the audit log)")
        acting.add_argument("--as", dest="acting", metavar="USERNAME", default="", help=_AS)
        acting.add_argument("--purpose", metavar="TEXT", default="", help=_PURPOSE)
    leaf.set_defaults(run=command.run, command=command.name, folder=command.folder)


class _Help(argparse.RawDescriptionHelpFormatter):
    """Fills the description to the width and leaves the example as it is written."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if text.startswith("example:"):
            return super()._fill_text(text, width, indent)
        return textwrap.fill(text, width, initial_indent=indent, subsequent_indent=indent)


_DATABASE = "What was not acknowledged is not kept. `caseloom doctor` looks for the cause."
_DATA = "the data folder (else the variable DATA, else ~/.local/share/caseloom)"
_AS = "the person on whose behalf this is done (else the variable CASELOOM_AS)"
_PURPOSE = "why it is done (else the variable CASELOOM_PURPOSE)"
