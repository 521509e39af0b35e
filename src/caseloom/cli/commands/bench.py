"""`caseloom bench`: measure, on this machine, what the documentation claims."""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from caseloom.cli import database
from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import number
from caseloom.kernel import clock
from caseloom.kernel.errors import Invalid

if TYPE_CHECKING:
    from caseloom.cli.bench.dataset import Dataset
    from caseloom.cli.bench.figures import Report

NAMES = ("ingest", "search", "expand", "path", "match", "resolve", "spark", "undo", "web", "audit")
# These make records of their own.
_OWN = ("ingest", "spark")
_SIZES = {"injections": 5_000, "intake": 1_000_000}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "bench",
        choices=(*NAMES, "tips", "reading", "injections", "intake"),
        help="what to measure; tips: make tips with their truth; reading: what reads them; "
        "injections: tips that give orders and carry attacks; intake: the portal under load",
    )
    parser.add_argument(
        "--size",
        type=number,
        help="records (25000), hostile tips (5000), or tips that are there already (1000000)",
    )
    parser.add_argument("--seed", type=int, default=2026, help="of tips (%(default)s)")
    parser.add_argument(
        "--rate", type=float, default=50.0, help="of intake: tips a second (%(default)s)"
    )
    parser.add_argument(
        "--seconds", type=number, default=600, help="of intake: how long (%(default)s)"
    )
    parser.add_argument(
        "--workers", type=int, default=2, help="of intake: web processes (%(default)s)"
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="of tips: .jsonl or .csv; of reading: .json"
    )
    parser.add_argument(
        "--mailing", type=int, default=0, metavar="N", help="tips of one mass mailing (%(default)s)"
    )


def run(arguments: Arguments) -> int:
    """Make the records if they are not there, and measure; or make tips."""
    if arguments.size is None:
        arguments.size = _SIZES.get(arguments.bench, 25_000)
    if arguments.bench == "tips":
        return _tips(arguments)
    if arguments.bench == "reading":
        return _reading(arguments)
    database.ready(arguments.installation)
    report = _measured(arguments)
    if arguments.output.as_json:
        arguments.output.json(report.as_dict())
        return 0
    arguments.output.line(f"{report.bench}, {report.size:,} records")
    for name, figure in {**report.figures, **report.peers}.items():
        arguments.output.line(f"  {name}: {_plain(figure)}")
    return 0


def _measured(arguments: Arguments) -> "Report":
    if arguments.bench == "intake":
        from caseloom.cli.bench.intake.running import Wanted, intake

        wanted = Wanted(arguments.size, arguments.rate, arguments.seconds, arguments.workers)
        return intake(arguments.installation.folder, wanted, arguments.output)
    if arguments.bench == "injections":
        from caseloom.cli.bench.injections.running import injections

        return injections(
            arguments.installation.folder, arguments.size, arguments.seed, arguments.output
        )
    from caseloom.cli.bench import dataset

    records = dataset.ready(
        arguments.installation.folder,
        arguments.size,
        arguments.output,
        filled=arguments.bench not in _OWN,
    )
    return _benches()[arguments.bench](records)


def _tips(arguments: Arguments) -> int:
    """Write tips with their truth to a file. Needs no database."""
    from caseloom.cli.bench.tips.making import tips
    from caseloom.cli.bench.tips.writing import write

    if arguments.out is None:
        raise Invalid(
            "Where are the tips to go?", remedy="Name a file: --out tips.jsonl", field="out"
        )
    start = time.perf_counter()
    made = tips(arguments.size, seed=arguments.seed, mailing=arguments.mailing)
    counts = write(arguments.out, made)
    told = {
        "bench": "tips", "size": arguments.size, "seed": arguments.seed,
        "file": str(arguments.out), "seconds": time.perf_counter() - start, **counts,
    }  # fmt: skip
    lines = [f"{arguments.size:,} tips in {arguments.out}"]
    lines += [
        f"  {name}: {', '.join(f'{label} {many:,}' for label, many in found.items())}"
        for name, found in counts.items()
    ]
    arguments.output.answer(told, lines)
    return 0


def _reading(arguments: Arguments) -> int:
    """Measure what reads tips, on generated ones and on those written by hand. No database."""
    from caseloom.cli.bench import reading

    start = time.perf_counter()
    found = reading.reading(arguments.size, arguments.seed, arguments.output.step)
    told = {"bench": "reading", "size": arguments.size, "seed": arguments.seed,
            "measured_at": clock.now().date().isoformat(),
            "seconds": time.perf_counter() - start, **found}  # fmt: skip
    if arguments.out is not None:
        arguments.out.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n")
    arguments.output.answer(told, reading.lines(found))
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
