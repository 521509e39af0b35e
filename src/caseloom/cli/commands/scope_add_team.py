"""`caseloom scope add-team`: make a team."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("key", help="a short name; its scope is team:KEY")
    parser.add_argument("--title", required=True, help="the name that screens show")


def run(arguments: Arguments) -> int:
    """Make it."""
    with viewer_session(arguments) as viewer:
        from caseloom.access import actions

        made = actions.add_team(key=arguments.key, title=arguments.title, by=viewer)
    arguments.output.answer(plain(made), [f"{made.key}: {made.title}"])
    return 0


COMMAND = Command(
    name="scope add-team",
    summary="Make a team: a compartment that its members share.",
    example='caseloom scope add-team fraud --title "Fraud unit"',
    arguments=arguments,
    run=run,
    viewer=True,
)
