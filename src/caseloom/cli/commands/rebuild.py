"""`caseloom rebuild`: make anew what follows from the records."""

import argparse
import os
from typing import TYPE_CHECKING

from caseloom.cli.command import Arguments, Command
from caseloom.cli.session import acting_viewer

if TYPE_CHECKING:
    from caseloom.kernel.viewer import Viewer

PURPOSE = "rebuild after an upgrade"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--projection",
        action="append",
        default=[],
        metavar="NAME",
        help="only this one (search, links, keys); repeatable",
    )


def run(arguments: Arguments) -> int:
    """Rebuild, each projection in a transaction of its own, so that what is done stays."""
    arguments.installation.open()
    viewer = _viewer(arguments)

    from caseloom.access.actions import as_viewer
    from caseloom.store import actions

    done: list[str] = []
    for name in arguments.projection or actions.projections():
        arguments.output.step(f"Rebuilding {name}")
        with arguments.output.progress(name) as advance, as_viewer(viewer) as by:
            done += actions.rebuild(names=[name], by=by, told=lambda count: advance(count, None))
    arguments.output.answer({"rebuilt": done}, [f"Rebuilt: {', '.join(done)}."])
    return 0


def _viewer(arguments: Arguments) -> "Viewer":
    """The person of --as; else the machine, which sees all that is not sealed."""
    if arguments.acting or os.environ.get("CASELOOM_AS"):
        return acting_viewer(arguments)

    from caseloom.access import queries

    return queries.machine("rebuild", arguments.purpose or PURPOSE)


COMMAND = Command(
    name="rebuild",
    summary="Make search entries, links and matching keys anew from the records.",
    description="After an upgrade that says so. Nothing that somebody wrote or judged changes."
    " Without --as it does all that is not sealed; what is sealed, whoever holds it rebuilds.",
    example="caseloom rebuild --projection keys",
    arguments=arguments,
    run=run,
    viewer=True,
)
