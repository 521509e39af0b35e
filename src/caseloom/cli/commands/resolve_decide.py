"""`caseloom resolve decide`: judge a pair."""

import argparse
from uuid import UUID

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("left", type=UUID, help="any id of the one")
    parser.add_argument("right", type=UUID, help="any id of the other")
    parser.add_argument("verdict", choices=("same", "different", "unsure"))
    parser.add_argument("--reason", default="", help="why; goes on record")


def run(arguments: Arguments) -> int:
    """Judge it."""
    with viewer_session(arguments) as viewer:
        from caseloom.resolve import actions

        made = actions.decide(
            left=arguments.left,
            right=arguments.right,
            verdict=arguments.verdict,
            reason=arguments.reason,
            by=viewer,
        )
    arguments.output.answer(
        plain(made), [f"Judged {made.verdict}.", f"Take it back: caseloom resolve undo {made.id}"]
    )
    return 0


COMMAND = Command(
    name="resolve decide",
    summary="Judge that two entities are the same, different, or that you are unsure.",
    example="caseloom resolve decide 6f9619ff-8b86-8d01-b42d-00c04fc964ff"
    ' 0d1a2f3e-4b5c-8d7e-9f00-112233445566 same --reason "passport agrees"',
    arguments=arguments,
    run=run,
    viewer=True,
)
