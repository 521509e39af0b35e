"""`caseloom resolve undo`: take a judgement back."""

import argparse
from uuid import UUID

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("judgement", type=UUID, help="the judgement's id")
    parser.add_argument("--reason", required=True, help="why; goes on record")


def run(arguments: Arguments) -> int:
    """Take it back."""
    with viewer_session(arguments) as viewer:
        from caseloom.resolve import actions

        made = actions.undo(judgement_id=arguments.judgement, reason=arguments.reason, by=viewer)
    arguments.output.answer(plain(made), ["Taken back. Everything is as it was before."])
    return 0


COMMAND = Command(
    name="resolve undo",
    summary="Take a judgement back; everything is as if it had not been made.",
    example="caseloom resolve undo 0d1a2f3e-4b5c-4d7e-9f00-112233445566"
    ' --reason "another man of that name"',
    arguments=arguments,
    run=run,
    viewer=True,
)
