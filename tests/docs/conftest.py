"""The program, quick to start, and the walk that every how-to goes on from."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs import forking
from tests.docs.reading import ROOT, Document, read
from tests.docs.walking import Walk

QUICKSTART = ROOT / "docs" / "quickstart.md"
_NOT_OURS = ("DATABASE_URL", "CASELOOM_", "DATA", "DJANGO_")


@pytest.fixture(scope="session")
def shelf() -> Iterator[Path]:
    """A folder with a short path: a socket lies in it."""
    folder = Path(tempfile.mkdtemp(prefix="caseloom-docs-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def programs(shelf: Path) -> Iterator[Path]:
    """A folder with the program `caseloom`, loaded once and forked for every command."""
    address = shelf / "fork"
    clean = {key: v for key, v in os.environ.items() if not key.startswith(_NOT_OURS)}
    server = subprocess.Popen(
        [sys.executable, forking.__file__, str(address)],
        stdout=subprocess.PIPE, text=True, env=clean,
    )  # fmt: skip
    assert server.stdout is not None and server.stdout.readline() == "ready\n"
    forking.write_client(shelf / "bin", address)
    yield shelf / "bin"
    server.kill()
    server.wait()
    server.stdout.close()


@pytest.fixture(scope="session")
def quickstart() -> Document:
    return read(QUICKSTART)


@pytest.fixture(scope="session")
def walked(shelf: Path, programs: Path, quickstart: Document) -> Walk:
    """The quickstart, done from an empty folder to its end; its database is stopped."""
    walk = Walk(shelf / "quickstart", programs)
    with walk.on_its_database():
        walk.through(quickstart)
    return walk
