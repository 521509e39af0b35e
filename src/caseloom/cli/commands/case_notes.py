"""`caseloom case notes`: the notes of a case."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("case", help="its number or id")


def run(arguments: Arguments) -> int:
    """List them."""
    with viewer_session(arguments) as viewer:
        from caseloom.cases import queries

        found = queries.notes(viewer, arguments.case)
    lines = [f"{one.at:%F %R}  {one.by_name}: {one.text}  {one.id}" for one in found]
    arguments.output.answer(plain(found), lines or ["There are no notes yet."])
    return 0


COMMAND = Command(
    name="case notes",
    summary="The notes of an investigation.",
    example="caseloom case notes 2026-01234",
    arguments=arguments,
    run=run,
    viewer=True,
)
