"""What a backup holds: each file with its size and SHA-256."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from caseloom.kernel.errors import Invalid

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a backup: its path in it, its size in bytes, its SHA-256 in hexadecimal."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The contents of a backup. `made` is an ISO 8601 time, `migrations` what the tables are."""

    made: str
    version: str
    postgresql: int
    migrations: tuple[str, ...]
    entries: tuple[Entry, ...]

    def write(self, folder: Path) -> None:
        """Write the manifest into `folder`."""
        held = {"format": FORMAT, **asdict(self)}
        (folder / NAME).write_text(json.dumps(held, indent=1) + "\n")


def read(folder: Path) -> Manifest:
    """The manifest of the backup in `folder`. Raises Invalid when there is none to read."""
    try:
        held = json.loads((folder / NAME).read_text())
        if held.pop("format") != FORMAT:
            raise ValueError("another format")
        entries = tuple(Entry(**entry) for entry in held.pop("entries"))
        migrations = tuple(held.pop("migrations"))
        return Manifest(entries=entries, migrations=migrations, **held)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Invalid(
            f"{folder} is not a backup that this version of Caseloom reads.",
            remedy=f"Name the folder that `caseloom backup` made; it holds {NAME}.",
        ) from error


def entries(folder: Path) -> tuple[Entry, ...]:
    """An entry for each file below `folder`, by path, the manifest itself left out."""
    return tuple(
        Entry(str(path.relative_to(folder)), path.stat().st_size, sha256(path))
        for path in sorted(files(folder))
        if path != folder / NAME
    )


def files(folder: Path) -> Iterator[Path]:
    """The regular files below `folder`."""
    return (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify(folder: Path) -> Manifest:
    """Check every file of the backup in `folder` against its manifest.

    Raises Invalid that names each file that is missing, added or altered.
    """
    manifest = read(folder)
    expected = {entry.path: entry for entry in manifest.entries}
    found = {entry.path: entry for entry in entries(folder)}
    wrong = sorted(path for path in expected | found if expected.get(path) != found.get(path))
    if wrong:
        raise Invalid(
            f"The backup is not whole: {', '.join(wrong[:5])} differ from its manifest.",
            remedy="Use another backup. Do not trust this one.",
        )
    return manifest
