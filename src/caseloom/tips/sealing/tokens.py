"""What a browser carries for us without being able to read or change it.

The portal keeps no session: where somebody is in the form, and which mailbox she has open, goes
back and forth under a key of this installation.
"""

import base64
import binascii
import json
import secrets
from datetime import timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from caseloom.kernel import clock
from caseloom.tips.sealing import keys

_NAMED = "tokens"


def issue(kind: str, what: dict[str, Any]) -> str:
    """`what` for `kind` ("form", "mailbox"), with the time of now in it."""
    nonce = secrets.token_bytes(keys.NONCE_BYTES)
    body = json.dumps({"at": clock.now().timestamp(), **what}).encode()
    sealed = AESGCM(keys.secret(_NAMED)).encrypt(nonce, body, kind.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def read(kind: str, token: str, within: timedelta) -> dict[str, Any] | None:
    """What `issue` put in, None for anything else and for one older than `within`."""
    try:
        raw = base64.b64decode(token, altchars=b"-_", validate=True)
        nonce, sealed = raw[: keys.NONCE_BYTES], raw[keys.NONCE_BYTES :]
        found: dict[str, Any] = json.loads(
            AESGCM(keys.secret(_NAMED)).decrypt(nonce, sealed, kind.encode())
        )
    except (InvalidTag, ValueError, binascii.Error):
        return None
    age = clock.now().timestamp() - found["at"]
    return found if 0 <= age <= within.total_seconds() else None
