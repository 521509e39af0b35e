"""`caseloom tip bundle-list`: what went to other agencies."""

import argparse
from pathlib import Path

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.saving.files import write_new
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--line", default="", help="only this line")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write all of it to a new file")


def run(arguments: Arguments) -> int:
    """List it."""
    with viewer_session(arguments) as viewer:
        from caseloom.tips import actions, queries

        if arguments.csv:
            write_new(arguments.csv, actions.export_disseminations(line=arguments.line, by=viewer))
        found = queries.disseminations(viewer, line=arguments.line)
    if arguments.output.as_json:
        arguments.output.json(plain(found))
        return 0
    if not found:
        arguments.output.line("Nothing went to another agency.")
        return 0
    arguments.output.table(
        ("Id", "Tip", "To", "State", "Prepared", "Left out"),
        [
            (str(one.id), one.tip_number, one.recipient, one.state, f"{one.at:%F}", one.redactions)
            for one in found
        ],
    )
    return 0


COMMAND = Command(
    name="tip bundle-list",
    summary="What of tips went to other agencies, or is about to.",
    example="caseloom tip bundle-list --line fraud",
    arguments=arguments,
    run=run,
    viewer=True,
)
