"""`caseloom search`: find entities by words, in any script, with typos."""

import argparse
from datetime import date

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import number, plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("text", help='words, "a phrase", begin*, a number in any format')
    parser.add_argument("--type", action="append", default=[], help="such as Person")
    parser.add_argument("--source", action="append", default=[], help="a source's key")
    parser.add_argument("--country", action="append", default=[], help="an ISO code, such as us")
    parser.add_argument("--since", type=date.fromisoformat, help="YYYY-MM-DD")
    parser.add_argument("--until", type=date.fromisoformat, help="YYYY-MM-DD")
    parser.add_argument("--limit", type=number, default=20, help="hits on a page, at most 100")
    parser.add_argument("--cursor", help="the next page: `next` of the one before")


def run(arguments: Arguments) -> int:
    """Search, and show the hits with the counts of what was found."""
    with viewer_session(arguments) as viewer:
        from caseloom.explore import queries
        from caseloom.store import queries as stored

        found = queries.search(
            viewer,
            arguments.text,
            schema=arguments.type,
            source=[stored.source(viewer, key).id for key in arguments.source],
            country=arguments.country,
            since=arguments.since,
            until=arguments.until,
            cursor=arguments.cursor,
            limit=arguments.limit,
        )
    if arguments.output.as_json:
        arguments.output.json(plain(found))
        return 0
    total = f"at least {found.total:,}" if found.total_is_lower_bound else f"{found.total:,}"
    arguments.output.line(f"{total} found")
    arguments.output.table(
        ("Id", "Type", "Name", "Countries", "Dates"),
        [
            (hit.entity_id, hit.schema, hit.caption, ", ".join(hit.countries),
             " to ".join(str(one) for one in (hit.first_date, hit.last_date) if one))
            for hit in found.hits
        ],
    )  # fmt: skip
    return 0


COMMAND = Command(
    name="search",
    summary="Find who or what is in the records.",
    example='caseloom search "marisol vega" --type Person',
    arguments=arguments,
    run=run,
    viewer=True,
)
