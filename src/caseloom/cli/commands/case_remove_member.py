"""`caseloom case remove-member`: take somebody off a case."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("case", help="its number or id")
    parser.add_argument("username", help="whom")
    parser.add_argument("--reason", required=True, help="why; goes on record")


def run(arguments: Arguments) -> int:
    """Take him off it."""
    with viewer_session(arguments) as viewer:
        from caseloom.access import queries as access
        from caseloom.cases import actions, queries

        person = access.person_by_username(viewer, arguments.username)
        case = queries.case(viewer, arguments.case).summary
        actions.remove_member(
            case_id=case.id, member_id=person.id, reason=arguments.reason, by=viewer
        )
    answer = {"case": case.number, "person_id": person.id, "username": person.username}
    arguments.output.answer(answer, [f"{person.name} is off the case."])
    return 0


COMMAND = Command(
    name="case remove-member",
    summary="Take somebody off an investigation: he no longer sees it.",
    example='caseloom case remove-member 2026-01234 dana --reason "moved to another unit"',
    arguments=arguments,
    run=run,
    viewer=True,
)
