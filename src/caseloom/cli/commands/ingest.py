"""`caseloom ingest`: bring a file in by a mapping."""

import argparse
from pathlib import Path

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import acting_viewer
from caseloom.kernel.errors import NotFound


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "file", type=Path, nargs="?",
        help="the file, or its folder; by default the mapping's own folder",
    )  # fmt: skip
    parser.add_argument("--mapping", type=Path, required=True, help="a mapping (YAML)")
    parser.add_argument("--source", required=True, help="the key of the source")
    parser.add_argument("--scope", default="", help="who may see the records, if not as the source")
    parser.add_argument("--rejects", type=Path, help="copy the list of rejected rows here")
    parser.add_argument("--memory-limit", help="at most so much memory (1GB)")


def run(arguments: Arguments) -> int:
    """Import; a run that was cut off is taken up where it stopped."""
    if not arguments.mapping.is_file():
        raise NotFound(
            f"There is no mapping {arguments.mapping}.",
            remedy="`caseloom map draft FILE --out MAPPING` makes a first one.",
        )
    viewer = acting_viewer(arguments)

    from caseloom.access import queries as access
    from caseloom.access.actions import as_viewer
    from caseloom.ingest import actions
    from caseloom.ingest.types import Progress

    scope_id = None
    if arguments.scope:
        with as_viewer(viewer):
            scope_id = access.scope(viewer, arguments.scope).id
    with arguments.output.progress("Importing") as advance:

        def notify(progress: Progress) -> None:
            advance(progress.done, progress.total or None)

        done = actions.run(
            mapping=arguments.mapping,
            source_key=arguments.source,
            scope_id=scope_id,
            folder=_folder(arguments),
            by=viewer,
            notify=notify,
            memory_limit=arguments.memory_limit,
        )
    if arguments.rejects and done.rejects:
        arguments.rejects.write_bytes(done.rejects.read_bytes())
    for note in done.notes:
        arguments.output.note(note)
    counts = done.run.counts
    arguments.output.answer(
        plain(done),
        [
            f"{counts['rows']:,} rows, {counts['added']:,} new records,"
            f" {counts['known']:,} known already, {counts['rejected']:,} rejected"
            + (f" (see {arguments.rejects or done.rejects})" if done.rejects else "")
        ],
    )
    return 0


def _folder(arguments: Arguments) -> Path:
    given: Path | None = arguments.file
    if given is None:
        folder: Path = arguments.mapping.parent
        return folder
    if not given.exists():
        raise NotFound(f"There is no file {given}.", remedy="Check the path.")
    return given if given.is_dir() else given.parent


COMMAND = Command(
    name="ingest",
    summary="Bring files in by a mapping: each row becomes records that cite it.",
    description="Running it again adds nothing; a run that was cut off is taken up.",
    example="caseloom ingest people.csv --mapping people.yml --source dmv-2026",
    arguments=arguments,
    run=run,
    viewer=True,
)
