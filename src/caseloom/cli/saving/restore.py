"""Brings a backup back into an empty data folder, whole or not at all."""

import os
import shutil
from pathlib import Path

import psycopg

from caseloom.cli.installation import Installation
from caseloom.cli.saving import manifest, programs
from caseloom.cli.saving.backup import DATABASE, FILES
from caseloom.kernel.errors import Conflict


def restore(installation: Installation, source: Path) -> manifest.Manifest:
    """Check the backup in `source`, then make the data folder and its database from it.

    On a named server the roles and the database are made first, if an administrator's address
    and the owner's are given. Raises Invalid for a damaged backup, Conflict when the folder or a
    named database is not empty. After a failure the folder is empty again.
    """
    held = manifest.verify(source)
    data = installation.folder
    if data.exists() and any(data.iterdir()):
        raise Conflict(
            f"The data folder {data} is not empty.",
            remedy="Name a new one with --data, or move this one away first.",
        )
    try:
        _copy(source / FILES, data)
        if os.environ.get("CASELOOM_OWNER_URL"):
            installation.provision()
        installation.open()
        _check_empty(installation)
        programs.load(installation, source / DATABASE)
    except BaseException:
        installation.close()
        _empty(data)
        raise
    return held


def _copy(source: Path, data: Path) -> None:
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    data.chmod(0o700)
    if not source.is_dir():
        return
    for path in manifest.files(source):
        copy = data / path.relative_to(source)
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
        copy.chmod(0o600)


def _check_empty(installation: Installation) -> None:
    query = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    with psycopg.connect(installation.admin_url) as connection:
        row = connection.execute(query).fetchone()
    if row and row[0]:
        raise Conflict(
            "The database has tables already.",
            remedy="Name an empty database in DATABASE_URL.",
        )


def _empty(data: Path) -> None:
    for path in data.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
