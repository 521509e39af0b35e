"""Folders for work under way, which do not outlive it: not even when its process is killed."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_PREFIX = "import-"
_LOCK = "lock"


@contextmanager
def scratch(parent: Path) -> Iterator[Path]:
    """A new folder in `parent`, gone at the end; those that killed processes left go first.

    Who works in one holds a lock on a file in it, which the kernel lets go when he dies.
    """
    folder, held = _make(parent)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        held.close()


def _make(parent: Path) -> tuple[Path, IO[str]]:
    with (parent / _LOCK).open("w") as door:
        # Nobody sweeps between a folder's making and its locking.
        fcntl.flock(door, fcntl.LOCK_EX)
        _sweep(parent)
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
        held = (folder / _LOCK).open("w")
        fcntl.flock(held, fcntl.LOCK_EX)
    return folder, held


def _sweep(parent: Path) -> None:
    for folder in parent.glob(f"{_PREFIX}*"):
        if not _is_worked_in(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_worked_in(folder: Path) -> bool:
    try:
        with (folder / _LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
