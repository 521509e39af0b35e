"""`caseloom restore`: bring a backup back."""

import argparse
from pathlib import Path

from caseloom.cli.command import Arguments, Command
from caseloom.cli.saving.restore import restore


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("folder", type=Path, help="the folder that `caseloom backup` made")


def run(arguments: Arguments) -> int:
    """Restore into the data folder, which must be empty or not exist."""
    held = restore(arguments.installation, arguments.folder.expanduser().absolute())
    answer = {"data": str(arguments.installation.folder), "made": held.made}
    lines = [
        f"The backup of {held.made} is in {arguments.installation.folder}.",
        "Next: caseloom migrate (if this version is newer), then caseloom audit verify.",
    ]
    arguments.output.answer({**answer, "files": len(held.entries)}, lines)
    return 0


COMMAND = Command(
    name="restore",
    summary="Bring a backup back into an empty data folder.",
    description="Every file is checked against the backup's manifest first.",
    example="caseloom restore /mnt/backups/2026-11-21 --data /srv/caseloom",
    arguments=arguments,
    run=run,
)
