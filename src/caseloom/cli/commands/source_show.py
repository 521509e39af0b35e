"""`caseloom source show`: one source and its imports."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("key", help="its key")


def run(arguments: Arguments) -> int:
    """Show it."""
    with viewer_session(arguments) as viewer:
        from caseloom.store import queries

        source = queries.source(viewer, arguments.key)
        runs = queries.runs(viewer, source_id=source.id, limit=20).items
    output = arguments.output
    if output.as_json:
        output.json({**plain(source), "runs": plain(runs)})
        return 0
    output.line(f"{source.key}: {source.title}  ({source.kind})")
    output.line(f"Held by: {source.legal_authority}")
    kept = f"{source.retention_days:,} days" if source.retention_days else "without limit"
    output.line(f"Kept: {kept}. Licence: {source.licence or 'none stated'}.")
    output.table(
        ("Import", "State", "Begun", "New", "Rejected"),
        [
            (one.id, one.state, f"{one.started_at:%F %R}", one.counts.get("added", 0),
             one.counts.get("rejected", 0))
            for one in runs
        ],
    )  # fmt: skip
    return 0


COMMAND = Command(
    name="source show",
    summary="Show a source: by what right it is held, and its imports.",
    example="caseloom source show dmv-2026",
    arguments=arguments,
    run=run,
    viewer=True,
)
