"""A tip's own data key, and what it seals.

AES-256-GCM (NIST SP 800-38D), a random nonce of 96 bits for each piece, a new key for each tip, so
that no key ever seals more than a few thousand pieces. Each piece is bound to its place: what
belongs to one tip or part opens as no other.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from caseloom.kernel.canonical import canonical_json
from caseloom.kernel.errors import Unavailable
from caseloom.tips.sealing import keys

FORM = b"\x01"


@dataclass(frozen=True)
class Envelope:
    """An open data key. `wrapped` and `key_name` are what the database keeps of it."""

    tip_id: UUID
    key_name: str
    wrapped: bytes
    data_key: bytes

    def seal(self, what: bytes, place: str) -> bytes:
        """`what` sealed for `place` ("body", "part:<id>")."""
        nonce = secrets.token_bytes(keys.NONCE_BYTES)
        return FORM + nonce + AESGCM(self.data_key).encrypt(nonce, what, self._bound(place))

    def open(self, sealed: bytes, place: str) -> bytes:
        """What was sealed for `place`. Raises Unavailable if it is damaged or from elsewhere."""
        try:
            if sealed[:1] != FORM:
                raise ValueError
            nonce, rest = sealed[1 : 1 + keys.NONCE_BYTES], sealed[1 + keys.NONCE_BYTES :]
            return AESGCM(self.data_key).decrypt(nonce, rest, self._bound(place))
        except (InvalidTag, ValueError) as error:
            raise Unavailable(
                "What is stored of this tip was damaged or exchanged.",
                remedy="Tell your administrator; the audit log says who changed it, or nobody did.",
            ) from error

    def seal_json(self, what: Mapping[str, Any], place: str) -> bytes:
        """`what` as canonical JSON, sealed."""
        return self.seal(canonical_json(what), place)

    def open_json(self, sealed: bytes, place: str) -> dict[str, Any]:
        """The JSON that was sealed."""
        found: dict[str, Any] = json.loads(self.open(sealed, place))
        return found

    def _bound(self, place: str) -> bytes:
        return f"tip:{self.tip_id}:{place}".encode()


def make(tip_id: UUID, key_name: str) -> Envelope:
    """A new data key for a tip, wrapped by the team's key. Raises Unavailable."""
    data_key = AESGCM.generate_key(256)
    wrapped = keys.keeper().wrap(key_name, data_key, _bound(tip_id))
    return Envelope(tip_id, key_name, wrapped, data_key)


def unwrap(tip_id: UUID, key_name: str, wrapped: bytes) -> Envelope:
    """The data key of a tip. Raises Unavailable."""
    data_key = keys.keeper().unwrap(key_name, wrapped, _bound(tip_id))
    return Envelope(tip_id, key_name, wrapped, data_key)


def _bound(tip_id: UUID) -> bytes:
    return f"tip:{tip_id}".encode()
