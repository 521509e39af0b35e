"""The verifier's own cryptography against the RFCs, `cryptography` and forgers."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from caseloom.audit import merkle, verifier
from caseloom.kernel.canonical import canonical_json

# RFC 8032 §7.1: secret key, public key, message, signature; the last is TEST SHA(abc).
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c"
        "f9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0"
        "f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f76098"
        "4dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").hexdigest(),
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c664"
        "31e0303dca179c138ac17ad9bef1177331a704",
    ),
]
# Every encoding of a point of order 1, 2, 4 or 8, canonical or not.
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
]
ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_the_vectors_of_rfc_8032_hold(
    secret: str, public: str, message: str, signature: str
) -> None:
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
    assert _public(private).hex() == public
    parts = bytes.fromhex(public), bytes.fromhex(signature), bytes.fromhex(message)
    assert verifier.ed25519_verify(*parts)
    assert not verifier.ed25519_verify(parts[0], parts[1], parts[2] + b"!")


def _public(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _others_say(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@settings(deadline=None, max_examples=60)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.integers(0, 96 * 8 - 1))
def test_it_agrees_with_cryptography(seed: bytes, message: bytes, bit: int) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = _public(private), private.sign(message)
    assert verifier.ed25519_verify(public, signature, message)
    forged = bytearray(public + signature)
    forged[bit // 8] ^= 1 << bit % 8
    parts = bytes(forged[:32]), bytes(forged[32:]), message
    assert verifier.ed25519_verify(*parts) is _others_say(*parts) is False


def test_a_signature_has_no_second_form() -> None:
    private = Ed25519PrivateKey.generate()
    public, signature = _public(private), private.sign(b"log")
    s = int.from_bytes(signature[32:], "little")
    for multiple in range(1, 15):
        larger = s + multiple * ORDER
        if larger < 2**256:
            other = signature[:32] + larger.to_bytes(32, "little")
            assert not verifier.ed25519_verify(public, other, b"log")


@pytest.mark.parametrize("point", SMALL_ORDER)
def test_points_of_small_order_sign_nothing(point: str) -> None:
    """With such a key and commitment, S = 0 would satisfy the equation for many messages."""
    low = bytes.fromhex(point)
    for commitment in map(bytes.fromhex, SMALL_ORDER):
        for message in (b"a", b"b", b"c", b"d"):
            assert not verifier.ed25519_verify(low, commitment + bytes(32), message)
    private = Ed25519PrivateKey.generate()
    assert not verifier.ed25519_verify(_public(private), low + bytes(32), b"a")


@pytest.mark.parametrize("size", [0, 31, 33])
def test_keys_and_signatures_of_a_wrong_length_are_refused(size: int) -> None:
    private = Ed25519PrivateKey.generate()
    assert not verifier.ed25519_verify(bytes(size), private.sign(b""), b"")
    assert not verifier.ed25519_verify(_public(private), bytes(size * 2), b"")


# RFC 6962 trees over these leaves, as in Certificate Transparency's reference implementation.
LEAVES = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATH_0_OF_8 = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]
PROOF_6_TO_8 = [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]


def _tree(leaves: list[bytes]) -> Callable[[int, int], bytes]:
    """A lookup of complete subtrees, written the slow and obvious way."""

    def lookup(level: int, position: int) -> bytes:
        if level == 0:
            return leaves[position]
        left = lookup(level - 1, 2 * position)
        return verifier.node_hash(left, lookup(level - 1, 2 * position + 1))

    return lookup


def _mth(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 §2.1, as it stands there."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return verifier.node_hash(_mth(leaves[:split]), _mth(leaves[split:]))


def _leaves(count: int) -> list[bytes]:
    return [verifier.leaf_hash(str(number).encode()) for number in range(count)]


def test_the_roots_and_proofs_of_rfc_6962_hold() -> None:
    leaves = [verifier.leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES]
    tree = verifier.Frontier()
    assert tree.root() == hashlib.sha256(b"").digest()
    for leaf, expected in zip(leaves, ROOTS, strict=True):
        tree.push(leaf)
        assert tree.root().hex() == expected
    lookup = _tree(leaves)
    assert [one.hex() for one in merkle.inclusion(0, 8, lookup)] == PATH_0_OF_8
    assert [one.hex() for one in merkle.consistency(6, 8, lookup)] == PROOF_6_TO_8
    assert merkle.consistency(0, 8, lookup) == merkle.consistency(8, 8, lookup) == ()


@given(st.integers(0, 300))
def test_growing_gives_the_root_of_the_definition(count: int) -> None:
    tree = merkle.Growth()
    for leaf in _leaves(count):
        tree.push(leaf)
    assert tree.root() == _mth(_leaves(count)) == merkle.root(count, _tree(_leaves(count)))


def test_growth_makes_each_stored_subtree_once() -> None:
    leaves, tree = _leaves(1500), merkle.Growth()
    for leaf in leaves:
        tree.push(leaf)
    assert [(level, position) for level, position, _ in tree.made] == [
        (8, 0), (8, 1), (9, 0), (8, 2), (8, 3), (9, 1), (10, 0), (8, 4),
    ]  # fmt: skip
    for level, position, made in tree.made:
        assert made == _mth(leaves[position << level : (position + 1) << level])


@settings(deadline=None)
@given(st.data())
def test_inclusion_proofs_hold_and_forged_ones_do_not(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 130))
    index = data.draw(st.integers(0, size - 1))
    leaves = _leaves(size)
    proof, head = list(merkle.inclusion(index, size, _tree(leaves))), _mth(leaves)
    assert verifier.verify_inclusion(leaves[index], index, size, proof, head)
    other = data.draw(st.integers(-1, size + 1).filter(lambda place: place != index))
    assert not verifier.verify_inclusion(leaves[index], other, size, proof, head)
    assert not verifier.verify_inclusion(bytes(32), index, size, proof, head)
    assert not verifier.verify_inclusion(leaves[index], index, size, [*proof, head], head)
    if proof:
        assert not verifier.verify_inclusion(leaves[index], index, size, proof[:-1], head)
        place = data.draw(st.integers(0, len(proof) - 1))
        proof[place] = bytes(32)
        assert not verifier.verify_inclusion(leaves[index], index, size, proof, head)


@settings(deadline=None)
@given(st.data())
def test_consistency_proofs_hold_and_forged_ones_do_not(data: st.DataObject) -> None:
    second = data.draw(st.integers(1, 130))
    first = data.draw(st.integers(0, second))
    leaves = _leaves(second)
    proof = list(merkle.consistency(first, second, _tree(leaves)))
    old, new = _mth(leaves[:first]), _mth(leaves)
    assert verifier.verify_consistency(first, second, old, new, proof)
    assert not verifier.verify_consistency(first, second, old, new, [*proof, bytes(32)])
    if first > 0:
        assert not verifier.verify_consistency(first, second, bytes(32), new, proof)
    if 0 < first < second:
        assert not verifier.verify_consistency(first, second, old, bytes(32), proof)
        assert not verifier.verify_consistency(first, second, old, new, proof[:-1])
        assert not verifier.verify_consistency(second, first, new, old, proof)
        place = data.draw(st.integers(0, len(proof) - 1))
        proof[place] = bytes(32)
        assert not verifier.verify_consistency(first, second, old, new, proof)


_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | _TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(_TEXT, inner),
    max_leaves=8,
)  # fmt: skip


@given(_JSON)
def test_it_writes_json_as_the_kernel_does(value: object) -> None:
    assert verifier.canonical_json(value) == canonical_json(value)


def test_it_runs_alone_on_the_standard_library(tmp_path: Path) -> None:
    """Isolated from every installed package; exit status 2 and the remedy for a wrong folder."""
    (tmp_path / "verifier.py").write_bytes(Path(verifier.__file__).read_bytes())
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(tmp_path / "verifier.py"), str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 2
    assert "manifest.json" in ran.stderr and "caseloom audit export" in ran.stderr


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"tree_size": true}', '{"tree_size":1}'])
def test_a_kept_checkpoint_that_is_none_is_wrong_usage(tmp_path: Path, text: str) -> None:
    kept = tmp_path / "kept.json"
    kept.write_text(text)
    (tmp_path / "manifest.json").write_text(json.dumps({"form": verifier.EXPORT_FORM}))
    assert verifier.main([str(tmp_path), "--checkpoint", str(kept)]) == 2
