"""`caseloom resolve runs`: the searches for pairs, and by which keys each looked."""

import argparse
from uuid import UUID

from caseloom.cli import telling
from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import number, plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("id", type=UUID, nargs="?", help="only this one, with the keys it used")
    parser.add_argument("--limit", type=number, default=20, help="how many (20)")


def run(arguments: Arguments) -> int:
    """List them, or show one."""
    if arguments.id is not None:
        return _show(arguments)
    with viewer_session(arguments) as viewer:
        from caseloom.resolve import queries

        found = queries.runs(viewer, arguments.limit)
    output = arguments.output
    if output.as_json:
        output.json(plain(list(found)))
        return 0
    if not found:
        output.line("No search that you may see. `caseloom resolve run` makes one.")
        return 0
    output.table(
        ("Search", "Begun", "By", "State", "Candidates", "Pairs", "Keys left out"),
        [
            (one.id, f"{one.started_at:%F %R}", one.started_by, one.state,
             *(f"{one.counts.get(name, 0):,}"
               for name in ("candidates", "suggestions", "keys_left_out")))
            for one in found
        ],
    )  # fmt: skip
    return 0


def _show(arguments: Arguments) -> int:
    with viewer_session(arguments) as viewer:
        from caseloom.resolve import queries

        found = queries.run(viewer, arguments.id)
    output = arguments.output
    if output.as_json:
        output.json(plain(found))
        return 0
    output.line(f"{found.state}, {found.started_at:%F %R}, by {found.started_by}")
    output.line(", ".join(f"{name.replace('_', ' ')}: {n:,}" for name, n in found.counts.items()))
    if found.error:
        output.line(found.error)
    telling.keys(output, found)
    return 0


COMMAND = Command(
    name="resolve runs",
    summary="The searches for pairs; one by its id with the keys that it used and left out.",
    example="caseloom resolve runs 6f9619ff-8b86-8d01-b42d-00c04fc964ff",
    arguments=arguments,
    run=run,
    viewer=True,
)
