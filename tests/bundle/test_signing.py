"""Keys of agencies."""

import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from caseloom.bundle import signing
from caseloom.bundle.packing import unpack
from caseloom.kernel.errors import Invalid
from tests.bundle.bundles import PUBLIC, made


def test_a_key_is_printed_and_read() -> None:
    assert signing.read_pem(signing.as_pem(PUBLIC).encode()) == PUBLIC
    assert len(signing.key_id(PUBLIC)) == 16


@pytest.mark.parametrize("pem", [b"", b"nothing", b"\xff" * 50, b"-----BEGIN PUBLIC KEY-----\n"])
def test_what_is_no_key_is_told(pem: bytes) -> None:
    with pytest.raises(Invalid):
        signing.read_pem(pem)


def test_a_key_of_another_kind_is_told() -> None:
    other = X25519PrivateKey.generate().public_key()
    with pytest.raises(Invalid):
        signing.read_pem(other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def test_who_has_no_caseloom_can_check_it_too(tmp_path: Path) -> None:
    members = unpack(made())
    (tmp_path / "key.pem").write_text(signing.as_pem(PUBLIC))
    for name in ("manifest.json", "manifest.sig"):
        (tmp_path / name).write_bytes(members[name])
    words = ("openssl pkeyutl -verify -rawin -pubin -inkey key.pem -in manifest.json"
             " -sigfile manifest.sig")  # fmt: skip
    done = subprocess.run(words.split(), cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (tmp_path / "manifest.json").write_bytes(members["manifest.json"] + b" ")
    assert subprocess.run(words.split(), cwd=tmp_path, capture_output=True).returncode != 0
