"""`caseloom case add-subject`: give an entity a role in a case."""

import argparse
from uuid import UUID

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session

ROLES = ("subject", "witness", "victim", "associate", "other")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("case", help="its number or id")
    parser.add_argument("entity", type=UUID, help="any id of the entity")
    parser.add_argument("--role", choices=ROLES, default="subject", help="(default: subject)")
    parser.add_argument("--why", required=True, help="what connects it with the case")
    parser.add_argument(
        "--statement", action="append", default=[], metavar="ID", help="a source; repeatable"
    )


def run(arguments: Arguments) -> int:
    """Add it."""
    with viewer_session(arguments) as viewer:
        from caseloom.cases import actions, queries

        made = actions.add_subject(
            case_id=queries.case(viewer, arguments.case).summary.id,
            entity_id=arguments.entity,
            role=arguments.role,
            why=arguments.why,
            sources=arguments.statement,
            by=viewer,
        )
    arguments.output.answer(plain(made), [f"{made.caption or 'Unnamed'}: {made.role}"])
    return 0


COMMAND = Command(
    name="case add-subject",
    summary="Give an entity a role in an investigation, and say why.",
    example="caseloom case add-subject 2026-01234 6f9619ff-8b86-8d01-b42d-00c04fc964ff"
    ' --why "signed the invoices"',
    arguments=arguments,
    run=run,
    viewer=True,
)
