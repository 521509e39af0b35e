"""`caseloom record show`: one record as its source gives it."""

import argparse
from uuid import UUID

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("record", type=UUID, help="its id: what a statement's id begins with")


def run(arguments: Arguments) -> int:
    """Show it."""
    with viewer_session(arguments) as viewer:
        from caseloom.store import queries

        found = queries.record(viewer, arguments.record)
    output = arguments.output
    if output.as_json:
        output.json(plain(found))
        return 0
    state = "  RETRACTED" if found.retracted else ""
    output.line(f"{found.schema}  {found.source_title}, {found.citation}{state}")
    output.line(f"Entered {found.recorded_at:%F %R}; the source calls it {found.origin_id}")
    output.table(
        ("Property", "Value", "As written"),
        [
            (name, ", ".join(values), ", ".join(found.originals.get(name, ())))
            for name, values in {**dict.fromkeys(found.originals, ()), **found.properties}.items()
        ],
    )
    return 0


COMMAND = Command(
    name="record show",
    summary="Show a record: what one source says, where, and how it was written.",
    example="caseloom record show 6f9619ff-8b86-8d01-b42d-00c04fc964ff",
    arguments=arguments,
    run=run,
    viewer=True,
)
