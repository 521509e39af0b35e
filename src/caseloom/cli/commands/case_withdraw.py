"""`caseloom case withdraw`: take a report back before it is signed."""

import argparse
from uuid import UUID

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("report", type=UUID, help="its id, as `caseloom case show` gives it")


def run(arguments: Arguments) -> int:
    """Take it back."""
    with viewer_session(arguments) as viewer:
        from caseloom.cases import actions, queries

        made = actions.withdraw_report(
            report_id=arguments.report,
            version=queries.report(viewer, arguments.report).summary.version,
            by=viewer,
        )
    arguments.output.answer(plain(made), ["Taken back: it is a draft again."])
    return 0


COMMAND = Command(
    name="case withdraw",
    summary="Take a report back that you handed in, to go on writing.",
    example="caseloom case withdraw 6f9619ff-8b86-8d01-b42d-00c04fc964ff",
    arguments=arguments,
    run=run,
    viewer=True,
)
