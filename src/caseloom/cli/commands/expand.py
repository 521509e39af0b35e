"""`caseloom expand`: what surrounds an entity, and the way from one to another."""

import argparse
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import number, plain
from caseloom.cli.session import viewer_session

if TYPE_CHECKING:
    from caseloom.explore.types import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("id", type=UUID, help="any id of the entity")
    parser.add_argument("--to", type=UUID, help="show the shortest path to this entity instead")
    parser.add_argument("--type", action="append", default=[], help="types of links, as Payment")
    parser.add_argument("--since", type=date.fromisoformat, help="YYYY-MM-DD")
    parser.add_argument("--until", type=date.fromisoformat, help="YYYY-MM-DD")
    parser.add_argument("--limit", type=number, default=50, help="neighbours, at most 2,000")


def run(arguments: Arguments) -> int:
    """Expand the entity, or find the path."""
    with viewer_session(arguments) as viewer:
        from caseloom.explore import queries

        if arguments.to:
            return _path(arguments, queries.path(viewer, arguments.id, arguments.to))
        found = queries.expand(
            viewer,
            arguments.id,
            schemata=arguments.type,
            since=arguments.since,
            until=arguments.until,
            limit=arguments.limit,
        )
    if arguments.output.as_json:
        arguments.output.json(plain(found))
        return 0
    names = {node.id: node.caption or "Unnamed" for node in (found.center, *found.nodes)}
    arguments.output.table(
        ("Link", "From", "To", "Since", "Until", "Amount", "Id of the other"),
        [
            (edge.label, names[edge.source], names[edge.target], edge.start_date, edge.end_date,
             edge.amount, edge.source if edge.target == found.center.id else edge.target)
            for edge in found.edges
        ],
    )  # fmt: skip
    for schema, count in found.left_out.items():
        arguments.output.line(f"{count:,} more links of the type {schema} are not shown.")
    return 0


def _path(arguments: Arguments, found: "Path") -> int:
    if arguments.output.as_json:
        arguments.output.json(plain(found))
        return 0
    if found.hops is None:
        arguments.output.line("No path of at most four links was found.")
    else:
        arguments.output.line(" — ".join(node.caption or "Unnamed" for node in found.nodes))
    for hub in found.hubs:
        arguments.output.line(
            f"Not searched through {hub.caption or 'Unnamed'}: it has {hub.degree:,} links."
        )
    return 0


COMMAND = Command(
    name="expand",
    summary="Show what surrounds an entity, or the shortest path to another.",
    example="caseloom expand 6f9619ff-8b86-8d01-b42d-00c04fc964ff --type Payment",
    arguments=arguments,
    run=run,
    viewer=True,
)
