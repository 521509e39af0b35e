"""`caseloom case return`: send a report back with remarks."""

import argparse
import sys
from uuid import UUID

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("report", type=UUID, help="its id, as `caseloom case show` gives it")
    parser.add_argument("--remarks", required=True, help="what is to be mended; “-” reads it")


def run(arguments: Arguments) -> int:
    """Send it back."""
    remarks = sys.stdin.read() if arguments.remarks == "-" else arguments.remarks
    with viewer_session(arguments) as viewer:
        from caseloom.cases import actions, queries

        made = actions.return_report(
            report_id=arguments.report,
            version=queries.report(viewer, arguments.report).summary.version,
            remarks=remarks,
            by=viewer,
        )
    arguments.output.answer(
        plain(made), [f"Returned: report {made.number}, version {made.version}."]
    )
    return 0


COMMAND = Command(
    name="case return",
    summary="Send a report that was handed in back to its author, with remarks.",
    example='caseloom case return 6f9619ff-8b86-8d01-b42d-00c04fc964ff --remarks "Say who paid."',
    arguments=arguments,
    run=run,
    viewer=True,
)
