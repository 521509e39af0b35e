"""`caseloom audit list`: what was done and seen."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import number, plain
from caseloom.cli.session import viewer_session
from caseloom.cli.times import moment


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--verb", help="such as profile.viewed")
    parser.add_argument("--by", default="", metavar="USERNAME", help="only what this person did")
    parser.add_argument("--object", help="only about the thing with this id")
    parser.add_argument("--since", type=moment, help="YYYY-MM-DD or a time")
    parser.add_argument("--until", type=moment, help="YYYY-MM-DD or a time")
    parser.add_argument("--limit", type=number, default=50, help="events on a page")
    parser.add_argument("--cursor", help="the next page: `next` of the one before")


def run(arguments: Arguments) -> int:
    """List it."""
    with viewer_session(arguments) as viewer:
        from caseloom.access import queries as access
        from caseloom.audit import queries

        actor = str(access.person_by_username(viewer, arguments.by).id) if arguments.by else None
        page = queries.events(
            viewer,
            verb=arguments.verb,
            actor=actor,
            object_id=arguments.object,
            since=arguments.since,
            until=arguments.until,
            cursor=arguments.cursor,
            limit=arguments.limit,
        )
    output = arguments.output
    if output.as_json:
        output.json(plain(page))
        return 0
    output.table(
        ("When", "Who", "What", "About", "Purpose"),
        [
            (f"{one.at:%F %T}", one.actor_name, one.verb, f"{one.object_kind} {one.object_id}",
             one.purpose)
            for one in page.items
        ],
    )  # fmt: skip
    if page.next:
        output.line(f"More: --cursor {page.next}")
    return 0


COMMAND = Command(
    name="audit list",
    summary="What was done and seen, latest first: your own acts, everybody's as an auditor.",
    example="caseloom audit list --verb profile.viewed --since 2026-03-01",
    arguments=arguments,
    run=run,
    viewer=True,
)
