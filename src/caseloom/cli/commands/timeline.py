"""`caseloom timeline`: what is dated about an entity, in order."""

import argparse
from uuid import UUID

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session
from caseloom.cli.times import moment


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "id", type=UUID, nargs="+", help="any id of an entity; several may be given"
    )
    parser.add_argument("--as-of", type=moment, help="as it was known then: YYYY-MM-DD or a time")


def run(arguments: Arguments) -> int:
    """Show it."""
    with viewer_session(arguments) as viewer:
        from caseloom.explore import queries

        found = queries.timeline(viewer, arguments.id, arguments.as_of)
    output = arguments.output
    if output.as_json:
        output.json(plain(found))
        return 0
    output.table(
        ("When", "Until", "What", "Other"),
        [(one.when, one.until, f"{one.schema} {one.property}: {one.title}", one.other_id)
         for one in found.moments],
    )  # fmt: skip
    if not found.complete:
        output.line("There is more than can be shown at once.")
    return 0


COMMAND = Command(
    name="timeline",
    summary="Every dated value and link of entities, in order.",
    example="caseloom timeline 6f9619ff-8b86-8d01-b42d-00c04fc964ff",
    arguments=arguments,
    run=run,
    viewer=True,
)
