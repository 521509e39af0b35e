"""`caseloom case timeline`: what happened in a case."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("case", help="its number or id")


def run(arguments: Arguments) -> int:
    """List it."""
    with viewer_session(arguments) as viewer:
        from caseloom.cases import queries

        found = queries.timeline(viewer, arguments.case)
    if arguments.output.as_json:
        arguments.output.json(plain(found))
        return 0
    arguments.output.table(
        ("When", "Who", "What", "Detail"),
        [(f"{one.at:%F %R}", one.by_name, one.text, one.detail) for one in found],
    )
    return 0


COMMAND = Command(
    name="case timeline",
    summary="What happened in an investigation, newest first.",
    example="caseloom case timeline 2026-01234",
    arguments=arguments,
    run=run,
    viewer=True,
)
