"""`caseloom audit export`: the log, with a verifier that runs anywhere."""

import argparse
from pathlib import Path

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("folder", type=Path, help="a new or empty folder")


def run(arguments: Arguments) -> int:
    """Export the log."""
    with viewer_session(arguments) as viewer:
        from caseloom.audit import actions

        done = actions.export(folder=arguments.folder, by=viewer)
    arguments.output.answer(
        plain(done),
        [
            f"{done.events:,} events are in {done.folder}.",
            f"Check them anywhere: python {done.folder}/verifier.py {done.folder}",
        ],
    )
    return 0


COMMAND = Command(
    name="audit export",
    summary="Write the audit log out, with a verifier that needs Python alone.",
    example="caseloom audit export ./log-2026-03",
    arguments=arguments,
    run=run,
    viewer=True,
)
