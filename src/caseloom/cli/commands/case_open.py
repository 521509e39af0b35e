"""`caseloom case open`: open an investigation."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("title", help="what the case is called")
    parser.add_argument("--type", required=True, help="Fraud, Corruption, Trafficking …")
    parser.add_argument("--predicate", required=True, help="which facts justify it")
    parser.add_argument("--authority", required=True, help="under which law")
    parser.add_argument("--lead", default="", metavar="USERNAME", help="by default yourself")
    parser.add_argument("--member", action="append", default=[], metavar="USERNAME")
    parser.add_argument("--restricted", action="store_true", help="only the lead adds people")


def run(arguments: Arguments) -> int:
    """Open it."""
    with viewer_session(arguments) as viewer:
        from caseloom.access import queries as access
        from caseloom.cases import actions

        lead, *members = (
            access.person_by_username(viewer, name).id if name else None
            for name in (arguments.lead, *arguments.member)
        )
        opened = actions.open_case(
            title=arguments.title,
            type=arguments.type,
            predicate=arguments.predicate,
            legal_authority=arguments.authority,
            lead_id=lead,
            member_ids=[one for one in members if one],
            restricted=arguments.restricted,
            by=viewer,
        )
    arguments.output.answer(plain(opened), [f"Opened case {opened.number}: {opened.title}"])
    return 0


COMMAND = Command(
    name="case open",
    summary="Open an investigation, led by you.",
    example='caseloom case open "Blue Crane" --type Fraud --predicate "Wages paid in cash"'
    ' --authority "5 U.S.C. 406" --member dana',
    arguments=arguments,
    run=run,
    viewer=True,
)
