"""Folders of uploads that were cut off: no row names them, and nobody writes to them."""

import fcntl
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO
from uuid import UUID

OLD = timedelta(hours=1)
"""Younger ones are left alone: an upload's row appears when its last byte has been written."""


def hold(file: IO[bytes]) -> None:
    """Keep a file from being cleared while it is written; the kernel lets go when it is closed."""
    fcntl.flock(file, fcntl.LOCK_EX)


def old(parent: Path, now: datetime) -> dict[UUID, Path]:
    """The folders of uploads in `parent` to which nothing was written for an hour, by their id."""
    if not parent.is_dir():
        return {}
    before = (now - OLD).timestamp()
    return {
        upload_id: folder
        for folder in parent.iterdir()
        if (upload_id := _id(folder)) and _is_left(folder, before)
    }


def _id(folder: Path) -> UUID | None:
    try:
        return UUID(folder.name)
    except ValueError:
        return None  # not ours


def _is_left(folder: Path, before: float) -> bool:
    try:
        paths = list(folder.iterdir())
        newest = max(path.stat().st_mtime for path in (folder, *paths))
        return newest < before and not any(_is_written(path) for path in paths)
    except (FileNotFoundError, NotADirectoryError):
        return False  # somebody discards it at this moment


def _is_written(path: Path) -> bool:
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
