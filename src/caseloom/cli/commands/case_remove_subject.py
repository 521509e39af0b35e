"""`caseloom case remove-subject`: end an entity's role in a case."""

import argparse
from uuid import UUID

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session
from caseloom.kernel.errors import NotFound


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("case", help="its number or id")
    parser.add_argument("entity", type=UUID, help="its id, as `caseloom case show` gives it")
    parser.add_argument("--role", default="", help="only this role, where it has several")
    parser.add_argument("--reason", required=True, help="why; goes on record")


def run(arguments: Arguments) -> int:
    """End it."""
    with viewer_session(arguments) as viewer:
        from caseloom.cases import actions, queries

        case = queries.case(viewer, arguments.case)
        ended = [
            one
            for one in case.subjects
            if arguments.entity in (one.id, one.entity_id) and arguments.role in ("", one.role)
        ]
        if not ended:
            raise NotFound(
                "This is no subject of the case.", remedy="`caseloom case show` lists them."
            )
        for one in ended:
            actions.remove_subject(
                case_id=case.summary.id, subject_id=one.id, reason=arguments.reason, by=viewer
            )
    lines = [f"{one.caption or 'Unnamed'}: {one.role} no longer" for one in ended]
    arguments.output.answer(plain(ended), lines)
    return 0


COMMAND = Command(
    name="case remove-subject",
    summary="End an entity's role in an investigation; that it had it stays on record.",
    example="caseloom case remove-subject 2026-01234 6f9619ff-8b86-8d01-b42d-00c04fc964ff"
    ' --reason "a namesake"',
    arguments=arguments,
    run=run,
    viewer=True,
)
