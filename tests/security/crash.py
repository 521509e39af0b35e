"""An installation of its own that is killed and started again, as an operator would."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from uuid import UUID

import psutil
import psycopg
from django.core.management import call_command

from caseloom.access import actions as access
from caseloom.access import queries as people
from caseloom.access.actions import as_viewer
from caseloom.cases import actions as cases
from caseloom.config.postgres import Cluster
from caseloom.kernel import clock
from caseloom.store import actions as store
from tests.conftest import use
from tests.security import forked

PASSWORD = "correct horse battery staple"
PATIENCE = 120.0
MAPPING = """
queries:
  - csv_url: {name}.csv
    entities:
      person:
        schema: Person
        keys: [id]
        properties:
          name: {{column: name}}
          birthDate: {{column: born}}
"""


@dataclass
class Site:
    """A data folder with its own PostgreSQL, an agent, an auditor, a source and a case."""

    folder: Path
    cluster: Cluster
    case: UUID
    secret: str
    kills: dict[str, int] = field(default_factory=dict)

    def killed(self, what: str) -> None:
        self.kills[what] = self.kills.get(what, 0) + 1

    # -- the command line

    def command(self, *words: str, acting: str = "agent") -> list[str]:
        named = ["--as", acting, "--purpose", "a crash test"] if acting else []
        return [sys.executable, "-m", "caseloom.config.command", *words, *named]

    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "CASELOOM_"))}
        return {
            **kept,
            "DATA": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "caseloom.config.settings",
        }

    def run(self, *words: str, acting: str = "agent") -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            self.command(*words, acting=acting), env=self.environment(), capture_output=True,
            text=True, check=False,
        )  # fmt: skip

    # -- the database, as its superuser sees it

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.cluster.admin_dsn("caseloom"), autocommit=True) as admin:
            return admin.execute(query, values or None).fetchall()  # type: ignore[arg-type]  # constants

    def kill_database(self) -> None:
        """kill -9 of the postmaster; its children end by themselves."""
        pid = self.cluster.pid
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
            self.killed("postgres")

    # -- what must hold after every crash

    def verify(self, scratch: Path) -> tuple[Mapping[str, Any], bool]:
        """What the database says of its log, and whether the stand-alone verifier agrees."""
        said = self.run("audit", "verify", "--json", acting="auditor")
        found: Mapping[str, Any] = json.loads(said.stdout)
        exported = self.run("audit", "export", str(scratch), acting="auditor")
        assert exported.returncode == 0, exported.stderr
        alone = subprocess.run(
            [sys.executable, "-I", str(scratch / "verifier.py"), str(scratch)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return found, alone.returncode == 0


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """Make the installation; stop its database at the end."""
    folder.chmod(0o700)
    with Cluster(folder) as cluster:
        use(cluster.dsns())
        call_command("migrate", database="owner", verbosity=0)
        yield Site(folder, cluster, *_furnish())
    assert cluster.pid is None


def _furnish() -> tuple[UUID, str]:
    with as_viewer(people.installer("a crash test")) as installer:
        agent, _ = (
            access.add_person(
                username=role, name=role.title(), roles=[role], password=PASSWORD, by=installer
            )
            for role in ("agent", "auditor")
        )
    with as_viewer(people.viewer_of(agent.id, "a crash test")) as viewer:
        store.add_source(
            key="crash", title="Crash", kind="file", legal_authority="a test", scope_id=2,
            by=viewer,
        )  # fmt: skip
        case = cases.open_case(
            title="Crash", type="Test", predicate="A test.", legal_authority="A test.", by=viewer
        )
        _, secret = access.add_token(
            title="crash", purpose="a crash test", permissions=["case.read", "case.edit"],
            expires_at=clock.now() + timedelta(days=1), by=viewer,
        )  # fmt: skip
    return case.id, secret


# -- the importer


def write_file(folder: Path, name: str, rows: int) -> Path:
    """A CSV of so many people and its mapping; the mapping's path."""
    lines = "".join(
        f"{name}-{n},Person {name} {n},19{n % 90 + 10}-01-02\n" for n in range(rows)
    )  # fmt: skip
    (folder / f"{name}.csv").write_text(f"id,name,born\n{lines}")
    mapping = folder / f"{name}.yml"
    mapping.write_text(MAPPING.format(name=name))
    return mapping


def start_import(place: Site, mapping: Path) -> BaseProcess:
    """`caseloom ingest`, as a process of its own."""
    words = place.command("ingest", "--mapping", str(mapping), "--source", "crash")[3:]
    return forked.start(words, place.environment(), place.folder / "import.log")


# -- the server


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(place: Site) -> Iterator["Server"]:
    """`caseloom serve` on a free port, ready."""
    port = free_port()
    log = place.folder / "serve.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            place.command("serve", "--port", str(port), "--workers", "2", acting=""),
            env=place.environment(), stdout=out, stderr=out,
        )  # fmt: skip
    server = Server(place, port, process, log)
    try:
        server.await_ready()
        yield server
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)


@dataclass
class Server:
    place: Site
    port: int
    process: "subprocess.Popen[bytes]"
    log: Path

    def await_ready(self) -> None:
        await_that(self.healthy, lambda: self.log.read_text(errors="replace")[-2000:])

    def healthy(self) -> bool:
        assert self.process.poll() is None, self.log.read_text(errors="replace")[-2000:]
        try:
            with urllib.request.urlopen(self._url("healthz"), timeout=20) as answer:
                return bool(json.load(answer)["status"] == "ready")
        except (OSError, ValueError):
            return False

    def status(self, path: str) -> int:
        """The status of one GET; 0 when nobody answers."""
        request = urllib.request.Request(self._url(path), headers=self._headers())
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def write(self, text: str) -> bool:
        """Add a note; whether it was acknowledged."""
        request = urllib.request.Request(
            self._url(f"api/v1/cases/{self.place.case}/notes"),
            data=json.dumps({"note": text}).encode(),
            headers=self._headers() | {"Content-Type": "application/json"},
        )  # fmt: skip
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return bool(answer.status == 201)
        except OSError:
            return False

    def workers(self) -> list[psutil.Process]:
        """The web server's worker processes."""
        mother = psutil.Process(self.process.pid)
        return [
            worker
            for server in mother.children()
            if "granian" in " ".join(_words(server))
            for worker in server.children()
        ]

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/{path}"

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.place.secret}"}


def _words(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


class Writers:
    """Threads that write notes one after another and keep which were acknowledged."""

    def __init__(self, server: Server, count: int = 2) -> None:
        self.server, self.acknowledged, self.sent = server, set[str](), 0
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._write, args=(f"{server.port}-{n}",))
            for n in range(count)
        ]  # fmt: skip

    def __enter__(self) -> "Writers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def await_another(self) -> None:
        """Wait until one more write is acknowledged than now."""
        before = len(self.acknowledged)
        await_that(lambda: len(self.acknowledged) > before)

    def _write(self, name: str) -> None:
        number = 0
        while not self._stop.is_set():
            number += 1
            text = f"note {name} {number}"
            if self.server.write(text):
                self.acknowledged.add(text)
            else:
                self._stop.wait(0.05)
            self.sent += 1


def await_that(condition: Callable[[], bool], said: Callable[[], str] = str) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"it did not come about: {said()}"
        threading.Event().wait(0.05)
