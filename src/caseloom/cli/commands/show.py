"""`caseloom show`: one entity, each value with its sources."""

import argparse
from datetime import datetime
from uuid import UUID

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session
from caseloom.cli.times import moment


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("id", type=UUID, help="any id of the entity")
    parser.add_argument("--as-of", type=moment, help="as it was known then: YYYY-MM-DD or a time")


def run(arguments: Arguments) -> int:
    """Show the profile."""
    as_of: datetime | None = arguments.as_of
    with viewer_session(arguments) as viewer:
        from caseloom.explore import queries

        profile = queries.profile(viewer, arguments.id, as_of)
    if arguments.output.as_json:
        arguments.output.json(plain(profile))
        return 0
    entity = profile.entity
    arguments.output.line(f"{entity.schema}  {entity.caption}  ({len(entity.records)} records)")
    arguments.output.table(
        ("Property", "Value", "Said by"),
        [
            (name, value.value, "; ".join(
                sorted({f"{one.source_title}, {one.citation}" for one in value.statements})[:3]
            ))
            for name, values in entity.values.items()
            for value in values
        ],
    )  # fmt: skip
    for link in profile.links:
        arguments.output.line(f"{link.schema}: {link.outgoing:,} out, {link.incoming:,} in")
    return 0


COMMAND = Command(
    name="show",
    summary="Show an entity: each value with its source, row and date.",
    example="caseloom show 6f9619ff-8b86-8d01-b42d-00c04fc964ff --as-of 2026-03-01",
    arguments=arguments,
    run=run,
    viewer=True,
)
