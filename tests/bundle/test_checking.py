"""What is handed on is what was chosen, and any other byte is refused."""

import json
import zipfile
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseloom.bundle import making
from caseloom.bundle.checking import UnknownSigner, check
from caseloom.bundle.packing import NotABundle, pack, unpack
from caseloom.bundle.types import (
    MOST_BYTES,
    Answer,
    Content,
    Enclosed,
    Message,
    Place,
)
from caseloom.kernel.canonical import canonical_json
from tests.bundle.bundles import KEY, OTHER, PUBLIC, TOLD, made

_WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
_DAYS = st.dates().map(str)
_FILES = st.builds(
    Enclosed, _WORDS, st.binary(max_size=300), st.sampled_from(("removed", "none", "kept"))
)

_MESSAGES = st.builds(Message, st.sampled_from(("reporter", "agency")), _DAYS, _WORDS)


@st.composite
def contents(draw: st.DrawFn) -> Content:
    text = draw(_WORDS)
    places = st.tuples(*[st.integers(0, len(text))] * 2).map(sorted)
    return Content(
        id=draw(st.uuids()), made_on=draw(_DAYS), organisation=draw(_WORDS),
        recipient=draw(_WORDS), contact=draw(_WORDS), ground=draw(_WORDS), caveats=draw(_WORDS),
        language=draw(_WORDS), subject=draw(_WORDS), told_on=draw(_DAYS), text=text,
        redactions=draw(st.integers(0, 99)),
        answers=tuple(Answer(draw(_WORDS), *one) for one in draw(st.lists(places, max_size=4))),
        places=tuple(
            Place("phone", *one, draw(_WORDS)) for one in draw(st.lists(places, max_size=4))
        ),
        messages=tuple(draw(st.lists(_MESSAGES, max_size=3))),
        files=tuple(draw(st.lists(_FILES, max_size=3))),
    )  # fmt: skip


class TestTheLaw:
    @settings(deadline=None, max_examples=150)
    @given(contents())
    def test_what_is_made_is_what_is_read(self, content: Content) -> None:
        raw = made(content)
        assert made(content) == raw
        found = check(raw, [OTHER, PUBLIC])
        assert found.content == content
        assert (found.sha256, found.size) == (sha256(raw).hexdigest(), len(raw))

    @settings(deadline=None, max_examples=150)
    @given(contents(), st.data())
    def test_any_flipped_bit_is_refused(self, content: Content, data: st.DataObject) -> None:
        raw = bytearray(made(content))
        raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
        with pytest.raises((NotABundle, UnknownSigner)):
            check(bytes(raw), [PUBLIC])

    def test_every_single_byte_of_one_bundle_counts(self) -> None:
        raw = made()
        for at in range(len(raw)):
            changed = raw[:at] + bytes([raw[at] ^ 0x20]) + raw[at + 1 :]
            with pytest.raises((NotABundle, UnknownSigner)):
                check(changed, [PUBLIC])

    @settings(deadline=None, max_examples=100)
    @given(st.binary(max_size=400))
    def test_whatever_is_no_bundle_is_told_so(self, raw: bytes) -> None:
        for start in (b"", b"PK\x03\x04", made()[:40]):
            with pytest.raises((NotABundle, UnknownSigner)):
                check(start + raw, [PUBLIC])


def signed(members: dict[str, bytes], changed: dict[str, object] | None = None) -> bytes:
    """A bundle of a known agency that lies: its manifest fits `members` but for `changed`."""
    said = json.loads(making.manifest(TOLD, "0" * 16))
    said["members"] = [
        {"name": name, "sha256": sha256(raw).hexdigest(), "size": len(raw)}
        | ({"file": "a.jpg", "metadata": "none"} if name.startswith("files/") else {})
        for name, raw in members.items()
    ]
    listed = canonical_json(said | (changed or {}))
    return pack({making.MANIFEST: listed, making.SIGNATURE: KEY.sign(listed), **members})


def test_who_is_not_known_is_not_believed() -> None:
    with pytest.raises(UnknownSigner):
        check(made(), [OTHER])
    with pytest.raises(UnknownSigner):
        check(made(), [])


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "files/../x", "/x", "files/1", "x.py", "a\\b"]
)
def test_a_known_agency_smuggles_no_member(name: str) -> None:
    with pytest.raises(NotABundle):
        check(signed({**making.members(TOLD), name: b"x"}), [PUBLIC])


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("answers.json", b'[["x",0,9999]]'), ("answers.json", b'[["x",-1,2]]'),
        ("answers.json", b'[["x",true,2]]'), ("answers.json", b'{"a":1}'),
        ("answers.json", b"[" * 20_000), ("text.txt", b"\xff\xfe"),
        ("messages.json", b'[["boss","2026-01-01","x"]]'), ("messages.json", b'[["\\ud800"]]'),
        ("places.json", b'[["phone",0,1,7]]'), ("places.json", b"nothing"),
    ],
)  # fmt: skip
def test_a_known_agency_that_lies_is_refused(name: str, raw: bytes) -> None:
    with pytest.raises(NotABundle):
        check(signed({**making.members(TOLD), name: raw}), [PUBLIC])


@pytest.mark.parametrize(
    "changed",
    [{"schema": "caseloom.bundle/9"}, {"id": "x"}, {"redactions": -1}, {"more": 1},
     {"members": []}, {"from": 7}],
)  # fmt: skip
def test_a_manifest_that_makes_no_sense_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(NotABundle):
        check(signed(making.members(TOLD), changed), [PUBLIC])


def test_what_is_honest_passes_as_the_liars_would() -> None:
    assert check(signed(making.members(TOLD)), [PUBLIC]).content.text == TOLD.text


class TestOtherZips:
    def test_a_bomb_is_not_opened(self) -> None:
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("text.txt", bytes(50_000_000))
        with pytest.raises(NotABundle):
            check(out.getvalue(), [PUBLIC])

    def test_the_same_members_otherwise_packed_are_refused(self) -> None:
        members = unpack(made())
        for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            out = BytesIO()
            with zipfile.ZipFile(out, "w", method) as file:
                for name, raw in members.items():
                    file.writestr(name, raw)
            with pytest.raises(NotABundle):
                check(out.getvalue(), [PUBLIC])

    @pytest.mark.parametrize("where", ["before", "behind", "twice"])
    def test_nothing_hides_around_it(self, where: str) -> None:
        raw = made()
        given = {"before": b"#!/bin/sh\n" + raw, "behind": raw + b"x", "twice": raw + raw}[where]
        with pytest.raises(NotABundle):
            check(given, [PUBLIC])

    def test_too_much_is_refused_unread(self) -> None:
        with pytest.raises(NotABundle):
            check(bytes(MOST_BYTES + 1), [PUBLIC])
        with pytest.raises(NotABundle):
            check(pack({f"{n}": b"" for n in range(500)}), [PUBLIC])


def test_other_programs_open_it_and_its_form_does_not_drift() -> None:
    raw = made()
    with zipfile.ZipFile(BytesIO(raw)) as file:
        assert file.testzip() is None
        assert file.read("text.txt").decode() == TOLD.text
        assert file.namelist()[:3] == ["manifest.json", "manifest.sig", "README.txt"]
        readme = file.read("README.txt").decode()
    assert "County line" in readme and "Do not publish." in readme and "2 in all" in readme
    # An installation with another Python must make the same bytes, else it refuses them.
    fixed = pack({"a": b"1", "files/001": b""})
    assert sha256(fixed).hexdigest() == (
        "151db65c29dffca3920cd887df51db4f430d169e0330dd4af575297cc202ae6b"
    )


def test_another_bundle_of_the_same_words_is_another_file() -> None:
    again = replace(TOLD, id=UUID(int=7))
    assert made(again) != made()
