"""`caseloom run list`: the imports that you may see."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import number, plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--source", default="", help="only of the source with this key")
    parser.add_argument("--limit", type=number, default=20, help="imports on a page")
    parser.add_argument("--cursor", help="the next page: `next` of the one before")


def run(arguments: Arguments) -> int:
    """List them."""
    with viewer_session(arguments) as viewer:
        from caseloom.store import queries

        source = queries.source(viewer, arguments.source).id if arguments.source else None
        page = queries.runs(
            viewer, source_id=source, cursor=arguments.cursor, limit=arguments.limit
        )
    output = arguments.output
    if output.as_json:
        output.json(plain(page))
        return 0
    output.table(
        ("Import", "Source", "File", "State", "Begun", "New", "Rejected"),
        [
            (one.id, one.source_key, one.file_name, one.state, f"{one.started_at:%F %R}",
             one.counts.get("added", 0), one.counts.get("rejected", 0))
            for one in page.items
        ],
    )  # fmt: skip
    if page.next:
        output.line(f"More: --cursor {page.next}")
    return 0


COMMAND = Command(
    name="run list",
    summary="The imports that you may see, newest first.",
    example="caseloom run list --source dmv-2026",
    arguments=arguments,
    run=run,
    viewer=True,
)
