"""`caseloom case add-member`: put somebody on a case."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("case", help="its number or id")
    parser.add_argument("username", help="whom")
    parser.add_argument("--role", choices=("member", "reviewer"), default="member", help="(member)")
    parser.add_argument("--reason", required=True, help="why; goes on record")


def run(arguments: Arguments) -> int:
    """Put him on it."""
    with viewer_session(arguments) as viewer:
        from caseloom.access import queries as access
        from caseloom.cases import actions, queries

        made = actions.add_member(
            case_id=queries.case(viewer, arguments.case).summary.id,
            member_id=access.person_by_username(viewer, arguments.username).id,
            role=arguments.role,
            reason=arguments.reason,
            by=viewer,
        )
    arguments.output.answer(plain(made), [f"{made.name} is on the case as {made.role}."])
    return 0


COMMAND = Command(
    name="case add-member",
    summary="Put somebody on an investigation: he sees all of it from now on.",
    example='caseloom case add-member 2026-01234 dana --reason "reviews the reports"',
    arguments=arguments,
    run=run,
    viewer=True,
)
