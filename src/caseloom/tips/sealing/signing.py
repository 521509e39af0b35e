"""The keys with which this organisation signs what it hands to other agencies.

Each is a file beside the other keys of tips, mode 0600, named by its public half; a further file
says which one signs now. Older ones stay, so that what they signed can be explained.
"""

import os
import re
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from caseloom.bundle import signing
from caseloom.kernel.errors import Unavailable

_CURRENT = "bundle.current"
_NAMED = re.compile(r"bundle-([0-9a-f]{16})\.pem")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that signs bundles; `public` (32 bytes) is what others are given."""

    id: str
    public: bytes
    private: Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        """The signature of `message` (64 bytes)."""
        return self.private.sign(message)


def make() -> SigningKey:
    """A new key, which signs from now on. Raises Unavailable."""
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    made = SigningKey(
        signing.key_id(signing.public_of(private)), signing.public_of(private), private
    )
    _write(f"bundle-{made.id}.pem", pem)
    _write(_CURRENT, made.id.encode())
    return made


def current() -> SigningKey:
    """The key that signs now. Raises Unavailable if none was made yet, or others can read it."""
    try:
        return _load((_folder() / _CURRENT).read_text().strip())
    except FileNotFoundError as error:
        raise Unavailable(
            "There is no key yet to sign with what goes to other agencies.",
            remedy="Run: caseloom tip bundle-key --new.",
        ) from error
    except OSError as error:
        raise _unreadable(_folder() / _CURRENT, error.strerror) from error


def all_keys() -> tuple[SigningKey, ...]:
    """Every key that there is, by id."""
    folder = _folder()
    names = sorted(one.name for one in folder.iterdir()) if folder.is_dir() else []
    return tuple(_load(found[1]) for name in names if (found := _NAMED.fullmatch(name)))


def _folder() -> Path:
    return Path(settings.DATA) / "keys" / "tips"


def _load(key_id: str) -> SigningKey:
    path = _folder() / f"bundle-{key_id}.pem"
    if not _NAMED.fullmatch(path.name):
        raise _unreadable(path, "it has no name of a key")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise Unavailable(f"Others can read the key {path}.", remedy=f"Run: chmod 600 {path}.")
    try:
        private = load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise _unreadable(path, "it is damaged") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise _unreadable(path, "it is of another kind")
    public = signing.public_of(private)
    if signing.key_id(public) != key_id:
        raise _unreadable(path, "it is another key than its name says")
    return SigningKey(key_id, public, private)


def _unreadable(path: Path, why: str | None) -> Unavailable:
    return Unavailable(
        f"The key {path} cannot be used: {why}.",
        remedy="Restore it from the backup of the keys, mode 0600.",
    )


def _write(name: str, content: bytes) -> None:
    folder = _folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = folder / f".{name}.{secrets.token_hex(4)}"
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        aside.replace(folder / name)
    except OSError as error:
        raise Unavailable(
            f"No key can be made in {folder}: {error.strerror}.",
            remedy="See that the data folder can be written.",
        ) from error
