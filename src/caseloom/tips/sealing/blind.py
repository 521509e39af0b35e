"""Values under a key, so that the database can find what is alike and knows nothing of it."""

import hashlib
import hmac

from caseloom.tips.sealing import keys

_NAMED = "likeness"


def key() -> bytes:
    """The key of this installation's blind values (32 bytes); apart from the database."""
    return keys.secret(_NAMED)


def number(kind: str, value: str) -> int:
    """`value` of `kind` as a number that fits PostgreSQL's bigint; the same for the same."""
    found = hmac.new(key(), f"{kind}\x1f{value}".encode(), hashlib.sha256).digest()
    return int.from_bytes(found[:8], "big", signed=True)
