"""`caseloom map draft`: a first mapping for a file, to be edited by a person."""

import argparse
import sys
from pathlib import Path

from caseloom.cli.command import Arguments, Command
from caseloom.kernel.errors import Conflict


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", type=Path, help="a CSV, XLSX, Parquet or JSON lines file")
    parser.add_argument("--out", type=Path, help="write here instead of to standard output")


def run(arguments: Arguments) -> int:
    """Draft it. Needs no database: nothing but the file is read."""
    from caseloom.engine.draft import draft_text

    text = draft_text(arguments.file)
    if arguments.output.as_json:
        arguments.output.json({"file": str(arguments.file), "mapping": text})
    elif arguments.out is None:
        sys.stdout.write(text)
    else:
        _write(arguments.out, text)
        arguments.output.note(f"Wrote {arguments.out}. Read it, mend it, then `caseloom ingest`.")
    return 0


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise Conflict(
            f"{path} exists already.", remedy="Choose another name, or remove it first."
        ) from error


COMMAND = Command(
    name="map draft",
    summary="Draft a mapping from a file's columns.",
    example="caseloom map draft people.csv --out people.yml",
    arguments=arguments,
    run=run,
)
