"""`caseloom tip oversight`: figures of the machine at work, and of the work."""

import argparse
from datetime import date
from pathlib import Path

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("line", help="the line's key")
    parser.add_argument("--since", type=date.fromisoformat, metavar="DAY", help="12 weeks ago")
    parser.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="this week's end")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write them to a new file")


def run(arguments: Arguments) -> int:
    """Count, within what the person may see."""
    with viewer_session(arguments) as viewer:
        from caseloom.tips import queries

        found = queries.oversight(
            viewer, arguments.line, since=arguments.since, until=arguments.until
        )
        rows, text = queries.flat(found), queries.as_csv(found)
    if arguments.csv:
        with arguments.csv.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    if arguments.output.as_json:
        arguments.output.json(plain(found))
        return 0
    if not found.tips:
        arguments.output.line(f"No tip arrived from {found.since} to {found.until}.")
        return 0
    arguments.output.table(
        ("Figure", "Of", "Value", "95 % interval", "Cases"),
        [
            (one.figure, one.of, _shown(one.value), _between(one.low, one.high),
             "" if one.cases is None else f"{one.cases:,}")
            for one in rows
        ],
    )  # fmt: skip
    return 0


def _shown(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:.3f}"


def _between(low: float | None, high: float | None) -> str:
    if high is None:
        return ""
    return f"chance: {high:.3f}" if low is None else f"{low:.3f} to {high:.3f}"


COMMAND = Command(
    name="tip oversight",
    summary="How often people override the machine, what it misses, and how the clocks are kept.",
    example="caseloom tip oversight fraud --json",
    description="For who leads or audits the line; counts what that person may see.",
    arguments=arguments,
    run=run,
    viewer=True,
)
