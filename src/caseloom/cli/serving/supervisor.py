"""Keeps child processes running: starts them, restarts the dead with back-off, stops them all."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

_SHORTEST, _LONGEST = 0.5, 30.0  # seconds before a dead child is started again
_SETTLED = 60.0  # a child that ran this long starts again at the shortest
_PATIENCE = 6.0  # seconds that a child has to end when asked
_POLL = 0.1
_PR_SET_PDEATHSIG = 1  # prctl(2)


@dataclass
class Child:
    """A program to keep running. `nice`: by how much others go before it on a busy machine."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    nice: int = 0
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    wait: float = _SHORTEST
    again_at: float = 0.0

    def start(self) -> None:
        """Start it in a session of its own: Ctrl-C reaches the supervisor, which ends it."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=self._begin,
        )

    def _begin(self) -> None:
        """What the new process does before it becomes the program."""
        if self.nice:
            os.nice(self.nice)
            # Linux may weigh sessions against each other first (sched_autogroup, see sched(7)),
            # and this one is a session of its own.
            with contextlib.suppress(OSError), open("/proc/self/autogroup", "w") as weight:
                weight.write(str(self.nice))
        if sys.platform == "linux":
            _die_with_parent()

    def signal(self, kind: signal.Signals) -> None:
        """Send `kind` to it and to what it has started."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, kind)
        except ProcessLookupError:
            return  # it has ended in the meantime


def _die_with_parent() -> None:
    """Ask the kernel to end this child when the supervisor is killed: no orphan."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Supervisor:
    """Runs `children` until told to stop. `say` is told what happens.

    `each_turn` is called about ten times a second; the caller looks after other things in it.
    """

    children: Sequence[Child]
    say: Callable[[str], None]
    each_turn: Callable[[], None] = lambda: None
    _stopping: bool = field(default=False, init=False)

    def run(self) -> None:
        """Start all, keep them running until SIGINT or SIGTERM, then stop all."""
        before = {kind: signal.signal(kind, self._stop) for kind in (signal.SIGINT, signal.SIGTERM)}
        try:
            for child in self.children:
                child.start()
            while not self._stopping:
                self.turn(time.monotonic())
                self.each_turn()
                time.sleep(_POLL)
        finally:
            self.stop()
            for kind, handler in before.items():
                signal.signal(kind, handler)

    def turn(self, now: float) -> None:
        """Look after each child once: notice its death, start it again when its wait is over."""
        for child in self.children:
            if child.process is None:
                if now >= child.again_at:
                    child.start()
            elif child.process.poll() is not None:
                self._mourn(child, now)

    def stop(self) -> None:
        """End every child: asked first, killed after a few seconds."""
        living = [
            child for child in self.children if child.process and child.process.poll() is None
        ]
        for child in living:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + _PATIENCE
        for child in living:
            _await_end(child, deadline)
            child.process = None

    def _mourn(self, child: Child, now: float) -> None:
        status = child.process.returncode if child.process else 0
        child.signal(signal.SIGKILL)  # what it started must not live on without it
        if now - child.started >= _SETTLED:
            child.wait = _SHORTEST
        self.say(f"{child.name} ended (status {status}); starting it again in {child.wait:g} s.")
        child.process, child.again_at = None, now + child.wait
        child.wait = min(child.wait * 2, _LONGEST)

    def _stop(self, _number: int, _frame: object) -> None:
        self._stopping = True


def _await_end(child: Child, deadline: float) -> None:
    if child.process is None:
        return
    try:
        child.process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        child.signal(signal.SIGKILL)
        child.process.wait()
    child.signal(signal.SIGKILL)
