"""`caseloom backup`: a checked copy of everything."""

import argparse
from pathlib import Path

from caseloom.cli.command import Arguments, Command
from caseloom.cli.saving.backup import TIP_KEYS, back_up, copy_tip_keys


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("folder", type=Path, help="the new folder to write to")
    parser.add_argument(
        "--tip-keys", type=Path, metavar="FOLDER", help="copy the keys of tips to this new folder"
    )


def run(arguments: Arguments) -> int:
    """Write the backup while Caseloom may go on serving."""
    arguments.installation.open()
    made = back_up(arguments.installation, arguments.folder)
    size = sum(entry.size for entry in made.entries)
    answer = {"folder": str(arguments.folder), "files": len(made.entries), "bytes": size}
    line = f"{len(made.entries)} files, {size:,} bytes, each checked, in {arguments.folder}"
    lines = [line, *_keys(arguments)]
    arguments.output.answer({**answer, "made": made.made}, lines)
    return 0


def _keys(arguments: Arguments) -> list[str]:
    """What became of the keys of tips, which are never in the same folder."""
    folder = arguments.installation.folder
    if arguments.tip_keys:
        count = copy_tip_keys(folder, arguments.tip_keys)
        return [f"{count} keys of tips in {arguments.tip_keys}: keep them apart from the backup"]
    if (folder / TIP_KEYS).is_dir():
        return ["The keys of tips are not in it: copy them apart, with --tip-keys FOLDER."]
    return []


COMMAND = Command(
    name="backup",
    summary="Copy the database and the data folder's files, and check the copy.",
    description="Keep it as safe as the data folder. The keys of tips are copied apart.",
    example="caseloom backup /mnt/backups/2026-11-21",
    arguments=arguments,
    run=run,
)
