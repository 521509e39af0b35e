"""`caseloom person reports-to`: say whom somebody reports to."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("username", help="who reports")
    parser.add_argument("leader", nargs="?", help="to whom; nobody if not said")


def run(arguments: Arguments) -> int:
    """Say it."""
    with viewer_session(arguments) as viewer:
        from caseloom.access import actions, queries

        leader = arguments.leader and queries.person_by_username(viewer, arguments.leader)
        made = actions.set_reports_to(
            person_id=queries.person_by_username(viewer, arguments.username).id,
            leader_id=leader.id if leader else None, by=viewer,
        )  # fmt: skip
    whom = leader.name if leader else "nobody"
    arguments.output.answer(plain(made), [f"{made.name} reports to {whom}."])
    return 0


COMMAND = Command(
    name="person reports-to",
    summary="Say whom somebody reports to: a tip that names the one is closed to the other.",
    example="caseloom person reports-to ina dana",
    arguments=arguments,
    run=run,
    viewer=True,
)
