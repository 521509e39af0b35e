"""`caseloom case pdf`: a report as a PDF file."""

import argparse
from pathlib import Path
from uuid import UUID

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import number
from caseloom.cli.session import viewer_session
from caseloom.kernel.errors import Conflict


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("report", type=UUID, help="its id, as `caseloom case show` gives it")
    parser.add_argument("out", type=Path, help="the file to write; it must not exist")
    parser.add_argument("--version", type=number, help="by default the latest")
    parser.add_argument("--paper", choices=("us-letter", "a4"), default="us-letter")


def run(arguments: Arguments) -> int:
    """Print it."""
    if arguments.out.exists():
        raise Conflict(
            f"{arguments.out} exists already.", remedy="Choose another name, or remove it first."
        )
    with viewer_session(arguments) as viewer:
        from caseloom.cases import queries

        made = queries.pdf(viewer, arguments.report, arguments.version, paper=arguments.paper)
    with arguments.out.open("xb") as file:
        file.write(made)
    answer = {"file": str(arguments.out), "bytes": len(made)}
    arguments.output.answer(answer, [f"{arguments.out}: {len(made):,} bytes"])
    return 0


COMMAND = Command(
    name="case pdf",
    summary="Write a report as a PDF; the same version gives the same bytes.",
    example="caseloom case pdf 6f9619ff-8b86-8d01-b42d-00c04fc964ff interview.pdf",
    arguments=arguments,
    run=run,
    viewer=True,
)
