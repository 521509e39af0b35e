"""`caseloom person deactivate`: end somebody's access."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("username", help="whose")
    parser.add_argument("--reason", required=True, help="why; goes on record")


def run(arguments: Arguments) -> int:
    """End it."""
    with viewer_session(arguments) as viewer:
        from caseloom.access import actions
        from caseloom.access import queries as access

        person = access.person_by_username(viewer, arguments.username)
        actions.deactivate_person(person_id=person.id, reason=arguments.reason, by=viewer)
    answer = {"id": person.id, "username": person.username, "active": False}
    arguments.output.answer(answer, [f"{person.name} can no longer sign in."])
    return 0


COMMAND = Command(
    name="person deactivate",
    summary="End somebody's access at once: sign-in and tokens. What he did stays on record.",
    example='caseloom person deactivate maria --reason "left the agency"',
    arguments=arguments,
    run=run,
    viewer=True,
)
