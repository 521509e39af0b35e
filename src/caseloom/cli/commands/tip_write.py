"""`caseloom tip write`: ask or tell the reporter something."""

import argparse
import sys

from caseloom.cli.command import Arguments, Command
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("tip", help="its number or id")
    parser.add_argument("text", help="the message; “-” reads it from standard input")
    parser.add_argument("--feedback", action="store_true", help="it tells what was done")


def run(arguments: Arguments) -> int:
    """Write it."""
    text = sys.stdin.read() if arguments.text == "-" else arguments.text
    with viewer_session(arguments) as viewer:
        from caseloom.tips import actions, queries

        actions.write_to_reporter(
            tip_id=queries.tip(viewer, arguments.tip).summary.id, text=text,
            feedback=arguments.feedback, by=viewer,
        )  # fmt: skip
    arguments.output.answer({"written": True}, ["It waits in her mailbox."])
    return 0


COMMAND = Command(
    name="tip write",
    summary="Put a message into the reporter's mailbox.",
    example='caseloom tip write T-2026-123456789 "Which pier?"',
    arguments=arguments,
    run=run,
    viewer=True,
)
