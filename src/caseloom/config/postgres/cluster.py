"""One PostgreSQL under a data folder: started when needed, shared, stopped by the last user.

Layout of the data folder (0700): `postgres/` is PostgreSQL's own, `postgres.json` (0600) holds
the generated passwords, `postgres.log` what the server says, `postgres.lock` and
`postgres.users` keep processes from treading on each other.
"""

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import psycopg

from caseloom.config.postgres import binaries, postmaster, provision, secrets, sockets
from caseloom.config.postgres.dsns import ADMIN, APP, DATABASE, OWNER, Dsns, socket_dsn
from caseloom.config.postgres.osuser import OsUser, server_user
from caseloom.kernel.errors import Unavailable

_STARTS_WITHIN = 60.0  # seconds; recovery after a crash may have a lot of log to read
_POLL = 0.02
# Programs before 16 leave their working folder to look for themselves, and where another user
# may not walk to the data folder (see `_data_argument`) they do not come back.
_FINDS_ITS_WAY_BACK = 16

# For a machine with a few gigabytes. `ALTER SYSTEM` overrides each of them. Compressing the log
# took a quarter of PostgreSQL's time in an import, for an eighth fewer bytes.
_SETTINGS = """\
listen_addresses = ''
unix_socket_permissions = 0700
password_encryption = 'scram-sha-256'
shared_buffers = '{shared}MB'
effective_cache_size = '2GB'
maintenance_work_mem = '256MB'
work_mem = '16MB'
max_connections = 100
max_wal_size = '4GB'
checkpoint_timeout = '15min'
wal_compression = 'off'
synchronous_commit = on
jit = off
random_page_cost = 1.1
timezone = 'UTC'
log_timezone = 'UTC'
log_min_messages = 'warning'
log_statement = 'none'
"""
# What PostgreSQL keeps in its own memory: a sixteenth of the machine's, within these bounds.
# With a million records 1 GB instead of 256 MB spared about a fifth of its time in an import.
_SHARED_LEAST, _SHARED_MOST = 256, 1024
_HBA = "local all all scram-sha-256\n"


# Servers that this process started: each must be waited for, or it stays a zombie.
_children: dict[int, "subprocess.Popen[bytes]"] = {}


class Cluster:
    """The PostgreSQL of the data folder `folder`.

    Several processes, and several objects in one, may hold the same cluster: `start` joins a
    running server, and the last `stop` shuts it down. A holder that dies counts no more.
    """

    database = DATABASE

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder).absolute()
        self.data = self.folder / "postgres"
        self.log = self.folder / "postgres.log"
        self._user: OsUser | None = None
        self._socket: Path | None = None
        self._held: IO[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> Dsns:
        """Start or join the server and return how to reach the database `caseloom`.

        Makes the folder (0700), the server's files, roles and database when they are missing.
        Raises Unavailable with the remedy when the server cannot run here.
        """
        self._user = server_user()
        _private_folder(self.folder)
        with self._lock():
            self._hold()
            try:
                self._ensure_running()
            except BaseException:
                self._release()
                raise
        return self.dsns()

    def stop(self) -> None:
        """Let go of the server; shut it down (fast, clean) when nobody else holds it."""
        if self._held is None:
            return
        with self._lock():
            if self._release():
                self._shut_down()

    def dsns(self, database: str = DATABASE) -> Dsns:
        """How to reach `database` as the owner and as the app."""
        return Dsns(owner=self._dsn(OWNER, database), app=self._dsn(APP, database))

    def admin_dsn(self, database: str = "postgres") -> str:
        """How to reach the server as its superuser: for provisioning, backups and tests only."""
        return self._dsn(ADMIN, database)

    def create_database(self, name: str, *, template: str | None = None) -> Dsns:
        """Make the database `name` (a copy of `template` if given) and return its addresses."""
        provision.create_database(self.admin_dsn(), name, template=template)
        dsns = self.dsns(name)
        provision.grant_defaults(dsns.owner)
        return dsns

    def drop_database(self, name: str) -> None:
        """Remove the database `name`, ending whoever is connected to it."""
        provision.drop_database(self.admin_dsn(), name)

    @property
    def pid(self) -> int | None:
        """The process id of the running server, None when it does not run."""
        server = postmaster.running(self.data)
        return server.pid if server else None

    # -- how

    def _dsn(self, role: str, database: str) -> str:
        if self._socket is None:
            raise Unavailable("PostgreSQL has not been started.", remedy="Call start() first.")
        return socket_dsn(role, secrets.passwords(self.folder)[role], database, self._socket)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        with open(self.folder / "postgres.lock", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _hold(self) -> None:
        if self._held is None:
            self._held = open(self.folder / "postgres.users", "w")  # noqa: SIM115 - held open
            fcntl.flock(self._held, fcntl.LOCK_SH)

    def _release(self) -> bool:
        """Give up this hold; True when no other is left."""
        held, self._held = self._held, None
        if held is None:
            return False
        with held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
        return True

    def _ensure_running(self) -> None:
        programs = binaries.reachable(binaries.find(), self._user)
        if self._user and programs.major < _FINDS_ITS_WAY_BACK:
            raise Unavailable(
                f"Root cannot start the PostgreSQL {programs.major} in {programs.folder}.",
                remedy="Start Caseloom as an ordinary user, or name a newer PostgreSQL in "
                "CASELOOM_PG_BIN.",
            )
        new = not (self.data / "PG_VERSION").exists()
        if postmaster.running(self.data) is None:
            self._prepare(programs, new=new)
            self._launch(programs)
        self._await_ready()
        if not (self.folder / "postgres.provisioned").exists():
            self._provision()

    def _prepare(self, programs: binaries.Binaries, *, new: bool) -> None:
        if new:
            self._initialise(programs)
        self._check_version(programs)
        postmaster.clear(self.data)
        self._write_settings()

    def _initialise(self, programs: binaries.Binaries) -> None:
        """Run initdb in a folder of its own and move it into place, so that a crash leaves none."""
        partial = self.folder / "postgres.new"
        subprocess.run(["rm", "-rf", str(partial)], check=True)
        partial.mkdir(mode=0o700)
        if self._user:
            self._user.own(partial)
        secret = sockets.socket_folder(self.folder, self._user, os.environ) / "initdb"
        secrets.write_private(secret, secrets.passwords(self.folder)[ADMIN])
        if self._user:
            self._user.own(secret)
        try:
            self._run(programs, "initdb", partial, *_locale(programs.major), f"--pwfile={secret}")
        finally:
            secret.unlink(missing_ok=True)
        partial.rename(self.data)

    def _run(self, programs: binaries.Binaries, program: str, data: Path, *words: str) -> None:
        done = subprocess.run(
            [programs.path(program), "-D", self._data_argument(data), *words],
            cwd=data,
            env=_environment(),
            capture_output=True,
            text=True,
            **(self._user.popen() if self._user else {}),
        )
        if done.returncode:
            raise Unavailable(
                f"{program} failed: {(done.stderr or done.stdout).strip()[-800:]}",
                remedy=f"See whether {self.folder} is writable and its disk has room.",
            )

    def _data_argument(self, data: Path) -> str:
        # As root the server runs as somebody who may not walk to the data folder (0700, perhaps
        # below /root). It starts inside it and finds it again as its working folder.
        return "/proc/self/cwd" if self._user else str(data)

    def _check_version(self, programs: binaries.Binaries) -> None:
        written = (self.data / "PG_VERSION").read_text().strip()
        if written != str(programs.major):
            raise Unavailable(
                f"{self.data} was written by PostgreSQL {written}; "
                f"{programs.folder} is PostgreSQL {programs.major}.",
                remedy=f"Set CASELOOM_PG_BIN to the bin folder of a PostgreSQL {written}, make a "
                "backup with `caseloom backup`, and restore it into a new data folder.",
            )

    def _write_settings(self) -> None:
        for name, text in (("caseloom.conf", _settings()), ("pg_hba.conf", _HBA)):
            self._write(self.data / name, text)
        main = self.data / "postgresql.conf"
        line = "include 'caseloom.conf'\n"
        if line not in main.read_text():
            self._write(main, main.read_text() + line)

    def _write(self, path: Path, text: str) -> None:
        secrets.write_private(path, text)
        if self._user:
            self._user.own(path)

    def _launch(self, programs: binaries.Binaries) -> None:
        self._socket = sockets.socket_folder(self.folder, self._user, os.environ)
        postmaster.clear_socket(self._socket)
        with open(self.log, "ab", opener=_private_opener) as log:
            log_start = log.tell()
            server = subprocess.Popen(
                [programs.path("postgres"), "-D", self._data_argument(self.data)]
                + ["-c", f"unix_socket_directories={self._socket}"],
                cwd=self.data,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **(self._user.popen() if self._user else {}),
            )
        _children[server.pid] = server
        try:
            self._await_birth(server, log_start)
        finally:
            # It lives on for others after this process; Popen would warn of that at its end.
            server.returncode = server.returncode or 0

    def _await_birth(self, server: "subprocess.Popen[bytes]", log_start: int) -> None:
        deadline = time.monotonic() + _STARTS_WITHIN
        while time.monotonic() < deadline:
            if server.poll() is not None:
                said = self.log.read_bytes()[log_start:].decode(errors="replace").strip()
                raise Unavailable(
                    f"PostgreSQL did not start: {said[-800:]}",
                    remedy=f"The whole story is in {self.log}.",
                )
            living = postmaster.running(self.data)
            if living is not None and living.ready:
                return
            time.sleep(_POLL)

    def _await_ready(self) -> None:
        deadline = time.monotonic() + _STARTS_WITHIN
        while time.monotonic() < deadline:
            living = postmaster.running(self.data)
            if living is not None and living.ready:
                self._socket = living.socket_folder
                return
            time.sleep(_POLL)
        raise Unavailable(
            f"PostgreSQL was not ready after {_STARTS_WITHIN:.0f} seconds.",
            remedy=f"It may still be recovering. See {self.log} and try again.",
        )

    def _provision(self) -> None:
        held = secrets.passwords(self.folder)
        try:
            provision.provision(
                self.admin_dsn(), owner_password=held[OWNER], app_password=held[APP]
            )
            provision.grant_defaults(self.dsns().owner)
        except psycopg.Error as error:
            raise Unavailable(
                f"The roles could not be made: {error}", remedy=f"See {self.log}."
            ) from error
        secrets.write_private(self.folder / "postgres.provisioned", "")

    def _shut_down(self) -> None:
        living = postmaster.running(self.data)
        if living is None:
            return
        for kind, patience in ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0)):
            os.kill(living.pid, kind)
            if _gone(self.data, living.pid, patience):
                return
        postmaster.clear(self.data)


def _gone(data: Path, pid: int, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        _reap(pid)
        if pid not in _children and postmaster.running(data) is None:
            return True
        time.sleep(_POLL)
    return False


def _reap(pid: int) -> None:
    child = _children.get(pid)
    if child is not None and child.poll() is not None:
        del _children[pid]


def _settings() -> str:
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 20
    return _SETTINGS.format(shared=min(max(memory // 16, _SHARED_LEAST), _SHARED_MOST))


def _locale(major: int) -> list[str]:
    common = [f"--username={ADMIN}", "--encoding=UTF8", "--auth=scram-sha-256"]
    if major >= 17:
        return [*common, "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return [*common, "--locale=C.UTF-8"]


def _environment() -> dict[str, str]:
    """What the server inherits: nothing of ours, so that no PG* variable leads it astray."""
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def _private_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        seen = folder.stat()
    except OSError as error:
        raise Unavailable(
            f"The data folder {folder} cannot be used: {error.strerror}.",
            remedy="Name another with --data or the variable DATA.",
        ) from error
    if os.geteuid() not in {0, seen.st_uid}:
        raise Unavailable(
            f"The data folder {folder} belongs to another OS user.",
            remedy="Run as its owner, or name another with --data or the variable DATA.",
        )
    if seen.st_mode & 0o077:
        _close(folder)


def _close(folder: Path) -> None:
    """Take others' rights away, but only from an empty folder or one that is ours already."""
    if any(folder.iterdir()) and not (folder / secrets.FILE).exists():
        raise Unavailable(
            f"{folder} is open to others and holds other things.",
            remedy="Name a new or empty folder with --data or the variable DATA, "
            f"or close this one yourself: chmod 700 {folder}",
        )
    folder.chmod(0o700)


def _private_opener(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
