"""`caseloom person password`: give somebody a new password."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.passwords import read_password
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("username", help="whose")
    parser.add_argument(
        "--password-stdin", action="store_true", help="read the password from standard input"
    )


def run(arguments: Arguments) -> int:
    """Set it."""
    password = read_password(from_stdin=arguments.password_stdin)
    with viewer_session(arguments) as viewer:
        from caseloom.access import actions
        from caseloom.access import queries as access

        person = access.person_by_username(viewer, arguments.username)
        actions.set_password(person_id=person.id, password=password, by=viewer)
    answer = {"id": person.id, "username": person.username}
    arguments.output.answer(answer, [f"{person.name} signs in with the new password."])
    return 0


COMMAND = Command(
    name="person password",
    summary="Give yourself a new password, or anybody as an administrator.",
    example="caseloom person password maria",
    arguments=arguments,
    run=run,
    viewer=True,
)
