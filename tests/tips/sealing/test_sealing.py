"""What is sealed opens only in its place, with its key, unchanged."""

import base64
import os
import stat
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseloom.kernel.errors import Unavailable
from caseloom.tips.sealing import blind, envelope, keys, receipts, tokens


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def test_what_is_sealed_opens_and_says_nothing() -> None:
    key = envelope.make(uuid4(), "team-1")
    sealed = key.seal(b"the foreman", "body")
    assert b"foreman" not in sealed
    again = envelope.unwrap(key.tip_id, key.key_name, key.wrapped)
    assert again.open(sealed, "body") == b"the foreman"
    assert key.seal(b"x", "body") != key.seal(b"x", "body")


def test_it_opens_in_no_other_place_tip_or_form() -> None:
    key, other = envelope.make(uuid4(), "team-1"), envelope.make(uuid4(), "team-1")
    sealed = key.seal(b"words", "body")
    with pytest.raises(Unavailable):
        key.open(sealed, "part:1")
    with pytest.raises(Unavailable):
        envelope.Envelope(other.tip_id, "team-1", b"", key.data_key).open(sealed, "body")
    with pytest.raises(Unavailable):
        envelope.unwrap(other.tip_id, key.key_name, key.wrapped)
    with pytest.raises(Unavailable):
        envelope.unwrap(key.tip_id, "team-2", key.wrapped)


@given(st.binary(max_size=200), st.data())
def test_any_changed_bit_is_noticed(what: bytes, data: st.DataObject) -> None:
    key = envelope.Envelope(uuid4(), "team-1", b"", os.urandom(32))
    sealed = bytearray(key.seal(what, "body"))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Unavailable):
        key.open(bytes(sealed), "body")


def test_key_files_are_the_owners_alone(folder: Path) -> None:
    envelope.make(uuid4(), "team-1")
    path = folder / "keys" / "tips" / "team-1.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.chmod(0o644)
    os.utime(path, ns=(1, 1))
    with pytest.raises(Unavailable, match="chmod 600"):
        envelope.make(uuid4(), "team-1")


def test_a_lost_or_short_key_is_told(folder: Path) -> None:
    key = envelope.make(uuid4(), "team-1")
    path = folder / "keys" / "tips" / "team-1.key"
    path.write_bytes(b"short")
    with pytest.raises(Unavailable, match="5 bytes"):
        envelope.unwrap(key.tip_id, key.key_name, key.wrapped)
    path.unlink()
    with pytest.raises(Unavailable, match="does not open"):
        envelope.unwrap(key.tip_id, key.key_name, key.wrapped)


SERVICE = """
import base64, sys
verb, name = sys.argv[1:3]
given, bound = (base64.b64decode(line) for line in sys.stdin.read().split("\\n")[:2])
if name == "broken":
    sys.exit(3)
mask = (name.encode() + bound) * 9
print(base64.b64encode(bytes(a ^ b for a, b in zip(given, mask))).decode())
"""


def test_a_key_service_wraps_and_its_failure_is_told(folder: Path, settings: Any) -> None:
    program = folder / "service.py"
    program.write_text(SERVICE)
    settings.CASELOOM_TIP_KEYS = f"command:{sys.executable} {program}"
    key = envelope.make(uuid4(), "team-1")
    assert key.wrapped != key.data_key
    assert envelope.unwrap(key.tip_id, "team-1", key.wrapped).data_key == key.data_key
    assert not (folder / "keys").exists()
    with pytest.raises(Unavailable, match="key service"):
        envelope.make(uuid4(), "broken")
    settings.CASELOOM_TIP_KEYS = "command:/nowhere/at/all"
    with pytest.raises(Unavailable, match="/nowhere/at/all"):
        envelope.make(uuid4(), "team-1")
    settings.CASELOOM_TIP_KEYS = "safe"
    with pytest.raises(Unavailable, match="keyring"):
        envelope.make(uuid4(), "team-1")


def test_two_processes_at_once_use_one_key(folder: Path) -> None:
    keeper = keys.FileKeeper(folder / "k")
    first = keeper.key("team-1")
    assert keeper._make(folder / "k" / "team-1.key") == first
    assert [one.name for one in (folder / "k").iterdir()] == ["team-1.key"]


def test_a_receipt_follows_from_its_form_and_from_nothing_that_is_stored() -> None:
    form = os.urandom(16)
    receipt = receipts.derive(form)
    assert receipts.derive(form) == receipt
    assert receipts.read(receipts.shown(receipt)) == receipt
    assert len({receipts.derive(os.urandom(16)) for _ in range(50)}) == 50
    assert receipts.digest(receipt) == receipts.digest(receipt) != receipts.digest(receipt[::-1])


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{0:.4}-rest", "٠١٢", ""])
def test_what_is_typed_is_read_or_is_none(typed: str) -> None:
    receipt = receipts.derive(b"0" * 16)
    found = receipts.read(typed.format(receipt))
    assert found == (receipt if receipt in typed.format(receipt) else None)
    arabic = receipt.translate({ord(str(n)): "٠١٢٣٤٥٦٧٨٩"[n] for n in range(10)})
    assert receipts.read(arabic) == receipt
    assert receipts.read("1" * 100_000) is None


def test_another_installation_has_other_receipts_and_blind_values(
    settings: Any, tmp_path: Path
) -> None:
    form = b"1" * 16
    here = (receipts.derive(form), blind.number("phone", "+1"))
    assert here[1] == blind.number("phone", "+1") != blind.number("iban", "+1")
    settings.DATA = tmp_path / "other"
    assert (receipts.derive(form), blind.number("phone", "+1")) != here


def test_a_token_is_of_its_kind_time_and_installation() -> None:
    from datetime import timedelta

    from caseloom.kernel import clock

    token = tokens.issue("draft", {"a": 1})
    found = tokens.read("draft", token, timedelta(hours=1))
    assert found is not None and found["a"] == 1
    assert tokens.read("mailbox", token, timedelta(hours=1)) is None
    with clock.freeze(clock.now() + timedelta(hours=2)):
        assert tokens.read("draft", token, timedelta(hours=1)) is None
    raw = bytearray(base64.urlsafe_b64decode(token))
    raw[-1] ^= 1
    for bad in ("", "=", "é", base64.urlsafe_b64encode(bytes(raw)).decode(), "A" * 40):
        assert tokens.read("draft", bad, timedelta(hours=1)) is None
