"""`caseloom tip fetch-mail`: take the new mail of a line's mailbox."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import acting_viewer


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("line", help="the line that the mail is for")


def run(arguments: Arguments) -> int:
    """Take each message once, in a transaction of its own."""
    viewer = acting_viewer(arguments)

    from caseloom.tips import actions

    done = actions.fetch_mail(line_key=arguments.line, by=viewer)
    lines = [f"{done.taken:,} new, {done.known:,} known, {len(done.rejected):,} problems"]
    arguments.output.answer(plain(done), [*lines, *done.rejected])
    return 0


COMMAND = Command(
    name="tip fetch-mail",
    summary="Take the new mail of a line's mailbox now; the worker does it every five minutes.",
    example="caseloom tip fetch-mail fraud",
    arguments=arguments,
    run=run,
    viewer=True,
)
