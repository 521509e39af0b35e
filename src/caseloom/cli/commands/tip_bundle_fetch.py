"""`caseloom tip bundle-fetch`: the file for another agency."""

import argparse
from pathlib import Path
from uuid import UUID

from caseloom.cli.command import Arguments, Command
from caseloom.cli.saving.files import write_new
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("bundle", type=UUID, help="its id")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="a new file")


def run(arguments: Arguments) -> int:
    """Write it."""
    with viewer_session(arguments) as viewer:
        from caseloom.tips import actions

        _, raw = actions.fetch_bundle(bundle_id=arguments.bundle, by=viewer)
        write_new(arguments.out, raw)
    arguments.output.answer({"bytes": len(raw)}, [f"{len(raw):,} bytes in {arguments.out}"])
    return 0


COMMAND = Command(
    name="tip bundle-fetch",
    summary="Write an allowed bundle to a file; from then on it counts as sent.",
    example="caseloom tip bundle-fetch 6f1f0c2e-6c3e-4f0a-9f43-0a5d3a3f9d11 --out bundle.zip",
    arguments=arguments,
    run=run,
    viewer=True,
)
