"""`caseloom run show`: one import: its counts and what it rejected."""

import argparse
from uuid import UUID

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import number, plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("id", type=UUID, help="its id, as `caseloom run list` gives it")
    parser.add_argument(
        "--rejects", type=number, default=20, help="show so many rejected rows (20)"
    )


def run(arguments: Arguments) -> int:
    """Show it."""
    with viewer_session(arguments) as viewer:
        from caseloom.ingest import queries as ingest
        from caseloom.store import queries

        found = queries.run(viewer, arguments.id)
        rejects = ingest.rejects(viewer, found.id, limit=arguments.rejects)
    output = arguments.output
    if output.as_json:
        output.json({**plain(found), "rejects": plain(rejects)})
        return 0
    output.line(f"{found.source_key}  {found.file_name}  {found.state}, {found.started_at:%F %R}")
    output.line(", ".join(f"{name.replace('_', ' ')}: {n:,}" for name, n in found.counts.items()))
    if found.error:
        output.line(found.error)
    output.table(
        ("File", "Row", "Column", "Value", "Why"),
        [(one.file, one.row, one.column, one.value, one.reason) for one in rejects],
    )
    return 0


COMMAND = Command(
    name="run show",
    summary="Show an import: its counts, and which rows it rejected and why.",
    example="caseloom run show 6f9619ff-8b86-8d01-b42d-00c04fc964ff",
    arguments=arguments,
    run=run,
    viewer=True,
)
