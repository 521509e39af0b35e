"""`caseloom case edit`: describe a case better."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("case", help="its number or id")
    parser.add_argument("--title")
    parser.add_argument("--type", help="Fraud, Corruption, Trafficking …")
    parser.add_argument("--predicate", help="which facts justify it")
    parser.add_argument("--authority", help="under which law")
    parser.add_argument("--reason", required=True, help="why; goes on record")


def run(arguments: Arguments) -> int:
    """Describe it."""
    with viewer_session(arguments) as viewer:
        from caseloom.cases import actions, queries

        made = actions.edit_case(
            case_id=queries.case(viewer, arguments.case).summary.id,
            title=arguments.title,
            type=arguments.type,
            predicate=arguments.predicate,
            legal_authority=arguments.authority,
            reason=arguments.reason,
            by=viewer,
        )
    arguments.output.answer(plain(made), [f"{made.number}: {made.title}"])
    return 0


COMMAND = Command(
    name="case edit",
    summary="Describe an investigation better; what it said before stays in the log.",
    example='caseloom case edit 2026-01234 --title "Two cranes" --reason "a second firm"',
    arguments=arguments,
    run=run,
    viewer=True,
)
