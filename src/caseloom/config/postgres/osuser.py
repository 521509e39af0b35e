"""The OS user that PostgreSQL runs as. It refuses to run as root, so root lends it another."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from caseloom.kernel.errors import Unavailable

DEFAULT_NAME = "caseloom"


class Identity(TypedDict, total=False):
    """The keyword arguments that make subprocess run as somebody else."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class OsUser:
    """An account of this machine."""

    name: str
    uid: int
    gid: int

    def popen(self) -> Identity:
        """What to pass to subprocess so that the program runs as this user and no more."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give `path` to this user."""
        os.chown(path, self.uid, self.gid)


def server_user(environ: Mapping[str, str] = os.environ) -> OsUser | None:
    """Whom PostgreSQL runs as: None for the present user, an OsUser when we are root.

    As root it is the user named by CASELOOM_PG_USER, else a system account "caseloom" without
    a home or a shell, made when it is missing. Raises Unavailable when there is none.
    """
    if os.geteuid() != 0:
        return None
    name = environ.get("CASELOOM_PG_USER", DEFAULT_NAME)
    entry = _entry(name) or _made(name)
    if entry.pw_uid == 0:
        raise Unavailable(
            "PostgreSQL does not run as root.",
            remedy="Set CASELOOM_PG_USER to an ordinary account.",
        )
    return OsUser(name, entry.pw_uid, entry.pw_gid)


def _entry(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _made(name: str) -> pwd.struct_passwd:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd:
        # Status 9 means that another process made it in the meantime.
        subprocess.run(
            [useradd, "--system", "--user-group", "--no-create-home"]
            + ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", name],
            capture_output=True,
        )
    entry = _entry(name)
    if entry is None:
        raise Unavailable(
            f"PostgreSQL does not run as root, and there is no OS user “{name}”.",
            remedy=f"Make one (useradd --system {name}), name an existing one in "
            "CASELOOM_PG_USER, or run Caseloom as an ordinary user.",
        )
    return entry
