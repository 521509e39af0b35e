"""`caseloom case move`: take a step of a case: activate, suspend, close, reopen."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("case", help="its number or id")
    parser.add_argument("step", choices=("activate", "suspend", "close", "reopen"))
    parser.add_argument("--reason", default="", help="why; suspending and reopening need it")
    parser.add_argument("--outcome", default="", help="what came of it; closing needs it")


def run(arguments: Arguments) -> int:
    """Move it."""
    with viewer_session(arguments) as viewer:
        from caseloom.cases import actions, queries

        made = actions.move_case(
            case_id=queries.case(viewer, arguments.case).summary.id,
            step=arguments.step,
            reason=arguments.reason,
            given={"outcome": arguments.outcome} if arguments.outcome else None,
            by=viewer,
        )
    arguments.output.answer(plain(made), [f"{made.number} is {made.state}."])
    return 0


COMMAND = Command(
    name="case move",
    summary="Move an investigation on: activate, suspend, close or reopen it.",
    example='caseloom case move 2026-01234 close --outcome "Referred to the prosecutor"',
    arguments=arguments,
    run=run,
    viewer=True,
)
