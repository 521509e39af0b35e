"""`caseloom show`: one entity, each value with its sources."""

import argparse
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session
from caseloom.cli.times import moment

if TYPE_CHECKING:
    from caseloom.cli.output import Output
    from caseloom.resolve.types import Suggestion
    from caseloom.store.types import Entity


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("id", type=UUID, help="any id of the entity")
    parser.add_argument("--as-of", type=moment, help="as it was known then: YYYY-MM-DD or a time")
    parser.add_argument(
        "--statements", action="store_true", help="each statement with its id, to cite it by"
    )


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
    (_statements if arguments.statements else _values)(arguments.output, entity)
    for link in profile.links:
        arguments.output.line(f"{link.schema}: {link.outgoing:,} out, {link.incoming:,} in")
    if profile.may_also_be:
        arguments.output.line("May be the same as (`caseloom resolve compare` says why):")
        arguments.output.table(
            ("Name", "Probability", "Id"),
            [_other(one, entity.entity_ids) for one in profile.may_also_be],
        )
    return 0


def _values(output: "Output", entity: "Entity") -> None:
    output.table(
        ("Property", "Value", "Said by"),
        [
            (name, value.value, "; ".join(
                sorted({f"{one.source_title}, {one.citation}" for one in value.statements})[:3]
            ))
            for name, values in entity.values.items()
            for value in values
        ],
    )  # fmt: skip


def _statements(output: "Output", entity: "Entity") -> None:
    output.table(
        ("Value", "Said by", "Statement"),
        [
            (value.value, f"{one.source_title}, {one.citation}", one.id)
            for values in entity.values.values()
            for value in values
            for one in value.statements
        ],
    )


def _other(one: "Suggestion", own: tuple[UUID, ...]) -> tuple[str, str, UUID]:
    left = one.left not in own
    caption, other = (one.left_caption, one.left) if left else (one.right_caption, one.right)
    return caption or "Unnamed", f"{one.probability:.0%}", other


COMMAND = Command(
    name="show",
    summary="Show an entity: each value with its source, row and date.",
    example="caseloom show 6f9619ff-8b86-8d01-b42d-00c04fc964ff --as-of 2026-03-01",
    arguments=arguments,
    run=run,
    viewer=True,
)
