"""The receipt: 16 digits that open a mailbox, of which only a slow hash is kept.

The hash must be found by the digits alone, so its salt is the installation's. It is Argon2id
(RFC 9106) over a keyed hash whose key lies outside the database: without that file the 10^15
receipts cannot even be tried, and with it each try costs as much as at sign-in of a guess here.
"""

import hashlib
import hmac
import unicodedata

from argon2.low_level import Type, hash_secret_raw

from caseloom.kernel import numbers
from caseloom.tips.sealing import keys

DIGITS = 16
# Memory in KiB and rounds: a few milliseconds of one core, because every tip pays for it at once.
MEMORY, ROUNDS = 4_096, 1
_NAMED = "receipts"


def derive(form: bytes) -> str:
    """The receipt of the form with these random bytes: 15 digits and one that checks them.

    Nobody without the key can tell it from random digits; a form that is sent twice, because the
    answer was lost, gets the same receipt again.
    """
    found = hmac.new(keys.secret(_NAMED), b"receipt" + form, hashlib.sha256).digest()
    digits = f"{int.from_bytes(found, 'big') % 10 ** (DIGITS - 1):0{DIGITS - 1}}"
    return digits + numbers.check_digit(digits)


def shown(receipt: str) -> str:
    """A receipt as people read it: four groups of four."""
    return " ".join(receipt[at : at + 4] for at in range(0, DIGITS, 4))


def read(typed: str) -> str | None:
    """The receipt in what somebody typed, with any spaces, dashes or script; None if it is none."""
    found = (unicodedata.decimal(one, None) for one in typed[:100])
    digits = "".join(str(one) for one in found if one is not None)
    return digits if numbers.is_code(digits, DIGITS) else None


def digest(receipt: str) -> bytes:
    """What the database keeps of a receipt (32 bytes)."""
    secret = keys.secret(_NAMED)
    keyed = hmac.new(secret, receipt.encode(), hashlib.sha256).digest()
    salt = hashlib.sha256(b"salt" + secret).digest()[:16]
    return hash_secret_raw(keyed, salt, ROUNDS, MEMORY, 1, 32, Type.ID)
