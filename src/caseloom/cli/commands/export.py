"""`caseloom export`: everything that you may see, as FollowTheMoney JSON lines."""

import argparse
from pathlib import Path
from uuid import UUID

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("folder", type=Path, help="a new or empty folder")
    parser.add_argument("--source", action="append", default=[], help="only this source")
    parser.add_argument("--type", action="append", default=[], help="only this type")
    parser.add_argument("--entity", action="append", default=[], type=UUID, help="only this one")


def run(arguments: Arguments) -> int:
    """Export; nothing is cut."""
    with viewer_session(arguments) as viewer:
        from caseloom.ingest import actions
        from caseloom.ingest.types import ExportFilter

        done = actions.export(
            folder=arguments.folder,
            wanted=ExportFilter(
                sources=tuple(arguments.source),
                schemata=tuple(arguments.type),
                entity_ids=tuple(arguments.entity),
            ),
            by=viewer,
        )
    lines = [f"{count:,} lines in {name}" for name, count in done.counts.items()]
    arguments.output.answer(plain(done), [*lines, f"in {done.folder}"])
    return 0


COMMAND = Command(
    name="export",
    summary="Write out records, entities, sources and judgements, whole.",
    example="caseloom export ./out --source payroll-2026",
    arguments=arguments,
    run=run,
    viewer=True,
)
