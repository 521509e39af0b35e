"""`caseloom case lead`: name another lead of a case."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("case", help="its number or id")
    parser.add_argument("username", help="who leads it from now on")
    parser.add_argument("--reason", required=True, help="why; goes on record")


def run(arguments: Arguments) -> int:
    """Name him."""
    with viewer_session(arguments) as viewer:
        from caseloom.access import queries as access
        from caseloom.cases import actions, queries

        made = actions.set_lead(
            case_id=queries.case(viewer, arguments.case).summary.id,
            member_id=access.person_by_username(viewer, arguments.username).id,
            reason=arguments.reason,
            by=viewer,
        )
    arguments.output.answer(plain(made), [f"{made.name} leads the case."])
    return 0


COMMAND = Command(
    name="case lead",
    summary="Name another lead of an investigation.",
    example='caseloom case lead 2026-01234 dana --reason "takes over"',
    arguments=arguments,
    run=run,
    viewer=True,
)
