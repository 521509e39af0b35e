"""What the running (or dead) server on a data folder tells of itself."""

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

PID_FILE = "postmaster.pid"


@dataclass(frozen=True, slots=True)
class Postmaster:
    """A living server: its process, where its socket is, whether it accepts connections."""

    pid: int
    socket_folder: Path
    ready: bool


def running(data: Path) -> Postmaster | None:
    """The living server on the PostgreSQL data folder `data`, None when there is none.

    A process id in a left-over file may belong to another program by now, so the process
    must also be a PostgreSQL that works in this folder.
    """
    try:
        lines = (data / PID_FILE).read_text().splitlines()
        pid = int(lines[0])
    except (OSError, ValueError, IndexError):
        return None
    if not _works_in(pid, data):
        return None
    if len(lines) < 8:
        return Postmaster(pid, Path(), ready=False)
    return Postmaster(pid, Path(lines[4]), ready=lines[7].strip() == "ready")


def leftovers(data: Path) -> Iterator[int]:
    """Ids of the PostgreSQL processes that work in `data`."""
    for process in psutil.process_iter():
        if _works_in(process.pid, data):
            yield process.pid


def clear(data: Path) -> None:
    """End what a killed server left: its orphaned backends and its process id file.

    Only for a folder without a living postmaster: the log recovers what was committed.
    """
    for pid in leftovers(data):
        _kill(pid)
    (data / PID_FILE).unlink(missing_ok=True)


def clear_socket(folder: Path) -> None:
    """Remove a dead server's socket and its lock from its private folder.

    The lock names a process id as well, and a dead child that nobody has waited for still has one.
    """
    for path in folder.glob(".s.PGSQL.*"):
        path.unlink(missing_ok=True)


def _works_in(pid: int, data: Path) -> bool:
    try:
        process = psutil.Process(pid)
        return process.name().startswith("postgres") and Path(process.cwd()).samefile(data)
    except (psutil.Error, OSError):
        return False


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=3)
