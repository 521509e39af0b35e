"""`caseloom bench`: measure, on this machine, what the documentation claims."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from caseloom.cli import database
from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import number

if TYPE_CHECKING:
    from caseloom.cli.bench.dataset import Dataset
    from caseloom.cli.bench.figures import Report

NAMES = ("ingest", "search", "expand", "path", "match", "resolve", "spark", "undo", "web", "audit")
# These make records of their own.
_OWN = ("ingest", "spark")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("bench", choices=NAMES, help="what to measure")
    parser.add_argument("--size", type=number, default=25_000, help="records (%(default)s)")


def run(arguments: Arguments) -> int:
    """Make the records if they are not there, and measure."""
    database.ready(arguments.installation)

    from caseloom.cli.bench import dataset

    records = dataset.ready(
        arguments.installation.folder,
        arguments.size,
        arguments.output,
        filled=arguments.bench not in _OWN,
    )
    report = _benches()[arguments.bench](records)
    if arguments.output.as_json:
        arguments.output.json(report.as_dict())
        return 0
    arguments.output.line(f"{report.bench}, {report.size:,} records")
    for name, figure in {**report.figures, **report.peers}.items():
        arguments.output.line(f"  {name}: {_plain(figure)}")
    return 0


def _plain(figure: object) -> str:
    """A figure on one line, or on a line each where it has several."""
    if not isinstance(figure, dict):
        return str(figure)
    return "".join(f"\n    {name}: {one}" for name, one in figure.items())


def _benches() -> "dict[str, Callable[[Dataset], Report]]":
    from caseloom.cli.bench import acts, ingesting, matching, paging, spreading, undoing

    return {
        "ingest": ingesting.ingesting,
        "search": acts.search,
        "expand": acts.expand,
        "path": acts.path,
        "match": matching.match,
        "resolve": acts.resolving,
        "undo": undoing.undoing,
        "spark": spreading.spreading,
        "web": paging.paging,
        "audit": acts.auditing,
    }


COMMAND = Command(
    name="bench",
    summary="Measure speed on generated records, with access control and audit on.",
    description="Works in a data folder of its own. Run it on a machine that does nothing else.",
    example="caseloom bench search --size 100000 --json",
    folder="~/.local/share/caseloom-bench",
    arguments=arguments,
    run=run,
)
