"""The production server as a process of its own: started, killed, and what its parts cost."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from caseloom.cli.serving.service import Address, healthy
from caseloom.kernel.errors import Unavailable

# Seconds that it has to come up, and how often it is started.
WITHIN, STARTS = 180.0, 3
_OURS = ("DATABASE_", "CASELOOM_")
# What a process is, by a word of its command line; the first that fits.
_PARTS = (
    ("web", "granian"), ("worker", " worker"), ("sequencer", " sequencer"), ("serve", " serve "),
)  # fmt: skip


@dataclass
class Server:
    """`caseloom serve` on the data folder `folder`."""

    folder: Path
    port: int
    workers: int
    process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    def start(self) -> None:
        """Start it and wait until it is ready; again if it gives up, as a service manager does.

        Raises Unavailable.
        """
        for _ in range(STARTS - 1):
            try:
                self._start()
            except Unavailable:
                self.kill()
            else:
                return
        self._start()

    def _start(self) -> None:
        kept = {name: it for name, it in os.environ.items() if not name.startswith(_OURS)}
        words = ["serve", "--data", str(self.folder), "--port", str(self.port)]
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "caseloom.config.command", *words,
                 "--workers", str(self.workers)],
                env=kept, stdout=out, stderr=out, stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        self.await_ready()

    @property
    def log(self) -> Path:
        """What it says."""
        return self.folder / "bench-serve.log"

    def await_ready(self) -> None:
        """Wait until the health check answers. Raises Unavailable."""
        deadline = time.monotonic() + WITHIN
        while not healthy(Address("127.0.0.1", self.port)):
            ended = self.process is None or self.process.poll() is not None
            if ended or time.monotonic() > deadline:
                said = self.log.read_text(errors="replace")[-1_000:]
                raise Unavailable("The server did not come up.", remedy=said or "It said nothing.")
            time.sleep(0.1)

    def kill(self) -> int:
        """End everything that it runs by SIGKILL; how many processes that were."""
        family = self.family()
        for one in family:
            try:
                one.send_signal(signal.SIGKILL)
            except psutil.NoSuchProcess:
                continue
        if self.process is not None:
            self.process.wait()
        return len(family)

    def kill_database(self) -> int:
        """End PostgreSQL's first process by SIGKILL; its id. Its children end by themselves."""
        pid = int((self.folder / "postgres" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        return pid

    def stop(self) -> None:
        """Ask it to end, and see that it does."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.kill()

    def family(self) -> list[psutil.Process]:
        """The server's processes, itself first."""
        if self.process is None:
            return []
        try:
            mother = psutil.Process(self.process.pid)
            return [mother, *mother.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def seconds(self) -> dict[str, float]:
        """Seconds of a core that each part has used, PostgreSQL and this process included."""
        used = {"this": sum(os.times()[:2])}
        pid = int((self.folder / "postgres" / "postmaster.pid").read_text().split()[0])
        for one in (*self.family(), *_with_children(pid)):
            try:
                words, times = " ".join(one.cmdline()), one.cpu_times()
            except psutil.Error:
                continue
            part = next((name for name, word in _PARTS if word in words), "postgres")
            # Of a backend that has ended, its mother tells.
            spent = times.user + times.system
            if part == "postgres" and one.pid == pid:
                spent += times.children_user + times.children_system
            used[part] = used.get(part, 0.0) + spent
        return used


def _with_children(pid: int) -> list[psutil.Process]:
    try:
        mother = psutil.Process(pid)
        return [mother, *mother.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
