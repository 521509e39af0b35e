"""`caseloom case submit`: hand a report in for review."""

import argparse
from uuid import UUID

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import number, plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("report", type=UUID, help="its id, as `caseloom case show` gives it")
    parser.add_argument(
        "--revision", type=number, help="only if it is as you read it: `revision` of that reading"
    )


def run(arguments: Arguments) -> int:
    """Hand it in."""
    with viewer_session(arguments) as viewer:
        from caseloom.cases import actions, queries

        now = queries.report(viewer, arguments.report)
        made = actions.submit_report(
            report_id=arguments.report,
            version=now.summary.version,
            revision=arguments.revision or now.revision,
            by=viewer,
        )
    arguments.output.answer(
        plain(made), [f"Handed in: report {made.number}, version {made.version}."]
    )
    return 0


COMMAND = Command(
    name="case submit",
    summary="Hand a report in for review, as it is now.",
    example="caseloom case submit 6f9619ff-8b86-8d01-b42d-00c04fc964ff",
    arguments=arguments,
    run=run,
    viewer=True,
)
