"""`caseloom person add`: add somebody who can sign in."""

import argparse
from typing import TYPE_CHECKING

from caseloom.cli import database
from caseloom.cli.command import Arguments, Command
from caseloom.cli.passwords import read_password
from caseloom.cli.session import acting_viewer, os_user

if TYPE_CHECKING:
    from caseloom.kernel.viewer import Viewer


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("username", help="the name to sign in with")
    parser.add_argument("--name", required=True, help="the person's name, as others see it")
    parser.add_argument(
        "--role", action="append", required=True, metavar="ROLE", help="may be given several times"
    )
    parser.add_argument("--email", default="")
    parser.add_argument(
        "--password-stdin", action="store_true", help="read the password from standard input"
    )


def run(arguments: Arguments) -> int:
    """Add the person: the first one by the installer, everybody else by an administrator."""
    password = read_password(from_stdin=arguments.password_stdin)
    database.ready(arguments.installation)
    viewer = _by(arguments)

    from caseloom.access import actions

    with actions.as_viewer(viewer):
        person = actions.add_person(
            username=arguments.username,
            name=arguments.name,
            roles=arguments.role,
            password=password,
            email=arguments.email,
            by=viewer,
        )
    answer = {"id": person.id, "username": person.username, "roles": list(person.roles)}
    arguments.output.answer(answer, [f"{person.name} can sign in as {person.username}."])
    return 0


def _by(arguments: Arguments) -> "Viewer":
    from caseloom.access import queries

    if queries.is_empty():
        return queries.installer(f"first person, added by the OS user {os_user()}")
    return acting_viewer(arguments)


COMMAND = Command(
    name="person add",
    summary="Add somebody who can sign in.",
    description="The first person needs nobody's leave; everybody else is added by an "
    "administrator, named with --as.",
    example='caseloom person add maria --name "Maria Vega" --role administrator',
    arguments=arguments,
    run=run,
    viewer=True,
)
