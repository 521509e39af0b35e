"""From what is said to the bytes of a bundle, the same for the same content."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from caseloom.bundle.packing import pack
from caseloom.bundle.types import LEFT_OUT, MOST_BYTES, MOST_FILES, SCHEMA, Content
from caseloom.kernel.canonical import canonical_json
from caseloom.kernel.errors import Invalid

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
ALWAYS = ("README.txt", "text.txt", "answers.json", "messages.json", "places.json")

_README = """\
This is what a member of the public told {organisation}, handed on to {recipient}.

What it is for:   {ground}
How to treat it:  {caveats}
Made on:          {made_on}
Bundle:           {id}

Who told it is not in here and was taken out of what is. Stretches that could have betrayed her
are left out and read "{mark}" ({redactions} in all). Do not try to find out who she is.

manifest.json  what is in here, and the SHA-256 of each file
manifest.sig   the Ed25519 signature of manifest.json
text.txt       what was told
answers.json   which part of it answers which question
messages.json  what was written afterwards, if some of it is handed on
places.json    names, numbers and dates that a program found in text.txt, if they are handed on
files/         what was sent along, if some of it is handed on

To see that it is whole and from {organisation}, with their public key in a file:
    caseloom tip verify BUNDLE.zip --key KEY.pem
    openssl pkeyutl -verify -rawin -pubin -inkey KEY.pem -in manifest.json -sigfile manifest.sig

If {organisation} asks you to delete it, delete it and tell them that you did.
"""


def members(content: Content) -> dict[str, bytes]:
    """Every member but the manifest and its signature, in order. Raises Invalid if too large."""
    if len(content.files) > MOST_FILES:
        raise Invalid(f"{MOST_FILES} files in one bundle is the most.", field="files")
    found = {
        "README.txt": _readme(content),
        "text.txt": content.text.encode(),
        "answers.json": _list(content.answers, lambda one: [one.label, one.start, one.end]),
        "messages.json": _list(content.messages, lambda one: [one.side, one.day, one.text]),
        "places.json": _list(
            content.places, lambda one: [one.kind, one.start, one.end, one.value]
        ),
    }  # fmt: skip
    found |= {file_member(at): one.content for at, one in enumerate(content.files)}
    if sum(map(len, found.values())) > MOST_BYTES - 1_000_000:
        raise Invalid(
            f"This is more than the {MOST_BYTES // 1_000_000} MB of one bundle.",
            remedy="Choose fewer files.",
            field="files",
        )
    return found


def file_member(at: int) -> str:
    """Under which name the file at this place of `content.files` lies."""
    return f"files/{at + 1:03}"


def manifest(content: Content, key_id: str) -> bytes:
    """What is signed: all that is said about the bundle, and the hash of each member."""
    named = {file_member(at): one for at, one in enumerate(content.files)}
    listed: list[dict[str, Any]] = []
    for name, raw in members(content).items():
        about = {"name": name, "sha256": sha256(raw).hexdigest(), "size": len(raw)}
        if name in named:
            about |= {"file": named[name].name, "metadata": named[name].metadata}
        listed.append(about)
    return canonical_json({
        "schema": SCHEMA, "id": str(content.id), "made_on": content.made_on,
        "from": content.organisation, "key": key_id, "to": content.recipient,
        "contact": content.contact, "ground": content.ground, "caveats": content.caveats,
        "language": content.language, "subject": content.subject, "told_on": content.told_on,
        "redactions": content.redactions, "members": listed,
    })  # fmt: skip


def make(content: Content, key_id: str, sign: Callable[[bytes], bytes]) -> bytes:
    """The bundle. `sign` gives the signature (64 bytes) of the manifest's bytes."""
    listed = manifest(content, key_id)
    return pack({MANIFEST: listed, SIGNATURE: sign(listed), **members(content)})


def _readme(content: Content) -> bytes:
    said = {
        name: " ".join(str(getattr(content, name)).split()) or "nothing was said"
        for name in ("organisation", "recipient", "ground", "caveats", "made_on", "id")
    }
    return _README.format(**said, mark=LEFT_OUT, redactions=content.redactions).encode()


def _list(items: tuple[Any, ...], as_json: Callable[[Any], list[Any]]) -> bytes:
    return canonical_json([as_json(one) for one in items])
