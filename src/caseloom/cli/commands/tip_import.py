"""`caseloom tip import`: e-mail, or another agency's bundle, as tips."""

import argparse
from pathlib import Path

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.saving.files import read_file
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "path", type=Path, help="an mbox, an EML file, a folder of EML files, or a bundle"
    )
    parser.add_argument("--line", required=True, help="the line that they were sent to")


def run(arguments: Arguments) -> int:
    """Take each message, or the bundle, once."""
    if _is_bundle(arguments.path):
        return _take_bundle(arguments)
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


def _is_bundle(path: Path) -> bool:
    return path.is_file() and read_file(path)[:2] == b"PK"


def _take_bundle(arguments: Arguments) -> int:
    raw = read_file(arguments.path)
    with viewer_session(arguments) as viewer:
        from caseloom.tips import actions

        taken = actions.import_bundle(line_key=arguments.line, raw=raw, by=viewer)
    arguments.output.answer({"tip": str(taken.tip_id)}, ["It is whole, and a tip now."])
    return 0


COMMAND = Command(
    name="tip import",
    summary="Take e-mail, or another agency's bundle, as tips; what was taken before is known.",
    example="caseloom tip import inbox.mbox --line fraud",
    arguments=arguments,
    run=run,
    viewer=True,
)
