"""`caseloom token revoke`: end an API token."""

import argparse
from uuid import UUID

from caseloom.cli.command import Arguments, Command
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("token", type=UUID, help="its id, as `caseloom token list` gives it")


def run(arguments: Arguments) -> int:
    """End it."""
    with viewer_session(arguments) as viewer:
        from caseloom.access import actions

        actions.revoke_token(token_id=arguments.token, by=viewer)
    arguments.output.answer(
        {"id": arguments.token, "revoked": True}, ["It opens nothing any more."]
    )
    return 0


COMMAND = Command(
    name="token revoke",
    summary="End an API token at once: your own, or anybody's as an administrator.",
    example="caseloom token revoke 6f9619ff-8b86-8d01-b42d-00c04fc964ff",
    arguments=arguments,
    run=run,
    viewer=True,
)
