"""The Ed25519 key that signs checkpoints, and the last checkpoint kept beside it.

Both live in the data folder, outside the database: whoever rewrites the tables can neither sign
the result nor cut the tail unseen.
"""

import json
import os
import stat
import tempfile
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.db import connection

from caseloom.audit.verifier import Checkpoint, NotAnExportError, key_id, read_checkpoint
from caseloom.kernel.errors import Unavailable


class SigningKey:
    """The private key, its public half (32 bytes) and its id."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.id = key_id(self.public)

    def sign(self, message: bytes) -> str:
        """The signature of `message` (64 bytes, hex)."""
        return self._private.sign(message).hex()


def path() -> Path:
    """Where the private key is: the setting CASELOOM_AUDIT_KEY."""
    return Path(settings.CASELOOM_AUDIT_KEY)


def load() -> SigningKey | None:
    """The key, None if there is none yet. Raises Unavailable if it cannot be used."""
    file = path()
    try:
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise Unavailable(
                f"Others can read the audit key {file}.",
                remedy=f"Run: chmod 600 {file}. If somebody may have copied it, say so in the log.",
            )
        private = load_pem_private_key(file.read_bytes(), password=None)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise Unavailable(
            f"The audit key {file} cannot be read: {error}.",
            remedy="Restore it from the backup of the data folder.",
        ) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise Unavailable(
            f"The audit key {file} is not an Ed25519 key.",
            remedy="Restore the right file from the backup of the data folder.",
        )
    return SigningKey(private)


def load_or_make() -> SigningKey:
    """The key; made at the first use, mode 0600. Raises Unavailable if it cannot be."""
    if (key := load()) is not None:
        return key
    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    try:
        path().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # A hard link appears whole or not at all, and fails if another process was first.
        with suppress(FileExistsError):
            _write(path(), pem, replace=False)
    except OSError as error:
        raise Unavailable(
            f"The audit key {path()} cannot be made: {error}.",
            remedy="Make the data folder writable for the user that runs Caseloom.",
        ) from error
    made = load()
    if made is None:
        raise Unavailable(f"The audit key {path()} vanished.", remedy="Start again.")
    return made


def kept() -> Checkpoint | None:
    """The last checkpoint of this database that is kept beside the key, None without one."""
    file = _kept_path()
    if not file.exists():
        return None
    try:
        return read_checkpoint(file)
    except NotAnExportError as error:
        raise Unavailable(
            f"The kept checkpoint {file} cannot be read.",
            remedy="Restore it from the backup of the data folder, or verify against another copy.",
        ) from error


def keep(checkpoint: Checkpoint) -> None:
    """Keep `checkpoint` beside the key unless a later one is kept already."""
    before = kept()
    if before is None or before.tree_size < checkpoint.tree_size:
        _write(_kept_path(), json.dumps(asdict(checkpoint), indent=1).encode(), replace=True)


def _kept_path() -> Path:
    return path().parent / f"audit-checkpoint-{connection.settings_dict['NAME']}.json"


def _write(target: Path, content: bytes, *, replace: bool) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".audit-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            Path(name).replace(target)
        else:
            os.link(name, target)
    finally:
        Path(name).unlink(missing_ok=True)
