"""Bundles to try: a key, what is said, and both together."""

from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from caseloom.bundle import making, signing
from caseloom.bundle.types import Answer, Content, Enclosed, Message, Place

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = signing.public_of(KEY)
OTHER = signing.public_of(Ed25519PrivateKey.from_private_bytes(b"o" * 32))
TOLD = Content(
    id=UUID("6f1f0c2e-6c3e-4f0a-9f43-0a5d3a3f9d11"), made_on="2026-11-22",
    organisation="County line", recipient="Harbor police", contact="Desk 4", ground="Art. 12",
    caveats="Do not publish.", language="en", subject="work", told_on="2026-11-20",
    text="They dump at night.\n\nBehind the mill, رصيف 4.",
    answers=(Answer("What happened?", 0, 19), Answer("Where?", 21, 44)),
    messages=(Message("agency", "2026-11-21", "Which mill?"),),
    places=(Place("address", 21, 36, "behind the mill"),),
    files=(Enclosed("file-01.jpg", b"\xff\xd8\xff\xd9", "removed"),), redactions=2,
)  # fmt: skip


def made(content: Content = TOLD, key: Ed25519PrivateKey = KEY) -> bytes:
    return making.make(content, signing.key_id(signing.public_of(key)), key.sign)
