"""`caseloom case list`: the investigations that you may see."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import number, plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("text", nargs="?", default="", help="part of a number or a title")
    parser.add_argument("--state", default="", help="opened, active, suspended, closed, reopened")
    parser.add_argument("--type", default="", help="such as Fraud")
    parser.add_argument("--limit", type=number, default=50, help="cases on a page")
    parser.add_argument("--cursor", help="the next page: `next` of the one before")


def run(arguments: Arguments) -> int:
    """List them, newest first."""
    with viewer_session(arguments) as viewer:
        from caseloom.cases import queries

        page = queries.cases(
            viewer,
            text=arguments.text,
            state=arguments.state,
            type=arguments.type,
            cursor=arguments.cursor,
            limit=arguments.limit,
        )
    if arguments.output.as_json:
        arguments.output.json(plain(page))
        return 0
    if not page.items:
        arguments.output.line("There is no such case. `caseloom case open` opens one.")
        return 0
    arguments.output.table(
        ("Number", "Title", "Type", "State", "Lead", "Opened"),
        [
            (one.number, one.title, one.type, one.state, one.lead_name, f"{one.opened_at:%F}")
            for one in page.items
        ],
    )
    if page.next:
        arguments.output.line(f"More: --cursor {page.next}")
    return 0


COMMAND = Command(
    name="case list",
    summary="The investigations that you may see, newest first.",
    example="caseloom case list crane --state active",
    arguments=arguments,
    run=run,
    viewer=True,
)
