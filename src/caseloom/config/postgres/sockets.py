"""A folder for the Unix socket: 0700, owned by the server's user, with a short path."""

import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from caseloom.config.postgres.osuser import OsUser
from caseloom.kernel.errors import Unavailable

# sun_path holds 108 bytes on Linux and 104 on macOS, the closing zero included.
_LONGEST = 103
_SOCKET = ".s.PGSQL.5432"


def socket_folder(folder: Path, user: OsUser | None, environ: Mapping[str, str]) -> Path:
    """Make and return the socket folder of the data folder `folder`.

    Inside the data folder when the path is short enough and the server's user can get there,
    else in the machine's folder for such things. Raises Unavailable when somebody else owns it.
    """
    for candidate in _candidates(folder.resolve(), user, environ):
        if len(os.fsencode(candidate / _SOCKET)) <= _LONGEST:
            return _private(candidate, user)
    raise Unavailable(
        "There is no folder with a path short enough for PostgreSQL's socket.",
        remedy="Set TMPDIR to a folder with a short path, such as /tmp.",
    )


def _candidates(folder: Path, user: OsUser | None, environ: Mapping[str, str]) -> Iterator[Path]:
    name = f"caseloom-{sha256(os.fsencode(folder)).hexdigest()[:12]}"
    if user is None:
        yield folder / "run"
    runtime = environ.get("XDG_RUNTIME_DIR", "") if user is None else "/run"
    for parent in (runtime, tempfile.gettempdir(), "/tmp"):  # noqa: S108 - checked by _private
        if parent and Path(parent).is_dir() and os.access(parent, os.W_OK):
            yield Path(parent) / name


def _private(path: Path, user: OsUser | None) -> Path:
    owner = os.geteuid() if user is None else user.uid
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        _check(path, owner)
    path.chmod(0o700)
    if user is not None:
        user.own(path)
    return path


def _check(path: Path, owner: int) -> None:
    """Refuse a folder that another user put there first: he could answer in our place."""
    seen = path.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid not in {owner, os.geteuid()}:
        raise Unavailable(
            f"{path} belongs to somebody else.",
            remedy="Remove it, or set TMPDIR to a folder of your own.",
        )
