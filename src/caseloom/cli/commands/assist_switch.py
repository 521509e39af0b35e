"""`caseloom assist switch`: how far machines may go."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.session import viewer_session

TIERS = {"off": -1, "rules": 0, "local": 1, "server": 2}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "tier", choices=TIERS,
        help="off; rules: by words alone; local: by what they mean too; server: a model server too",
    )  # fmt: skip
    parser.add_argument("--reason", required=True, help="why; it stays on record")


def run(arguments: Arguments) -> int:
    """Switch."""
    with viewer_session(arguments) as viewer:
        from caseloom.assist import actions

        actions.switch(tier=TIERS[arguments.tier], reason=arguments.reason, by=viewer)
    arguments.output.answer({"tier": TIERS[arguments.tier]}, [f"Machines: {arguments.tier}."])
    return 0


COMMAND = Command(
    name="assist switch",
    summary="Say how far machines may go, and stop them.",
    example='caseloom assist switch rules --reason "The server was wrong twice today."',
    arguments=arguments,
    run=run,
    viewer=True,
)
