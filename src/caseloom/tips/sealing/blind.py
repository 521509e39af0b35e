"""Values under a key, so that the database can find what is alike and knows nothing of it."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from caseloom.tips.sealing import keys

_NAMED = "likeness"
# Bytes that sealing adds: the nonce and the tag of AES-GCM.
ADDED = keys.NONCE_BYTES + 16


def key() -> bytes:
    """The key of this installation's blind values (32 bytes); apart from the database."""
    return keys.secret(_NAMED)


def number(kind: str, value: str) -> int:
    """`value` of `kind` as a number that fits PostgreSQL's bigint; the same for the same."""
    found = hmac.new(key(), f"{kind}\x1f{value}".encode(), hashlib.sha256).digest()
    return int.from_bytes(found[:8], "big", signed=True)


def seal(what: bytes, place: str) -> bytes:
    """`what` under a key that is made of this one (AES-256-GCM), bound to its `place`."""
    nonce = secrets.token_bytes(keys.NONCE_BYTES)
    return nonce + _cipher().encrypt(nonce, what, place.encode())


def opened(sealed: Iterable[tuple[bytes, str]]) -> Iterator[bytes | None]:
    """What was sealed, each for its place; None for one that is damaged or from elsewhere."""
    cipher = _cipher()
    for one, place in sealed:
        nonce, rest = one[: keys.NONCE_BYTES], one[keys.NONCE_BYTES :]
        try:
            yield cipher.decrypt(nonce, rest, place.encode())
        except (InvalidTag, ValueError):
            yield None


def _cipher() -> AESGCM:
    return AESGCM(hmac.new(key(), b"seal", hashlib.sha256).digest())
