"""`caseloom scope grant`: let somebody into a compartment."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("key", help="such as team:fraud")
    parser.add_argument("username", help="whom")
    parser.add_argument("--reason", required=True, help="why; goes on record")


def run(arguments: Arguments) -> int:
    """Let him in."""
    with viewer_session(arguments) as viewer:
        from caseloom.access import actions
        from caseloom.access import queries as access

        viewer.must("scope.administer")  # who is on a case is said by `caseloom case add-member`
        scope = access.scope(viewer, arguments.key)
        person = access.person_by_username(viewer, arguments.username)
        actions.grant(scope_id=scope.id, person_id=person.id, reason=arguments.reason, by=viewer)
    answer = {"scope": scope.id, "person_id": person.id, "username": person.username}
    arguments.output.answer(answer, [f"{person.name} holds {scope.key}."])
    return 0


COMMAND = Command(
    name="scope grant",
    summary="Let somebody into a team or another compartment. For administrators.",
    example='caseloom scope grant team:fraud maria --reason "joins the unit"',
    arguments=arguments,
    run=run,
    viewer=True,
)
