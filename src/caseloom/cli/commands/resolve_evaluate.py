"""`caseloom resolve evaluate`: how right the machine is, against a truth."""

import argparse
from pathlib import Path

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session
from caseloom.kernel.errors import NotFound


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--truth", type=Path, required=True, help="a CSV with the columns source, key, cluster"
    )
    parser.add_argument("--threshold", type=float, help="decide “same” from so many bits on")


def run(arguments: Arguments) -> int:
    """Evaluate the last run; changes nothing."""
    if not arguments.truth.is_file():
        raise NotFound(f"There is no file {arguments.truth}.", remedy="Check the path.")
    with viewer_session(arguments) as viewer:
        from caseloom.resolve import queries

        chosen = {} if arguments.threshold is None else {"threshold": arguments.threshold}
        found = queries.evaluate(viewer, arguments.truth, **chosen)
    rows = [("pairs", found.pair), ("B³", found.b_cubed)]
    if arguments.output.as_json:
        arguments.output.json(plain(found))
        return 0
    arguments.output.table(
        ("", "Precision", "Recall", "F1"),
        [
            (name, f"{one.precision:.4f}", f"{one.recall:.4f}", f"{one.f1:.4f}")
            for name, one in rows
        ],
    )
    arguments.output.line(
        f"Blocking recall {found.blocking_recall:.4f}; {found.entities:,} entities of the truth"
        f" found, {found.missing:,} missing; decided at {found.threshold:g} bits"
    )
    return 0


COMMAND = Command(
    name="resolve evaluate",
    summary="Say how right the suggestions are, against a truth that nothing was trained on.",
    example="caseloom resolve evaluate --truth truth.csv --json",
    arguments=arguments,
    run=run,
    viewer=True,
)
