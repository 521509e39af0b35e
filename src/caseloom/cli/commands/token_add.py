"""`caseloom token add`: make an API token."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session
from caseloom.cli.times import moment


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("title", help="what it is for, in a list")
    parser.add_argument(
        "--permission", action="append", required=True, help="such as search; repeatable"
    )
    parser.add_argument("--ends", type=moment, required=True, help="YYYY-MM-DD, within a year")


def run(arguments: Arguments) -> int:
    """Make it."""
    with viewer_session(arguments) as viewer:
        from caseloom.access import actions

        made, secret = actions.add_token(
            title=arguments.title,
            purpose=viewer.purpose,
            permissions=arguments.permission,
            expires_at=arguments.ends,
            by=viewer,
        )
    arguments.output.answer(
        {**plain(made), "secret": secret}, [secret, "Keep it now: it is shown this once."]
    )
    return 0


COMMAND = Command(
    name="token add",
    summary="Make an API token for yourself, with some of your permissions.",
    description="Its calls are made for the purpose that is named here.",
    example='caseloom token add "nightly export" --permission search --permission export'
    " --ends 2026-12-31",
    arguments=arguments,
    run=run,
    viewer=True,
)
