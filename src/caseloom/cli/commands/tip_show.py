"""`caseloom tip show`: a tip, whole."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("tip", help="its number or id")


def run(arguments: Arguments) -> int:
    """Show it."""
    with viewer_session(arguments) as viewer:
        from caseloom.tips import queries
        from caseloom.tips.types import PRIORITIES

        tip = queries.tip(viewer, arguments.tip)
    one = tip.summary
    lines = [
        f"{one.number}, {PRIORITIES[one.priority]}, {one.state}, arrived {one.arrived_at:%F %H:%M}",
        *(f"\n{part.label}\n{tip.text[part.start : part.end]}" for part in tip.segments),
    ]
    lines += [
        f"\n{part.at:%F %H:%M} {part.by_name or 'the reporter'}: {part.text}" for part in tip.parts
    ]
    why = {"named": "it names him", "reports": "he reports to whom it names"}
    lines += [f"\nClosed to {name}: {why[reason]}" for name, reason in tip.closed_to]
    arguments.output.answer(plain(tip), lines)
    return 0


COMMAND = Command(
    name="tip show",
    summary="A tip with its messages, files and what people judged.",
    example="caseloom tip show T-2026-123456789",
    arguments=arguments,
    run=run,
    viewer=True,
)
