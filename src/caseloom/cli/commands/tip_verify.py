"""`caseloom tip verify`: whether a bundle is whole and who signed it."""

import argparse
from pathlib import Path

from caseloom.bundle.checking import check
from caseloom.bundle.signing import read_pem
from caseloom.cli.command import Arguments, Command
from caseloom.cli.saving.files import read_file


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("bundle", type=Path, help="the file")
    parser.add_argument(
        "--key", type=Path, action="append", required=True, metavar="FILE",
        help="a public key, a PEM file; several times",
    )  # fmt: skip


def run(arguments: Arguments) -> int:
    """Check it; exit status 2 if it is not as it was made."""
    keys = [read_pem(read_file(one)) for one in arguments.key]
    found = check(read_file(arguments.bundle), keys)
    content = found.content
    lines = [
        f"Whole, signed with {found.key_id}, SHA-256 {found.sha256}",
        f"From {content.organisation} to {content.recipient}, made on {content.made_on}",
        f"Ground: {content.ground}",
        f"{content.redactions} left out",
        *(f"{name}  {size:,} bytes" for name, size, _ in found.members),
    ]
    told = {
        "key": found.key_id, "sha256": found.sha256, "id": str(content.id),
        "from": content.organisation, "to": content.recipient, "made_on": content.made_on,
        "ground": content.ground, "caveats": content.caveats, "redactions": content.redactions,
        "members": [{"name": n, "size": s, "sha256": h} for n, s, h in found.members],
    }  # fmt: skip
    arguments.output.answer(told, lines)
    return 0


COMMAND = Command(
    name="tip verify",
    summary="Check another agency's bundle against its public key; needs no database.",
    example="caseloom tip verify bundle.zip --key harbor.pem",
    arguments=arguments,
    run=run,
)
