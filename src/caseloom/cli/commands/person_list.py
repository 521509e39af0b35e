"""`caseloom person list`: everybody who can sign in."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--all", action="store_true", help="those whose access ended as well")


def run(arguments: Arguments) -> int:
    """List them."""
    with viewer_session(arguments) as viewer:
        from caseloom.access import queries

        found = queries.people(viewer, active=None if arguments.all else True)
    if arguments.output.as_json:
        arguments.output.json(plain(found))
        return 0
    arguments.output.table(
        ("User name", "Name", "Roles", "Last seen"),
        [
            (one.username, one.name, ", ".join(one.roles) if one.active else "(access ended)",
             f"{one.last_seen:%F %R}" if one.last_seen else "never")
            for one in found
        ],
    )  # fmt: skip
    return 0


COMMAND = Command(
    name="person list",
    summary="Everybody who can sign in, by name.",
    example="caseloom person list",
    arguments=arguments,
    run=run,
    viewer=True,
)
