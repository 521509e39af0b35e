"""`caseloom assist card`: what does a task, and what it is worth."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("task", help="such as threat, urgency or route")


def run(arguments: Arguments) -> int:
    """Write its model card. Needs no database."""
    from caseloom.assist import queries

    found = queries.card(arguments.task, arguments.installation.folder)
    if arguments.output.as_json:
        arguments.output.json(plain(found))
        return 0
    arguments.output.line(queries.card_markdown(found))
    return 0


COMMAND = Command(
    name="assist card",
    summary="Write the model card of a task, from what was measured.",
    example="caseloom assist card threat",
    description="Markdown. Needs no database.",
    arguments=arguments,
    run=run,
)
