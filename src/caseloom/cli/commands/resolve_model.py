"""`caseloom resolve model`: what weighs pairs now."""

import argparse
from math import log2

from caseloom.cli.command import Arguments, Command
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--type", default="Person", help="a type or group (Person)")


def run(arguments: Arguments) -> int:
    """Show the model; as JSON in its neutral form, with its hash."""
    with viewer_session(arguments) as viewer:
        from caseloom.engine.linkage.levels import COMPARISONS
        from caseloom.resolve import queries

        found = queries.model(viewer, arguments.type)
    if arguments.output.as_json:
        arguments.output.json({"hash": found.hash, "model": found.body()})
        return 0
    arguments.output.table(
        ("Field", "Level", "Bits", "Learnt"),
        [
            (
                COMPARISONS[name].title, level.label,
                f"{log2(levels[level.key].m / levels[level.key].u):+.1f}",
                f"{found.gain(name, level.key):+.1f}" if found.judged else "",
            )
            for name, levels in found.fields.items()
            for level in COMPARISONS[name].levels
        ],
    )  # fmt: skip
    state = f"calibrated on {found.judged:,} judgements" if found.calibrated else "uncalibrated"
    arguments.output.line(f"{found.group}, {state}: {'; '.join(found.notes) or 'as it ships'}")
    arguments.output.line(f"Hash {found.hash}")
    return 0


COMMAND = Command(
    name="resolve model",
    summary="Show what weighs pairs now; with --json whole, in the form that the reference tells.",
    example="caseloom resolve model --type Person --json",
    arguments=arguments,
    run=run,
    viewer=True,
)
