"""`caseloom case sign`: sign a report."""

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
    """Sign it."""
    with viewer_session(arguments) as viewer:
        from caseloom.cases import actions, queries

        now = queries.report(viewer, arguments.report)
        made = actions.sign_report(
            report_id=arguments.report,
            version=now.summary.version,
            revision=arguments.revision or now.revision,
            by=viewer,
        )
    arguments.output.answer(
        plain(made), [f"Signed: report {made.number}, version {made.version}, SHA-256 {made.hash}."]
    )
    return 0


COMMAND = Command(
    name="case sign",
    summary="Sign a report that was handed in. Nobody signs what he wrote.",
    example="caseloom case sign 6f9619ff-8b86-8d01-b42d-00c04fc964ff",
    arguments=arguments,
    run=run,
    viewer=True,
)
