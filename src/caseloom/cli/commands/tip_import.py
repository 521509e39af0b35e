"""`caseloom tip import`: e-mail as tips."""

import argparse
from pathlib import Path

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("path", type=Path, help="an mbox, an EML file, or a folder of EML files")
    parser.add_argument("--line", required=True, help="the line that they were sent to")


def run(arguments: Arguments) -> int:
    """Take each message once."""
    with viewer_session(arguments) as viewer, arguments.output.progress("Mail") as advance:
        from caseloom.tips import actions

        done = actions.import_mail(
            line_key=arguments.line,
            path=arguments.path,
            told=lambda done: advance(done, None),
            by=viewer,
        )
    lines = [f"{done.taken:,} new, {done.known:,} known, {len(done.rejected):,} problems"]
    arguments.output.answer(plain(done), [*lines, *done.rejected])
    return 0


COMMAND = Command(
    name="tip import",
    summary="Take e-mail as tips; a message that was taken before is known.",
    example="caseloom tip import inbox.mbox --line fraud",
    arguments=arguments,
    run=run,
    viewer=True,
)
