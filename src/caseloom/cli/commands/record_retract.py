"""`caseloom record retract`: say that records no longer stand."""

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

        count = actions.retract(record_ids=arguments.record, reason=arguments.reason, by=viewer)
    arguments.output.answer({"records": count}, [f"Records that no longer stand: {count}"])
    return 0


COMMAND = Command(
    name="record retract",
    summary="Say that records no longer stand. They can be read as of an earlier date.",
    example='caseloom record retract 6f9619ff-8b86-8d01-b42d-00c04fc964ff --reason "entered twice"',
    arguments=arguments,
    run=run,
    viewer=True,
)
