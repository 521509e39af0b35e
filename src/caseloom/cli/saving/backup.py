"""Makes a backup: a folder with the database, the files and a manifest, whole or not at all."""

import os
import shutil
from importlib.metadata import version
from pathlib import Path

import psycopg

from caseloom.cli.installation import Installation
from caseloom.cli.saving import manifest, programs
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, Invalid

DATABASE = "database.dump"
FILES = "files"

# Made anew by every installation: the server's own files, sockets, built assets, work under way.
_LEFT_OUT = ("postgres", "run", "static", "cache", "work")
# A copy that held both what the public told and its keys would tell it to whoever finds it.
TIP_KEYS = Path("keys") / "tips"


def back_up(installation: Installation, target: Path) -> manifest.Manifest:
    """Write a backup of the open `installation` to the new folder `target` (0700) and check it.

    Raises Conflict when `target` exists, Invalid when it lies in the data folder.
    """
    target = target.expanduser().absolute()
    _check(target, installation.folder)
    partial = target.with_name(f".{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700, parents=True)
    try:
        made = _fill(installation, partial)
        _sync(partial)
        partial.rename(target)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return made


def _check(target: Path, data: Path) -> None:
    if target.exists():
        raise Conflict(f"{target} exists already.", remedy="Name a new folder.")
    if target.is_relative_to(data):
        raise Invalid(
            "The backup would lie in the data folder itself.",
            remedy="Name a folder elsewhere, best on another disk.",
        )


def _fill(installation: Installation, folder: Path) -> manifest.Manifest:
    # The database first: a file that a row names was written before the row was committed.
    programs.dump(installation, folder / DATABASE)
    for source in kept_files(installation.folder):
        copy = folder / FILES / source.relative_to(installation.folder)
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            shutil.copyfile(source, copy)
        except FileNotFoundError:
            continue  # discarded at this moment; the backup is of before or after
        copy.chmod(0o600)
    major, migrations = _tables(installation)
    made = manifest.Manifest(
        made=clock.now().isoformat(timespec="seconds"),
        version=version("caseloom"),
        postgresql=major,
        migrations=migrations,
        entries=manifest.entries(folder),
    )
    made.write(folder)
    return manifest.verify(folder)


def kept_files(data: Path) -> list[Path]:
    """The files of the data folder that belong into a backup: keys, evidence, exports.

    Not the keys of tips: they are kept apart (`copy_tip_keys`).
    """
    return [
        path
        for path in manifest.files(data)
        if path.relative_to(data).parts[0].split(".")[0] not in _LEFT_OUT
        and not path.relative_to(data).is_relative_to(TIP_KEYS)
    ]


def copy_tip_keys(data: Path, target: Path) -> int:
    """Copy the keys of tips to the new folder `target` (0700); how many.

    Raises Conflict when `target` exists.
    """
    target = target.expanduser().absolute()
    _check(target, data)
    target.mkdir(mode=0o700, parents=True)
    keys = list(manifest.files(data / TIP_KEYS)) if (data / TIP_KEYS).is_dir() else []
    for source in keys:
        copy = target / source.name
        shutil.copyfile(source, copy)
        copy.chmod(0o600)
    _sync(target)
    return len(keys)


def _tables(installation: Installation) -> tuple[int, tuple[str, ...]]:
    with psycopg.connect(installation.app_url) as connection:
        rows = connection.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        names = tuple(f"{app}.{name}" for app, name in rows)
        return connection.info.server_version // 10000, names


def _sync(folder: Path) -> None:
    """Have the disk hold everything before the rename says that it does."""
    for path in (*manifest.files(folder), folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
