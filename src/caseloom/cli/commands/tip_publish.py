"""`caseloom tip publish`: put the counts of a line at a public address."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("line", help="the line")
    parser.add_argument("--off", action="store_true", help="take them away from there")


def run(arguments: Arguments) -> int:
    """Publish them, or end it."""
    published = not arguments.off
    with viewer_session(arguments) as viewer:
        from caseloom.tips import actions

        actions.publish_statistics(line_key=arguments.line, published=published, by=viewer)
    where = f"/tell/en/counts/{arguments.line}/"
    said = f"Published at {where}" if published else "Not published any more."
    arguments.output.answer({"published": published, "at": where}, [said])
    return 0


COMMAND = Command(
    name="tip publish",
    summary="Put the counts of a line at a public address, small ones left out; or take them away.",
    example="caseloom tip publish fraud",
    arguments=arguments,
    run=run,
    viewer=True,
)
