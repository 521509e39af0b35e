"""Whether a bundle is whole and from whom it says. Everything in it is a stranger's until then."""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, cast, get_args
from uuid import UUID

from caseloom.bundle import making, signing
from caseloom.bundle.packing import NotABundle, unpack
from caseloom.bundle.types import (
    MOST_WORDS,
    SCHEMA,
    Answer,
    Checked,
    Content,
    Enclosed,
    Message,
    Metadata,
    Place,
)
from caseloom.kernel.canonical import canonical_json
from caseloom.kernel.errors import Invalid

_WORDS = ("text.txt", "answers.json", "messages.json", "places.json")
_SAID = {
    "schema", "id", "made_on", "from", "key", "to", "contact", "ground", "caveats", "language",
    "subject", "told_on", "redactions", "members",
}  # fmt: skip


class UnknownSigner(Invalid):
    """A whole bundle that nobody signed whose key is known."""

    def __init__(self) -> None:
        super().__init__(
            "Nobody whose key is known here signed this bundle.",
            remedy="Get the agency's public key on a way that you trust, and add it.",
            field="bundle",
        )


def check(raw: bytes, keys: Iterable[bytes]) -> Checked:
    """What the bundle says, if one of `keys` (32 bytes each) signed it and nothing was changed.

    Raises NotABundle, UnknownSigner.
    """
    members = unpack(raw)
    listed, signature = members.get(making.MANIFEST, b""), members.get(making.SIGNATURE, b"")
    public = next((one for one in keys if signing.signed_by(one, listed, signature)), None)
    if public is None:
        raise UnknownSigner
    try:
        said = json.loads(listed)
        _as_listed(said, listed, members)
        content = _content(said, members)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotABundle("what it says does not make sense") from error
    told = tuple((name, len(one), sha256(one).hexdigest()) for name, one in members.items())
    return Checked(signing.key_id(public), sha256(raw).hexdigest(), len(raw), content, told)


def _as_listed(said: dict[str, Any], listed: bytes, members: dict[str, bytes]) -> None:
    """Whether there is each member that was signed, with its hash, in its order, and no other."""
    if said["schema"] != SCHEMA:
        raise NotABundle(f"it is of the kind “{str(said['schema'])[:60]}”, not “{SCHEMA}”")
    if set(said) != _SAID or canonical_json(said) != listed:
        raise ValueError
    files = [one for one in said["members"] if "file" in one]
    names = [*making.ALWAYS, *(making.file_member(at) for at in range(len(files)))]
    if [one["name"] for one in said["members"]] != names:
        raise NotABundle("a member is listed that none has")
    if list(members) != [making.MANIFEST, making.SIGNATURE, *names]:
        raise NotABundle("its members are not those that were signed")
    for one in said["members"]:
        if one["sha256"] != sha256(members[one["name"]]).hexdigest():
            raise NotABundle(f"“{one['name']}” is not what was signed")


def _content(said: dict[str, Any], members: dict[str, bytes]) -> Content:
    if sum(len(members[name]) for name in _WORDS) > MOST_WORDS:
        raise NotABundle("there is too much text in it")
    text = members["text.txt"].decode()
    return Content(
        id=UUID(said["id"]), made_on=_text(said["made_on"]), organisation=_text(said["from"]),
        recipient=_text(said["to"]), contact=_text(said["contact"]), ground=_text(said["ground"]),
        caveats=_text(said["caveats"]), language=_text(said["language"]),
        subject=_text(said["subject"]), told_on=_text(said["told_on"]), text=text,
        redactions=_number(said["redactions"]),
        answers=tuple(
            Answer(_text(label), *_place(start, end, text))
            for label, start, end in json.loads(members["answers.json"])
        ),
        messages=tuple(
            Message(_side(side), _text(day), _text(words))
            for side, day, words in json.loads(members["messages.json"])
        ),
        places=tuple(
            Place(_text(kind), *_place(start, end, text), _text(value))
            for kind, start, end, value in json.loads(members["places.json"])
        ),
        files=_files(said["members"], members),
    )  # fmt: skip


def _files(listed: list[dict[str, Any]], members: dict[str, bytes]) -> tuple[Enclosed, ...]:
    return tuple(
        Enclosed(_text(one["file"]), members[one["name"]], _metadata(one["metadata"]))
        for one in listed
        if "file" in one
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    value.encode()
    return value


def _number(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise TypeError
    return value


def _place(start: Any, end: Any, text: str) -> tuple[int, int]:
    if not _number(start) <= _number(end) <= len(text):
        raise ValueError
    return start, end


def _side(value: Any) -> Any:
    if value not in ("reporter", "agency"):
        raise ValueError
    return value


def _metadata(value: Any) -> Metadata:
    if value not in get_args(Metadata):
        raise ValueError
    return cast(Metadata, value)
