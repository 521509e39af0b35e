"""`caseloom scope members`: who holds a compartment."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("key", help="such as team:fraud")


def run(arguments: Arguments) -> int:
    """List them."""
    with viewer_session(arguments) as viewer:
        from caseloom.access import queries

        found = queries.members(viewer, queries.scope(viewer, arguments.key).id)
    if arguments.output.as_json:
        arguments.output.json(plain(found))
        return 0
    arguments.output.table(
        ("Name", "Since", "Why"), [(one.name, f"{one.granted_at:%F}", one.reason) for one in found]
    )
    return 0


COMMAND = Command(
    name="scope members",
    summary="Who holds a compartment, since when and why.",
    example="caseloom scope members team:fraud",
    arguments=arguments,
    run=run,
    viewer=True,
)
