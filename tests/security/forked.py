"""Runs `caseloom` in processes that begin with everything imported: a start costs little.

They are forked from a server that has opened no database and started no thread of the engine.
"""

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path

_PRELOADED = [
    "duckdb", "pyarrow.parquet", "psycopg", "followthemoney", "rigour.names", "splink",
    "django.core.management", "caseloom.cli.main", "caseloom.engine.job",
    "caseloom.engine.linkage.batch", "caseloom.config.command",
]  # fmt: skip


def start(words: Sequence[str], environment: Mapping[str, str], said: Path) -> BaseProcess:
    """Begin `caseloom` with these words; what it says goes into the file `said`."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    process = context.Process(target=_main, args=(list(words), dict(environment), said))
    process.start()
    return process


def _main(words: list[str], environment: dict[str, str], said: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    with said.open("ab") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    from caseloom.config.command import Local, run

    sys.exit(run(words, installation=Local))
