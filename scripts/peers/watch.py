"""One process and its children, watched: how long, how much memory, and no longer than a limit."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

STEP = 0.1


@dataclass(frozen=True, slots=True)
class Watched:
    """How a process went. `peak_mb`: resident memory of it and its children at one time."""

    status: int | None
    seconds: float
    peak_mb: float

    @property
    def stopped(self) -> bool:
        """Whether it was stopped at the limit."""
        return self.status is None


def watched(command: Sequence[str], log: Path, *, limit: float) -> Watched:
    """Run `command`, its output into `log`; end it, children included, after `limit` seconds."""
    start = time.monotonic()
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, start_new_session=True)
    peak, stopped = 0, False
    while True:
        gone, status, used = os.wait4(process.pid, os.WNOHANG)
        if gone:
            # What Linux counted itself also has the peaks between two looks; in KiB.
            peak = max(peak, used.ru_maxrss * 1024)
            process.returncode = os.waitstatus_to_exitcode(status)
            break
        peak = max(peak, _resident(process.pid))
        if time.monotonic() - start > limit and not stopped:
            stopped = True
            os.killpg(process.pid, signal.SIGKILL)
        time.sleep(STEP)
    seconds = time.monotonic() - start
    return Watched(None if stopped else process.returncode, seconds, peak / 2**20)


def _resident(pid: int) -> int:
    try:
        top = psutil.Process(pid)
        return sum(_of(one) for one in [top, *top.children(recursive=True)])
    except psutil.Error:
        return 0


def _of(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0
