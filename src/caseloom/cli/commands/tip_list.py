"""`caseloom tip list`: the queue."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import number, plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--whose", choices=("mine", "nobody", "all"), default="all")
    parser.add_argument("--state", action="append", default=[], help="all open ones if not said")
    parser.add_argument("--line", default="", help="only this line")
    parser.add_argument("--late", action="store_true", help="only those whose clock has run out")
    parser.add_argument("--limit", type=number, default=50, help="tips on a page")
    parser.add_argument("--cursor", help="the next page: `next` of the one before")


def run(arguments: Arguments) -> int:
    """List them, the most urgent first."""
    with viewer_session(arguments) as viewer:
        from caseloom.tips import queries
        from caseloom.tips.types import OPEN_STATES, PRIORITIES

        wanted = queries.Filter(
            whose=arguments.whose, states=tuple(arguments.state) or OPEN_STATES,
            line=arguments.line, late=arguments.late,
        )  # fmt: skip
        page = queries.queue(viewer, wanted, cursor=arguments.cursor, limit=arguments.limit)
    if arguments.output.as_json:
        arguments.output.json(plain(page))
        return 0
    if not page.items:
        arguments.output.line("No tip waits here.")
        return 0
    arguments.output.table(
        ("Number", "Priority", "State", "Arrived", "Officer", "Beginning"),
        [
            (one.number, PRIORITIES[one.priority], one.state, f"{one.arrived_at:%F}",
             one.officer_name, one.beginning)
            for one in page.items
        ],
    )  # fmt: skip
    if page.next:
        arguments.output.line(f"More: --cursor {page.next}")
    return 0


COMMAND = Command(
    name="tip list",
    summary="Tips that wait, the most urgent first.",
    example="caseloom tip list --whose nobody",
    arguments=arguments,
    run=run,
    viewer=True,
)
