"""`caseloom person roles`: replace somebody's roles."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("username", help="whose")
    parser.add_argument("role", nargs="+", help="all the roles from now on")


def run(arguments: Arguments) -> int:
    """Replace them."""
    with viewer_session(arguments) as viewer:
        from caseloom.access import actions
        from caseloom.access import queries as access

        person = actions.set_roles(
            person_id=access.person_by_username(viewer, arguments.username).id,
            roles=arguments.role,
            by=viewer,
        )
    answer = {"id": person.id, "username": person.username, "roles": list(person.roles)}
    arguments.output.answer(answer, [f"{person.name}: {', '.join(person.roles)}"])
    return 0


COMMAND = Command(
    name="person roles",
    summary="Replace somebody's roles. For administrators, and never one's own.",
    example="caseloom person roles maria agent supervisor",
    arguments=arguments,
    run=run,
    viewer=True,
)
