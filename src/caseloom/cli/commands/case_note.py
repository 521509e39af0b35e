"""`caseloom case note`: add a note to a case."""

import argparse
import sys
from uuid import UUID

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("case", help="its number or id")
    parser.add_argument("text", help="the note; “-” reads it from standard input")
    parser.add_argument("--corrects", type=UUID, metavar="ID", help="the note that it puts right")


def run(arguments: Arguments) -> int:
    """Add it."""
    text = sys.stdin.read() if arguments.text == "-" else arguments.text
    with viewer_session(arguments) as viewer:
        from caseloom.cases import actions, queries

        made = actions.add_note(
            case_id=queries.case(viewer, arguments.case).summary.id,
            note=text,
            corrects=arguments.corrects,
            by=viewer,
        )
    arguments.output.answer(plain(made), ["Noted."])
    return 0


COMMAND = Command(
    name="case note",
    summary="Add a note to an investigation. It is never edited.",
    example='caseloom case note 2026-01234 "The bank answers on Monday."',
    arguments=arguments,
    run=run,
    viewer=True,
)
