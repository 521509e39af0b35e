"""`caseloom import`: bring an export of Caseloom back in."""

import argparse
from pathlib import Path

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("folder", type=Path, help="a folder that `caseloom export` wrote")
    parser.add_argument("--scope", default="", help="put everything under this scope")


def run(arguments: Arguments) -> int:
    """Import it, all or nothing."""
    with viewer_session(arguments) as viewer:
        from caseloom.ingest import actions

        done = actions.restore(folder=arguments.folder, scope_key=arguments.scope, by=viewer)
    arguments.output.answer(
        plain(done),
        [f"{done.added:,} records new, {done.known:,} known, {done.judgements:,} judgements"],
    )
    return 0


COMMAND = Command(
    name="import",
    summary="Bring an export of Caseloom back in; a second time adds nothing.",
    example="caseloom import ./out",
    arguments=arguments,
    run=run,
    viewer=True,
)
