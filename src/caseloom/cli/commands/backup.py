"""`caseloom backup`: a checked copy of everything."""

import argparse
from pathlib import Path

from caseloom.cli.command import Arguments, Command
from caseloom.cli.saving.backup import back_up


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("folder", type=Path, help="the new folder to write to")


def run(arguments: Arguments) -> int:
    """Write the backup while Caseloom may go on serving."""
    arguments.installation.open()
    made = back_up(arguments.installation, arguments.folder)
    size = sum(entry.size for entry in made.entries)
    answer = {"folder": str(arguments.folder), "files": len(made.entries), "bytes": size}
    line = f"{len(made.entries)} files, {size:,} bytes, each checked, in {arguments.folder}"
    arguments.output.answer({**answer, "made": made.made}, [line])
    return 0


COMMAND = Command(
    name="backup",
    summary="Copy the database and the data folder's files, and check the copy.",
    description="It holds the keys too: keep it as safe as the data folder.",
    example="caseloom backup /mnt/backups/2026-11-21",
    arguments=arguments,
    run=run,
)
