"""`caseloom tip redraw`: draw the weekly lots once more, and see the same come out."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--line", default="", help="only this line")


def run(arguments: Arguments) -> int:
    """Draw again from what is kept; 1 where another lot comes out."""
    with viewer_session(arguments) as viewer:
        from caseloom.tips import queries

        found = queries.lots(viewer, arguments.line)
    wrong = sum(not one.again for one in found)
    if arguments.output.as_json:
        arguments.output.json(plain(found))
        return 1 if wrong else 0
    if not found:
        arguments.output.line("No lot was drawn yet.")
        return 0
    arguments.output.table(
        ("Week", "Line", "Ranked low", "Drawn", "Read again", "Overdue", "Seed", "Drawn again"),
        [
            (one.week, one.line, f"{one.population:,}", len(one.tips), one.read, one.overdue,
             one.seed, "the same" if one.again else "NOT THE SAME")
            for one in found
        ],
    )  # fmt: skip
    return 1 if wrong else 0


COMMAND = Command(
    name="tip redraw",
    summary="Draw the weekly lots of what is read again once more, from their seeds.",
    example="caseloom tip redraw --line fraud",
    description="Ends with 1 where another lot comes out than the one that was read.",
    arguments=arguments,
    run=run,
    viewer=True,
)
