"""The key's file: made once, private, and never replaced in silence."""

import stat
from pathlib import Path
from threading import Thread

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from caseloom.audit import keys, verifier
from caseloom.kernel.errors import Unavailable


def test_the_key_is_made_once_and_is_private(own_key: Path) -> None:
    assert keys.load() is None
    made = keys.load_or_make()
    assert stat.S_IMODE(own_key.stat().st_mode) == 0o600
    assert stat.S_IMODE(own_key.parent.stat().st_mode) == 0o700
    assert keys.load_or_make().id == made.id == verifier.key_id(made.public)
    assert verifier.ed25519_verify(made.public, bytes.fromhex(made.sign(b"x")), b"x")
    assert [path.name for path in own_key.parent.iterdir()] == [own_key.name]


def test_many_at_once_make_one_key(own_key: Path) -> None:
    ids: list[str] = []
    threads = [Thread(target=lambda: ids.append(keys.load_or_make().id)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 8 and len(set(ids)) == 1


def test_a_key_that_others_can_read_is_refused(own_key: Path) -> None:
    keys.load_or_make()
    own_key.chmod(0o640)
    with pytest.raises(Unavailable, match="chmod 600"):
        keys.load_or_make()


def test_a_key_that_is_none_is_refused(own_key: Path) -> None:
    own_key.parent.mkdir(parents=True)
    other = X25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    for content in (b"", b"not a key", other):
        own_key.write_bytes(content)
        own_key.chmod(0o600)
        with pytest.raises(Unavailable, match="Restore"):
            keys.load_or_make()


def test_a_folder_that_cannot_be_written_is_told(own_key: Path) -> None:
    own_key.parent.write_text("a file where the folder should be")
    with pytest.raises(Unavailable, match="cannot be"):
        keys.load_or_make()
