"""`caseloom assist remote-evaluate`: what the model server is worth on tips of known truth."""

import argparse
import os
from pathlib import Path

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--test", type=Path, required=True, help="tips as `caseloom bench tips` writes them"
    )
    parser.add_argument("--most", type=int, default=100, help="so many of them (100)")


def run(arguments: Arguments) -> int:
    """Ask and compare. Needs no database; invented tips alone are sent."""
    from caseloom.assist import queries

    with arguments.output.progress("Asking") as advance:
        found = queries.evaluate_remote(
            arguments.test, most=arguments.most, named=os.environ, told=advance
        )
    out = arguments.output
    if out.as_json:
        out.json(plain(found))
        return 0
    out.table(
        ("Figure", "Value", "95 % interval", "Of"),
        [
            (name, f"{one.value:.3f}", f"{one.low:.3f} to {one.high:.3f}", f"{one.of:,}")
            for name, one in found.figures.items()
        ],
    )
    ends = ", ".join(f"{count:,} {name}" for name, count in found.outcomes.items())
    out.line(f"{found.model} at {found.host}, {found.tips:,} tips: {ends}.")
    out.line(
        f"{found.dropped:,} quotations stood nowhere. {found.median:.1f} s in the median,"
        f" {found.p95:.1f} s in the 95th percentile; {found.cost.normalize():f} paid."
    )
    return 0


COMMAND = Command(
    name="assist remote-evaluate",
    summary="Measure the model server that is set up, on invented tips of known truth.",
    example="caseloom assist remote-evaluate --test tips.jsonl --most 50 --json",
    description="Needs no database. It stops paying at CASELOOM_MODEL_MOST_A_DAY.",
    arguments=arguments,
    run=run,
)
