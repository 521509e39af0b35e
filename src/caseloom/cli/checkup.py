"""What `doctor` looks at: each check says what it found, and the remedy when it is not well."""

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psycopg

from caseloom.cli.installation import Installation
from caseloom.kernel.errors import CaseloomError

State = Literal["well", "warning", "ill"]

_OWNED = """
SELECT c.relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
 WHERE r.rolname = current_user AND c.relpersistence <> 't' ORDER BY 1
"""
_POWERS = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
_LEAST_DISK, _GOOD_DISK = 1 << 30, 10 << 30  # bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found."""

    check: str
    state: State
    found: str
    remedy: str = ""


def examine(installation: Installation) -> Iterator[Finding]:
    """Every check, in order. One that fails does not keep the others from being made."""
    yield python()
    yield icu()
    yield chromium()
    yield folder(installation.folder)
    yield disk(installation.folder)
    yield from keys(installation.folder)
    yield from _database(installation)


def python() -> Finding:
    """Which Python runs this. An older one than 3.11 does not get here."""
    return Finding("Python", "well", sys.version.split()[0])


def icu() -> Finding:
    """The compiled ICU binding, which transliterates names, loads."""
    try:
        import icu as binding
    except ImportError as error:
        return Finding(
            "ICU",
            "ill",
            str(error),
            "sudo apt-get install g++ pkg-config libicu-dev, then install Caseloom anew.",
        )
    return Finding("ICU", "well", str(binding.ICU_VERSION))


def chromium() -> Finding:
    """A Chromium for the browser tests; nothing else needs one."""
    for name in (os.environ.get("CASELOOM_CHROMIUM", ""), "chromium", "google-chrome"):
        if name and (path := shutil.which(name)):
            return Finding("Chromium", "well", path)
    return Finding(
        "Chromium",
        "warning",
        "none; only the browser tests need one",
        "sudo apt-get install chromium, or name one in CASELOOM_CHROMIUM.",
    )


def folder(path: Path) -> Finding:
    """The data folder is closed to others."""
    if not path.exists():
        return Finding("Data folder", "warning", f"{path} does not exist yet", "caseloom serve")
    if path.stat().st_mode & 0o077:
        remedy = f"chmod 700 {path}"
        return Finding("Data folder", "ill", f"others may look into {path}", remedy)
    return Finding("Data folder", "well", str(path))


def disk(path: Path) -> Finding:
    """The disk has room."""
    while not path.exists():
        path = path.parent
    free = shutil.disk_usage(path).free
    found = f"{free / (1 << 30):.1f} GiB free"
    if free < _LEAST_DISK:
        return Finding("Disk", "ill", found, "Make room: imports and backups will fail.")
    if free < _GOOD_DISK:
        return Finding("Disk", "warning", found, "Large imports need more.")
    return Finding("Disk", "well", found)


def keys(data: Path) -> Iterator[Finding]:
    """Keys and passwords are readable by their owner only."""
    secret = [*sorted((data / "keys").glob("*")), data / "postgres.json"]
    for path in (path for path in secret if path.is_file()):
        if path.stat().st_mode & 0o077:
            remedy = f"chmod 600 {path}; others may have read it, so consider replacing it."
            yield Finding(f"Key {path.name}", "ill", "open to others", remedy)
        else:
            yield Finding(f"Key {path.name}", "well", "0600")


def _database(installation: Installation) -> Iterator[Finding]:
    if installation.own_database and not (installation.folder / "postgres").exists():
        # Looking for illness must not found an installation.
        yield Finding("PostgreSQL", "warning", "not made yet", "caseloom serve")
        return
    try:
        installation.open()
        with psycopg.connect(installation.app_url) as app:
            yield server(app)
            yield role(app)
        yield tables()
    except (CaseloomError, psycopg.Error) as error:
        remedy = error.remedy if isinstance(error, CaseloomError) else "Check DATABASE_URL."
        found = error.message if isinstance(error, CaseloomError) else str(error).strip()
        yield Finding("PostgreSQL", "ill", found, remedy)


def server(app: "psycopg.Connection") -> Finding:
    """The server is new enough and writes before it acknowledges."""
    major = app.info.server_version // 10000
    row = app.execute("SELECT current_setting('synchronous_commit')").fetchone()
    if major < 15:
        return Finding("PostgreSQL", "ill", str(major), "Caseloom needs PostgreSQL 15 or newer.")
    if row is None or row[0] != "on":
        remedy = "Set synchronous_commit = on: an acknowledged write must survive a crash."
        return Finding("PostgreSQL", "ill", f"{major}, synchronous_commit {row and row[0]}", remedy)
    return Finding("PostgreSQL", "well", str(major))


def role(app: "psycopg.Connection") -> Finding:
    """The app's role owns nothing and cannot bypass row-level security."""
    powers = app.execute(_POWERS).fetchone()
    if powers is None or powers[0]:
        remedy = "Let DATABASE_URL name caseloom_app: NOSUPERUSER NOBYPASSRLS."
        return Finding("App role", "ill", "it bypasses row-level security", remedy)
    owned = [name for (name,) in app.execute(_OWNED)]
    if owned:
        remedy = "Give them to caseloom_owner: ALTER TABLE … OWNER TO caseloom_owner."
        return Finding("App role", "ill", f"it owns {', '.join(owned[:5])}", remedy)
    return Finding("App role", "well", f"{app.info.user} owns nothing")


def tables() -> Finding:
    """Every migration has been applied."""
    from caseloom.cli import database

    waiting = database.pending()
    if waiting:
        return Finding("Tables", "warning", f"{len(waiting)} migrations wait", "caseloom migrate")
    return Finding("Tables", "well", "up to date")
