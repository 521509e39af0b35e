"""`caseloom resolve run`: find what may be the same."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from caseloom.cli import telling
from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import acting_viewer
from caseloom.kernel.errors import Invalid

if TYPE_CHECKING:
    from caseloom.resolve.types import Engine


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--type", action="append", default=[], help="only this type, such as Person; repeatable"
    )
    parser.add_argument(
        "--engine", choices=("duckdb", "spark"), default="duckdb",
        help="what computes it; the result is the same (%(default)s)",
    )  # fmt: skip
    spark = parser.add_argument_group("with --engine spark")
    spark.add_argument(
        "--master", metavar="URL", default="local[*]", help="where Spark runs (%(default)s)"
    )
    spark.add_argument(
        "--work", metavar="FOLDER", default="",
        help="a folder that all machines can reach, s3a:// and hdfs:// too; holds case data, and a"
             " run that stopped goes on from it (on one machine: spark in the data folder)",
    )  # fmt: skip
    spark.add_argument("--keep", action="store_true", help="leave the work folder at a good end")
    spark.add_argument(
        "--memory", metavar="SIZE", default="1GB",
        help="what DuckDB may use in each task of an executor (%(default)s)",
    )  # fmt: skip
    spark.add_argument(
        "--conf", metavar="NAME=VALUE", action="append", default=[],
        help="a setting of Spark's own; repeatable",
    )  # fmt: skip


def run(arguments: Arguments) -> int:
    """Find pairs and queue them for review."""
    viewer = acting_viewer(arguments)

    from caseloom.resolve import actions
    from caseloom.resolve.types import Progress

    step = ""
    with arguments.output.progress("Resolving") as advance:

        def told(progress: Progress) -> None:
            nonlocal step
            if progress.step != step:
                arguments.output.step(progress.step.capitalize())
            step = progress.step
            advance(progress.done, progress.total or None)

        done = actions.work(
            schemata=tuple(arguments.type), by=viewer, progress=told, engine=_engine(arguments)
        )
    counts = ", ".join(f"{count:,} {name}" for name, count in done.counts.items())
    arguments.output.answer(plain(done), [f"{done.state}: {counts}"])
    if not arguments.output.as_json:
        telling.keys(arguments.output, done)
    return 0 if done.state == "done" else 1


def _engine(arguments: Arguments) -> "Engine":
    from caseloom.resolve.types import Engine

    if arguments.engine == "duckdb":
        return Engine()
    work = arguments.work
    if not work and arguments.master.startswith("local"):
        work = str(arguments.installation.folder / "spark")
    return Engine(
        name="spark", master=arguments.master, work=_uri(work), keep=arguments.keep,
        conf=dict(_setting(one) for one in arguments.conf), memory=arguments.memory,
    )  # fmt: skip


def _uri(work: str) -> str:
    """`work` with a scheme: without one, Spark would take its own default for it."""
    return work if "://" in work or not work else Path(work).resolve().as_uri()


def _setting(text: str) -> tuple[str, str]:
    name, found, value = text.partition("=")
    if not found or not name.startswith("spark."):
        raise Invalid(
            f"“{text}” is no setting of Spark's.",
            remedy="Write it as --conf spark.executor.memory=4g", field="conf",
        )  # fmt: skip
    return name, value


COMMAND = Command(
    name="resolve run",
    summary="Find records that may be the same, and queue the pairs for review.",
    example="caseloom resolve run --type Person",
    arguments=arguments,
    run=run,
    viewer=True,
)
