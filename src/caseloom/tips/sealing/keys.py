"""Who keeps a team's key: a file, the system's keyring, or a program that asks a key service.

A team's key wraps the data key of each of its tips. Whoever copies the database has neither.
"""

import base64
import binascii
import os
import secrets
import shlex
import stat
import subprocess
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from caseloom.kernel.errors import Unavailable

KEY_BYTES = 32
NONCE_BYTES = 12
SERVICE = "caseloom"
# A key service that does not answer within this many seconds is told as unreachable.
PATIENCE = 10


class Keeper(Protocol):
    """Wraps and unwraps data keys (32 bytes) under the key called `name`.

    `bound` is what the data key belongs to; it only unwraps for the same. Both raise Unavailable
    where the key cannot be reached or does not fit.
    """

    def wrap(self, name: str, data_key: bytes, bound: bytes) -> bytes: ...

    def unwrap(self, name: str, wrapped: bytes, bound: bytes) -> bytes: ...


class _Local:
    """A keeper that holds the bytes of its keys: AES-256-GCM under a random nonce."""

    def key(self, name: str) -> bytes:
        raise NotImplementedError

    def wrap(self, name: str, data_key: bytes, bound: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self.key(name)).encrypt(nonce, data_key, bound)

    def unwrap(self, name: str, wrapped: bytes, bound: bytes) -> bytes:
        try:
            nonce, rest = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
            return AESGCM(self.key(name)).decrypt(nonce, rest, bound)
        except (InvalidTag, ValueError) as error:
            raise Unavailable(
                f"The key “{name}” does not open this tip.",
                remedy="Restore the right key from the backup of the data folder.",
            ) from error


class FileKeeper(_Local):
    """Keys as files of 0600 in one folder (0700), made at their first use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def key(self, name: str) -> bytes:
        """The key's bytes. Raises Unavailable if others can read it or it is damaged."""
        path = self.folder / f"{name}.key"
        try:
            return _read(path, path.stat().st_mtime_ns)
        except FileNotFoundError:
            return self._make(path)
        except OSError as error:
            raise Unavailable(
                f"The key {path} cannot be read: {error.strerror}.",
                remedy="Restore it from the backup of the data folder, mode 0600.",
            ) from error

    def _make(self, path: Path) -> bytes:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            aside = path.with_suffix(f".{secrets.token_hex(4)}")
            with os.fdopen(
                os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as out:
                out.write(secrets.token_bytes(KEY_BYTES))
                out.flush()
                os.fsync(out.fileno())
            try:
                # Of two processes at once the first wins, and both use what it made.
                os.link(aside, path)
            except FileExistsError:
                pass
            finally:
                aside.unlink()
        except OSError as error:
            raise Unavailable(
                f"No key can be made in {self.folder}: {error.strerror}.",
                remedy="See that the data folder can be written.",
            ) from error
        return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _read(path: Path, changed: int) -> bytes:
    # `changed` is part of the cache's key: a key that was put in place is read anew.
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise Unavailable(f"Others can read the key {path}.", remedy=f"Run: chmod 600 {path}.")
    return _checked(path.read_bytes(), str(path))


def _checked(key: bytes, name: str) -> bytes:
    if len(key) != KEY_BYTES:
        raise Unavailable(
            f"The key {name} has {len(key)} bytes, not {KEY_BYTES}.",
            remedy="Restore it from a backup; without it its tips stay closed.",
        )
    return key


class KeyringKeeper(_Local):
    """Keys in the system's keyring, by the library `keyring`, which the agency installs."""

    def key(self, name: str) -> bytes:
        """The key's bytes, made at the first use. Raises Unavailable without a keyring."""
        try:
            import keyring  # type: ignore[import-not-found]  # only where an agency wants it
        except ImportError as error:
            raise Unavailable(
                "CASELOOM_TIP_KEYS names the keyring, and the library for it is not installed.",
                remedy="Run: pip install keyring.",
            ) from error
        try:
            held = keyring.get_password(SERVICE, name)
            if held is None:
                held = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
                keyring.set_password(SERVICE, name, held)
            return _checked(base64.b64decode(held, validate=True), name)
        except (keyring.errors.KeyringError, binascii.Error) as error:
            raise Unavailable(
                "The system's keyring did not give the key.", remedy="Unlock the keyring."
            ) from error


class CommandKeeper:
    """A key service behind a program; the team's key never leaves the service.

    The program gets `wrap` or `unwrap` and the key's name as arguments, base64 of the data key and
    of what it is bound to as two lines, and answers one line of base64.
    """

    def __init__(self, command: str) -> None:
        self.command = shlex.split(command)

    def wrap(self, name: str, data_key: bytes, bound: bytes) -> bytes:
        """`data_key` as the service wraps it."""
        return self._ask("wrap", name, data_key, bound)

    def unwrap(self, name: str, wrapped: bytes, bound: bytes) -> bytes:
        """The data key as the service unwraps it."""
        return _checked(self._ask("unwrap", name, wrapped, bound), name)

    def _ask(self, verb: str, name: str, given: bytes, bound: bytes) -> bytes:
        lines = b"\n".join((base64.b64encode(given), base64.b64encode(bound), b""))
        try:
            done = subprocess.run(
                [*self.command, verb, name], input=lines, capture_output=True, check=True,
                timeout=PATIENCE,
            )  # fmt: skip
            return base64.b64decode(done.stdout.strip(), validate=True)
        except (OSError, subprocess.SubprocessError, binascii.Error) as error:
            raise Unavailable(
                f"The key service did not {verb} a key: {type(error).__name__}.",
                remedy=f"See whether “{self.command[0]}” answers on this machine.",
            ) from error


def keeper() -> Keeper:
    """The keeper that CASELOOM_TIP_KEYS names: "file", "keyring" or "command:…"."""
    return _keeper(str(settings.CASELOOM_TIP_KEYS), Path(settings.DATA) / "keys" / "tips")


@lru_cache(maxsize=8)
def _keeper(named: str, folder: Path) -> Keeper:
    if named == "file":
        return FileKeeper(folder)
    if named == "keyring":
        return KeyringKeeper()
    if named.startswith("command:"):
        return CommandKeeper(named.removeprefix("command:"))
    raise Unavailable(
        f"CASELOOM_TIP_KEYS is “{named}”.", remedy="Set it to file, keyring or command:PROGRAM."
    )


def secret(name: str) -> bytes:
    """A secret of this installation (32 bytes), apart from the database: a file of its own."""
    return FileKeeper(Path(settings.DATA) / "keys" / "tips").key(name)
