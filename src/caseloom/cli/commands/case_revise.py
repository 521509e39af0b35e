"""`caseloom case revise`: begin the next version of a signed report."""

import argparse
from uuid import UUID

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("report", type=UUID, help="its id, as `caseloom case show` gives it")


def run(arguments: Arguments) -> int:
    """Begin it."""
    with viewer_session(arguments) as viewer:
        from caseloom.cases import actions

        made = actions.new_version(report_id=arguments.report, by=viewer)
    arguments.output.answer(
        plain(made), [f"Begun: version {made.version} of report {made.number}."]
    )
    return 0


COMMAND = Command(
    name="case revise",
    summary="Begin the next version of a signed report, from its text.",
    example="caseloom case revise 6f9619ff-8b86-8d01-b42d-00c04fc964ff",
    arguments=arguments,
    run=run,
    viewer=True,
)
