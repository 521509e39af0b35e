"""`caseloom tip bundle-decide`: allow what goes to another agency, or not."""

import argparse
from uuid import UUID

from caseloom.cli.command import Arguments, Command
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("bundle", type=UUID, help="its id, as `tip bundle` told it")
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--allow", action="store_true", help="it may be sent")
    way.add_argument("--refuse", action="store_true", help="it is not sent")
    parser.add_argument("--reason", default="", help="why; needed to refuse")


def run(arguments: Arguments) -> int:
    """Decide."""
    with viewer_session(arguments) as viewer:
        from caseloom.tips import actions

        actions.decide_bundle(
            bundle_id=arguments.bundle, allow=arguments.allow, reason=arguments.reason, by=viewer
        )
    said = "It may be sent." if arguments.allow else "It is not sent."
    arguments.output.answer({"allowed": arguments.allow}, [said])
    return 0


COMMAND = Command(
    name="tip bundle-decide",
    summary="Allow what somebody else prepared for another agency, or say that it is not sent.",
    example="caseloom tip bundle-decide 6f1f0c2e-6c3e-4f0a-9f43-0a5d3a3f9d11 --allow",
    arguments=arguments,
    run=run,
    viewer=True,
)
