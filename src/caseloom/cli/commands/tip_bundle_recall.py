"""`caseloom tip bundle-recall`: that another agency was asked to delete what it got."""

import argparse
from uuid import UUID

from caseloom.cli.command import Arguments, Command
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("bundle", type=UUID, help="its id")
    parser.add_argument("--reason", required=True, help="why; it stays on record")


def run(arguments: Arguments) -> int:
    """Put it on record."""
    with viewer_session(arguments) as viewer:
        from caseloom.tips import actions

        actions.recall_bundle(bundle_id=arguments.bundle, reason=arguments.reason, by=viewer)
    arguments.output.answer({"recalled": True}, ["It is on record."])
    return 0


COMMAND = Command(
    name="tip bundle-recall",
    summary="Put on record that another agency was asked to delete what it got.",
    example='caseloom tip bundle-recall 6f1f0c2e-6c3e-4f0a-9f43-0a5d3a3f9d11 --reason "An error."',
    arguments=arguments,
    run=run,
    viewer=True,
)
