"""`caseloom case add-task`: add something to do in a case."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session
from caseloom.cli.times import moment


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("case", help="its number or id")
    parser.add_argument("title", help="what is to be done")
    parser.add_argument("--detail", default="")
    parser.add_argument("--for", dest="assignee", default="", metavar="USERNAME", help="(yourself)")
    parser.add_argument("--due", type=moment, help="until when: YYYY-MM-DD or a time")


def run(arguments: Arguments) -> int:
    """Add it."""
    with viewer_session(arguments) as viewer:
        from caseloom.access import queries as access
        from caseloom.cases import actions, queries

        assignee = (
            access.person_by_username(viewer, arguments.assignee).id if arguments.assignee else None
        )
        made = actions.add_task(
            case_id=queries.case(viewer, arguments.case).summary.id,
            title=arguments.title,
            detail=arguments.detail,
            assignee_id=assignee,
            due_at=arguments.due,
            by=viewer,
        )
    arguments.output.answer(plain(made), [f"For {made.assignee_name}: {made.title}  {made.id}"])
    return 0


COMMAND = Command(
    name="case add-task",
    summary="Add something to do in an investigation.",
    example='caseloom case add-task 2026-01234 "Ask the bank" --for ana --due 2026-12-01',
    arguments=arguments,
    run=run,
    viewer=True,
)
