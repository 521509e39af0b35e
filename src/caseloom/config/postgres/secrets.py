"""The generated passwords of a cluster, in one file that only its owner reads."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from caseloom.config.postgres.dsns import ADMIN, APP, OWNER
from caseloom.kernel.errors import Unavailable

FILE = "postgres.json"


def passwords(folder: Path) -> Mapping[str, str]:
    """The password of each login role, made at the first call. Raises Unavailable if unreadable."""
    path = folder / FILE
    try:
        held = json.loads(path.read_text())
    except FileNotFoundError:
        return _make(path)
    except (OSError, ValueError) as error:
        raise Unavailable(
            f"{path} cannot be read.",
            remedy="Run as the OS user that owns the data folder, or restore a backup.",
        ) from error
    return {role: str(held[role]) for role in (ADMIN, OWNER, APP)}


def _make(path: Path) -> Mapping[str, str]:
    made = {role: secrets.token_urlsafe(32) for role in (ADMIN, OWNER, APP)}
    write_private(path, json.dumps(made))
    return made


def write_private(path: Path, text: str) -> None:
    """Write `text` to `path` with mode 0600, whole or not at all."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
