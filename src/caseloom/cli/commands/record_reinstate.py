"""`caseloom record reinstate`: take a retraction back."""

import argparse
from uuid import UUID

from caseloom.cli.command import Arguments, Command
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("record", type=UUID, nargs="+", help="its id; several may be given")
    parser.add_argument("--reason", required=True, help="why; goes on record")


def run(arguments: Arguments) -> int:
    """Do it."""
    with viewer_session(arguments) as viewer:
        from caseloom.store import actions

        count = actions.reinstate(record_ids=arguments.record, reason=arguments.reason, by=viewer)
    arguments.output.answer({"records": count}, [f"Records that stand again: {count}"])
    return 0


COMMAND = Command(
    name="record reinstate",
    summary="Take a retraction back: the records stand again.",
    example="caseloom record reinstate 6f9619ff-8b86-8d01-b42d-00c04fc964ff"
    ' --reason "the source was right"',
    arguments=arguments,
    run=run,
    viewer=True,
)
