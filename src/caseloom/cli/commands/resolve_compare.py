"""`caseloom resolve compare`: two entities side by side, with the weight of each field."""

import argparse
from uuid import UUID

from caseloom.cli import telling
from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("left", type=UUID, help="any id of the one")
    parser.add_argument("right", type=UUID, help="any id of the other")


def run(arguments: Arguments) -> int:
    """Compare them."""
    with viewer_session(arguments) as viewer:
        from caseloom.resolve import queries

        found = queries.compare(viewer, arguments.left, arguments.right)
    output = arguments.output
    if output.as_json:
        output.json(plain(found))
        return 0
    output.line(f"{found.left.caption or 'Unnamed'}  |  {found.right.caption or 'Unnamed'}")
    output.table(
        ("Field", "Bits", "Left", "Right", "Why"),
        [
            (one.title, f"{one.weight:+.1f}", ", ".join(one.left), ", ".join(one.right),
             one.explanation)
            for one in found.weights
        ],
    )  # fmt: skip
    if found.score is not None and found.probability is not None:
        output.line(f"Together {found.score:+.1f} bits: {found.probability:.1%}")
    if found.group:
        output.line(f"In a {telling.group(found.group)}")
    if found.against:
        telling.against(output, found.against)
    for made in found.judgements:
        undone = ", taken back" if made.undone else ""
        output.line(
            f"{made.verdict}{undone}  {made.by_name}, {made.at:%F}: {made.reason}  {made.id}"
        )
    output.line(f"As one: {found.if_same.records} records. `caseloom resolve decide` judges.")
    return 0


COMMAND = Command(
    name="resolve compare",
    summary="Two entities side by side: what each field says for and against.",
    example="caseloom resolve compare 6f9619ff-8b86-8d01-b42d-00c04fc964ff"
    " 0d1a2f3e-4b5c-4d7e-9f00-112233445566",
    arguments=arguments,
    run=run,
    viewer=True,
)
