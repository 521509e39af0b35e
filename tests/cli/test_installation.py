"""An installation from nothing to a restored backup, through the program itself."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

pytestmark = pytest.mark.slow

SRC = Path(__file__).parents[2] / "src"
PASSWORD = "a long enough secret\n"


class Program:
    """The command `caseloom` on one data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("CASELOOM", "DATABASE"))}
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        self.environment = {**kept, "DATA": str(data), "PYTHONPATH": str(SRC)}

    def words(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "caseloom.config.command", *words]

    def run(self, *words: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            self.words(*words),
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
        )

    def json(self, *words: str, stdin: str = "") -> Any:
        done = self.run(*words, "--json", stdin=stdin)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """An installation with one administrator, maria."""
    program = Program(tmp_path_factory.mktemp("installation") / "data")
    words = ("person", "add", "maria", "--name", "Maria Vega", "--role", "administrator")
    done = program.run(*words, "--password-stdin", stdin=PASSWORD)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Maria Vega can sign in as maria.\n"
    return program


def add(program: Program, name: str, *words: str, stdin: str = PASSWORD) -> Any:
    common = ("person", "add", name, "--name", name.title(), "--role", "agent", "--password-stdin")
    return program.run(*common, *words, stdin=stdin)


def test_after_the_first_it_takes_an_administrator(program: Program) -> None:
    refused = add(program, "ana")
    assert refused.returncode == 2
    assert "--as USERNAME" in refused.stderr
    assert add(program, "ana", "--as", "maria", "--purpose", "new colleague").returncode == 0
    not_allowed = add(program, "eve", "--as", "ana", "--purpose", "a friend")
    assert not_allowed.returncode == 1
    assert "people.administer" in not_allowed.stderr


def test_a_weak_password_is_refused(program: Program) -> None:
    words = ("--as", "maria", "--purpose", "new colleague")
    refused = add(program, "bob", *words, stdin="short\n")
    assert refused.returncode == 2
    assert "too weak" in refused.stderr


def test_an_unknown_person_acts_for_nobody(program: Program) -> None:
    refused = add(program, "bob", "--as", "nobody", "--purpose", "x")
    assert refused.returncode == 1
    assert "no person" in refused.stderr


def test_nothing_is_left_running_or_pending(program: Program) -> None:
    assert program.json("migrate") == {"applied": []}
    assert _servers(program.data) == []


def test_the_doctor_finds_it_well_and_sees_an_open_key(program: Program) -> None:
    assert program.json("doctor")["well"]
    key = next((program.data / "keys").iterdir())
    key.chmod(0o644)
    done = program.run("doctor")
    key.chmod(0o600)
    assert done.returncode == 1
    assert f"chmod 600 {key}" in done.stdout


def test_the_doctor_founds_nothing(tmp_path: Path) -> None:
    Program(tmp_path / "new").run("doctor")
    assert not (tmp_path / "new" / "postgres").exists()


def test_a_backup_comes_back_whole(program: Program, tmp_path: Path) -> None:
    made = program.json("backup", str(tmp_path / "saved"))
    assert made["files"] >= 2
    assert (tmp_path / "saved").stat().st_mode & 0o777 == 0o700
    assert program.run("backup", str(tmp_path / "saved")).returncode == 1, "never overwritten"

    other = Program(tmp_path / "other")
    assert other.json("restore", str(tmp_path / "saved"))["made"] == made["made"]
    taken = add(other, "maria", "--as", "maria", "--purpose", "checking")
    assert "is taken" in taken.stderr, "the people came back"
    for key in (program.data / "keys").iterdir():
        assert (other.data / "keys" / key.name).read_bytes() == key.read_bytes()
    assert other.json("migrate") == {"applied": []}
    again = other.run("restore", str(tmp_path / "saved"))
    assert again.returncode == 1 and "not empty" in again.stderr


def test_a_damaged_backup_is_not_restored(program: Program, tmp_path: Path) -> None:
    program.json("backup", str(tmp_path / "saved"))
    dump = tmp_path / "saved" / "database.dump"
    held = bytearray(dump.read_bytes())
    held[len(held) // 2] ^= 1
    dump.write_bytes(held)
    other = Program(tmp_path / "other")
    refused = other.run("restore", str(tmp_path / "saved"))
    assert refused.returncode == 2
    assert "database.dump" in refused.stderr
    assert not other.data.exists()


# -- serve


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def serving(program: Program, port: int, tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    said = tmp_path / "said"
    with said.open("wb") as file:
        process = subprocess.Popen(
            program.words("serve", "--port", str(port)),
            env=program.environment,
            stdout=file,
            stderr=file,
        )
    await_that(lambda: healthy(port) or process.poll() is not None)
    assert process.poll() is None, said.read_text()
    yield process
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0, said.read_text()
    assert _servers(program.data) == []


def test_serve_survives_the_death_of_its_parts(
    program: Program, serving: "subprocess.Popen[bytes]", port: int
) -> None:
    children = psutil.Process(serving.pid).children(recursive=True)
    for child in children:
        child.kill()
    await_that(lambda: not any(_lives(child) for child in children))
    await_that(lambda: healthy(port))


def test_a_taken_port_is_told(
    program: Program, serving: "subprocess.Popen[bytes]", port: int
) -> None:
    refused = program.run("serve", "--port", str(port))
    assert refused.returncode == 1
    assert f"Port {port}" in refused.stderr and "--port" in refused.stderr


def healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(json.load(answer)["status"] == "ready")
    except OSError:
        return False


def await_that(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        threading.Event().wait(0.1)


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _servers(data: Path) -> list[int]:
    from caseloom.config.postgres import postmaster

    return list(postmaster.leftovers(data / "postgres"))
