"""Keys of agencies: Ed25519 (RFC 8032), as the PEM files that other tools read as well."""

from hashlib import sha256

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from caseloom.kernel.errors import Invalid

KEY_BYTES, SIGNATURE_BYTES = 32, 64
_MOST_PEM = 10_000


def public_of(private: Ed25519PrivateKey) -> bytes:
    """The public half (32 bytes)."""
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def key_id(public: bytes) -> str:
    """By what a key is named: the first 16 hexadecimal digits of its SHA-256."""
    return sha256(public).hexdigest()[:16]


def as_pem(public: bytes) -> str:
    """A public key as a PEM file."""
    key = Ed25519PublicKey.from_public_bytes(public)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def read_pem(pem: bytes) -> bytes:
    """The public key (32 bytes) in a PEM file. Raises Invalid."""
    try:
        key = load_pem_public_key(pem[:_MOST_PEM])
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _not_a_key() from error
    if not isinstance(key, Ed25519PublicKey):
        raise _not_a_key()
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def signed_by(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` is that of `message` under this key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _not_a_key() -> Invalid:
    return Invalid(
        "This is not the public key of an agency.",
        remedy="It is a PEM file that begins with “-----BEGIN PUBLIC KEY-----”, of kind Ed25519.",
        field="key",
    )
