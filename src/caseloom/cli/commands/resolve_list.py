"""`caseloom resolve list`: the queue of pairs that may be the same."""

import argparse

from caseloom.cli import telling
from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import number, plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--type", help="such as Person")
    parser.add_argument("--limit", type=number, default=20, help="pairs on a page")
    parser.add_argument("--cursor", help="the next page: `next` of the one before")


def run(arguments: Arguments) -> int:
    """List them."""
    with viewer_session(arguments) as viewer:
        from caseloom.resolve import queries

        page = queries.suggestions(
            viewer, schema=arguments.type, cursor=arguments.cursor, limit=arguments.limit
        )
    output = arguments.output
    if output.as_json:
        output.json(plain(page))
        return 0
    if not page.items:
        output.line("No pair waits. `caseloom resolve run` looks for some.")
    for one in page.items:
        output.line(f"{one.probability:.0%}  {one.schema}  {one.score:+.1f} bits")
        output.line(f"  {one.left}  {one.left_caption or 'Unnamed'}")
        output.line(f"  {one.right}  {one.right_caption or 'Unnamed'}")
        if one.group:
            output.line(f"  {telling.group(one.group)}")
    if page.next:
        output.line(f"More: --cursor {page.next}")
    return 0


COMMAND = Command(
    name="resolve list",
    summary="The pairs that may be the same, what your minute is worth most on first.",
    example="caseloom resolve list --type Person",
    arguments=arguments,
    run=run,
    viewer=True,
)
