"""Real child processes: kept running, restarted with back-off, and all gone at the end."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from caseloom.cli.serving import supervisor
from caseloom.cli.serving.supervisor import Child, Supervisor

SLEEPER = [sys.executable, "-c", "import signal; signal.pause()"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    " print('up', flush=True); signal.pause()",
]


def await_that(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        threading.Event().wait(0.02)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def kept(said: list[str]) -> Iterator[Supervisor]:
    """A supervisor of one sleeping child."""
    kept = Supervisor([Child("The child", SLEEPER, os.environ)], said.append)
    kept.turn(0.0)
    yield kept
    kept.stop()


def end(child: Child) -> None:
    assert child.process is not None
    child.process.kill()
    child.process.wait()


def test_a_dead_child_is_started_again_after_a_while(kept: Supervisor, said: list[str]) -> None:
    (child,) = kept.children
    waits = []
    for _ in range(8):
        end(child)
        now = time.monotonic()
        kept.turn(now)
        assert child.process is None, "not at once"
        waits.append(child.again_at - now)
        kept.turn(child.again_at - 0.01)
        assert child.process is None, "not before its time"
        kept.turn(child.again_at)
        assert child.process is not None
    assert waits == pytest.approx([0.5, 1, 2, 4, 8, 16, 30, 30])
    assert said[0] == "The child ended (status -9); starting it again in 0.5 s."


def test_a_child_that_ran_long_is_forgiven(kept: Supervisor) -> None:
    (child,) = kept.children
    child.wait = 16.0
    end(child)
    now = child.started + 61
    kept.turn(now)
    assert child.again_at - now == pytest.approx(0.5)


def test_stopping_ends_what_the_children_started(said: list[str], tmp_path: Path) -> None:
    told = tmp_path / "pid"
    code = f"""
    import subprocess, sys, pathlib, signal
    child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
    pathlib.Path({str(told)!r}).write_text(str(child.pid))
    signal.pause()
    """
    parent = Child("It", [sys.executable, "-c", textwrap.dedent(code)], os.environ)
    family = Supervisor([parent], said.append)
    family.turn(0.0)
    await_that(lambda: told.exists() and told.read_text() != "")
    family.stop()
    await_that(lambda: not _lives(int(told.read_text())))


def test_who_does_not_end_when_asked_is_killed(
    said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "_PATIENCE", 0.2)
    child = Child("It", STUBBORN, os.environ)
    stubborn = Supervisor([child], said.append)
    stubborn.turn(0.0)
    process = child.process
    assert process is not None
    await_that(lambda: psutil.Process(process.pid).status() == psutil.STATUS_SLEEPING)
    stubborn.stop()
    assert process.returncode in (-signal.SIGKILL, -signal.SIGTERM)


@pytest.mark.skipif(sys.platform != "linux", reason="other kernels do not tell children")
def test_a_killed_supervisor_leaves_no_orphan() -> None:
    code = f"""
    import os
    from caseloom.cli.serving.supervisor import Child, Supervisor
    child = Child("It", {SLEEPER!r}, os.environ)
    def tell(): child.process and print(child.process.pid, flush=True)
    Supervisor([child], print, tell).run()
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        assert _lives(pid)
        process.kill()
    await_that(lambda: not _lives(pid))


def test_sigterm_ends_the_run_and_the_children() -> None:
    code = f"""
    import os
    from caseloom.cli.serving.supervisor import Child, Supervisor
    child = Child("It", {SLEEPER!r}, os.environ)
    def tell(): print(child.process.pid, flush=True)
    Supervisor([child], print, tell).run()
    print("ended", child.process)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate()
    assert said.splitlines()[-1] == "ended None"
    assert process.returncode == 0
    assert not _lives(pid)


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_others_go_before_a_child_that_yields(said: list[str]) -> None:
    """By its own niceness, and by its session's where Linux weighs sessions first."""
    kept = Supervisor([Child("The child", SLEEPER, os.environ, nice=7)], said.append)
    before = psutil.Process().nice()
    kept.turn(0.0)
    try:
        process = kept.children[0].process
        assert process is not None
        assert psutil.Process(process.pid).nice() == min(19, before + 7)
        weight = Path(f"/proc/{process.pid}/autogroup")
        if weight.exists() and (found := weight.read_text().split()):
            assert found[-1] == "7"
        assert psutil.Process().nice() == before
    finally:
        kept.stop()
