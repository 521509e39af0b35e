"""`caseloom resolve run`: find what may be the same."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import acting_viewer


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--type", action="append", default=[], help="only this type, such as Person; repeatable"
    )


def run(arguments: Arguments) -> int:
    """Find pairs and queue them for review."""
    viewer = acting_viewer(arguments)

    from caseloom.resolve import actions
    from caseloom.resolve.types import Progress

    with arguments.output.progress("Resolving") as advance:

        def told(progress: Progress) -> None:
            advance(progress.done, progress.total or None)

        done = actions.work(schemata=tuple(arguments.type), by=viewer, progress=told)
    counts = ", ".join(f"{count:,} {name}" for name, count in done.counts.items())
    arguments.output.answer(plain(done), [f"{done.state}: {counts}"])
    return 0 if done.state == "done" else 1


COMMAND = Command(
    name="resolve run",
    summary="Find records that may be the same, and queue the pairs for review.",
    example="caseloom resolve run --type Person",
    arguments=arguments,
    run=run,
    viewer=True,
)
