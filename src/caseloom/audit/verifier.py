#!/usr/bin/env python3
"""Prove that an exported Caseloom audit log is complete and unaltered. Needs only Python ≥ 3.11.

    python verifier.py EXPORT_FOLDER [--checkpoint kept.json] [--key KEY_ID] [--json]

Exit status 0: everything holds. 1: something was altered, and it is named. 2: wrong usage.

Keep a checkpoint (a line of checkpoints.jsonl) outside the house: without it, or the key's id,
nobody can tell a log from one that somebody rebuilt and signed anew, or from one cut short.

Sources: Ed25519 is RFC 8032 §5.1.7, with the strict checks of §8.4; the Merkle tree, its
inclusion and its consistency proofs are RFC 6962 §2.1 as restated in RFC 9162 §2.1.
Memory stays flat: files are read once, side by side, a line at a time.
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any, BinaryIO

CHECKPOINT_FORM = "caseloom/audit/checkpoint/v1"
EXPORT_FORM = "caseloom/audit/export/v1"
MANIFEST, EVENTS, LEAVES = "manifest.json", "events.jsonl", "leaves.txt"
PAYLOADS, CHECKPOINTS, DESTRUCTIONS = "payloads.jsonl", "checkpoints.jsonl", "destructions.jsonl"
FILES = (EVENTS, LEAVES, PAYLOADS, CHECKPOINTS, DESTRUCTIONS)
DESTROYED = "payload.destroyed"
PROBLEMS_NAMED = 100
LEAF_LINE = 65  # 64 hexadecimal digits and a newline, so that any leaf can be looked up

# --- Ed25519 (RFC 8032) ---------------------------------------------------------------------

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT_OF_MINUS_ONE = pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]  # extended coordinates X, Y, Z, T with T = XY/Z
_ZERO: _Point = (0, 1, 1, 0)


def _add(a: _Point, b: _Point) -> _Point:
    e1, e2 = (a[1] - a[0]) * (b[1] - b[0]) % _P, (a[1] + a[0]) * (b[1] + b[0]) % _P
    c, d = 2 * a[3] * b[3] * _D % _P, 2 * a[2] * b[2] % _P
    e, f, g, h = e2 - e1, d - c, d + c, e2 + e1
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _double(a: _Point) -> _Point:
    x2, y2, xy = a[0] * a[0] % _P, a[1] * a[1] % _P, a[0] + a[1]
    h, g = x2 + y2, x2 - y2
    e, f = h - xy * xy % _P, 2 * a[2] * a[2] % _P + g
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _same(a: _Point, b: _Point) -> bool:
    return (a[0] * b[2] - b[0] * a[2]) % _P == 0 and (a[1] * b[2] - b[1] * a[2]) % _P == 0


def _decode(raw: bytes) -> _Point | None:
    """The point that `raw` (32 bytes) encodes, None if the encoding is not the canonical one."""
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT_OF_MINUS_ONE % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return x, y, 1, x * y % _P


def _sum_of_multiples(s: int, a: _Point, k: int, b: _Point) -> _Point:
    table, total = (None, a, b, _add(a, b)), _ZERO
    for bit in range(max(s.bit_length(), k.bit_length()) - 1, -1, -1):
        total = _double(total)
        step = table[(s >> bit & 1) | (k >> bit & 1) << 1]
        total = _add(total, step) if step else total
    return total


def _small_order(point: _Point) -> bool:
    for _ in range(3):
        point = _double(point)
    return _same(point, _ZERO)


_BASE = _decode(bytes.fromhex("58" + "66" * 31)) or _ZERO


def ed25519_verify(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` (64 bytes) of `message` was made with the key of `public_key` (32 bytes).

    Stricter than RFC 8032 demands: also refuses S ≥ L, encodings that are not canonical, and
    keys and commitments of small order, so that one message has no second valid signature.
    """
    if len(public_key) != 32 or len(signature) != 64:
        return False
    s = int.from_bytes(signature[32:], "little")
    a, r = _decode(public_key), _decode(signature[:32])
    if s >= _L or a is None or r is None or _small_order(a) or _small_order(r):
        return False
    k = int.from_bytes(sha512(signature[:32] + public_key + message).digest(), "little") % _L
    minus_a = (_P - a[0], a[1], a[2], _P - a[3])
    return _same(_sum_of_multiples(s, _BASE, k, minus_a), r)


# --- Merkle tree (RFC 6962, RFC 9162) -------------------------------------------------------


def leaf_hash(line: bytes) -> bytes:
    """The tree's leaf for an event's line (32 bytes)."""
    return sha256(b"\0" + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The parent of two subtrees' hashes (32 bytes each)."""
    return sha256(b"\1" + left + right).digest()


class Frontier:
    """A tree that only grows: the hashes of its complete subtrees, largest first."""

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        self.size, self.hashes = size, list(hashes)

    def push(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        size = self.size
        while size & 1:
            leaf, size = node_hash(self.hashes.pop(), leaf), size >> 1
        self.hashes.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The tree head, MTH in RFC 6962 §2.1 (32 bytes)."""
        if not self.hashes:
            return sha256(b"").digest()
        total = self.hashes[-1]
        for subtree in reversed(self.hashes[:-1]):
            total = node_hash(subtree, total)
        return total


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether `proof` shows `leaf` at `index` of the tree with `root` (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, total = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            total = node_hash(sibling, total)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            total = node_hash(total, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and total == root


def verify_consistency(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether `proof` shows that the larger tree begins with the smaller (RFC 9162 §2.1.4.2)."""
    if first == second or first == 0:
        empty = first > 0 or first_root == sha256(b"").digest()
        return not proof and empty and (first == 0 or first_root == second_root)
    if not 0 < first < second or not proof:
        return False
    path = list(proof) if first & (first - 1) else [first_root, *proof]
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


# --- What is hashed and signed --------------------------------------------------------------


def canonical_json(value: Any) -> bytes:
    """The one way in which Caseloom writes a value as JSON before hashing it."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def commitment(salt: bytes, payload: bytes) -> str:
    """The salted commitment to a payload (canonical JSON) that an event carries (hex)."""
    return sha256(salt + payload).hexdigest()


def key_id(public_key: bytes) -> str:
    """A key's name: the first 16 bytes of the SHA-256 of its 32 bytes (hex)."""
    return sha256(public_key).hexdigest()[:32]


@dataclass(frozen=True)
class Checkpoint:
    """A signed statement that the log's first `tree_size` events have this root hash.

    `previous` is the hash of the checkpoint before it (hex, "" for the first), so that one
    signature vouches for every earlier checkpoint.
    """

    tree_size: int
    root_hash: str
    at: str
    previous: str
    key_id: str
    signature: str = ""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Checkpoint:
        """Read one from JSON. Raises ValueError, KeyError or TypeError if it is none."""
        size = given["tree_size"]
        texts = [given[name] for name in ("root_hash", "at", "previous", "key_id", "signature")]
        if type(size) is not int or not all(isinstance(text, str) for text in texts):
            raise ValueError("not a checkpoint")
        return cls(size, *texts)

    def body(self) -> bytes:
        """What is signed: lines of text, the first four as in a C2SP tlog-checkpoint."""
        root = base64.b64encode(_hex(self.root_hash)).decode()
        lines = (CHECKPOINT_FORM, str(self.tree_size), root, self.at, self.previous, self.key_id)
        return "".join(f"{line}\n" for line in lines).encode()

    def hash(self) -> str:
        """What the next checkpoint's `previous` holds (hex)."""
        return sha256(canonical_json(asdict(self))).hexdigest()

    def signed_by(self, keys: Mapping[str, bytes]) -> bool:
        """Whether the key that it names, one of `keys`, signed it."""
        key = keys.get(self.key_id, b"")
        return ed25519_verify(key, _hex(self.signature), self.body())


@dataclass(frozen=True)
class Payload:
    """What one scope's part of an event showed: the salt and the canonical JSON."""

    scope: int
    salt: bytes
    payload: bytes


@dataclass(frozen=True)
class Problem:
    """One thing that does not hold. `sequence` is the event's place in the log, from 0."""

    kind: str
    message: str
    sequence: int | None = None
    event_id: int | None = None
    where: str = ""


@dataclass
class Report:
    """What a verification found. `ok` if nothing is wrong."""

    tree_size: int = 0
    root_hash: str = ""
    events: int = 0
    payloads: int = 0
    destroyed: int = 0
    withheld: int = 0
    unsealed: int = 0
    checkpoints: int = 0
    key_id: str = ""
    pinned: bool = False
    problem_count: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return self.problem_count == 0

    def add(self, kind: str, message: str, **where: Any) -> None:
        """Name a problem; beyond the first hundred they are only counted."""
        self.problem_count += 1
        if len(self.problems) < PROBLEMS_NAMED:
            self.problems.append(Problem(kind, message, **where))


class Checker:
    """Checks a log given event by event, in order. Caseloom's own `audit verify` uses it too.

    `scopes`: those whose payloads must be there unless destroyed. `checkpoints`: in order of
    size. `keys`: public keys by id. `pins`: the key ids to trust; empty means whichever signed.
    `kept`: checkpoints that were kept elsewhere; the log must contain them.
    `destroyed`: the destroying event's id by the id of the event whose payload is gone.
    """

    def __init__(
        self,
        *,
        scopes: Iterable[int],
        checkpoints: Iterable[Checkpoint],
        keys: Mapping[str, bytes],
        pins: Iterable[str] = (),
        kept: Iterable[Checkpoint] = (),
        destroyed: Mapping[int, int] | None = None,
    ) -> None:
        self.report = Report()
        self._scopes, self._kept = frozenset(scopes), tuple(kept)
        self._pins = {*pins, *(one.key_id for one in self._kept)}
        self._keys = {name: key for name, key in keys.items() if key_id(key) == name}
        self._destroyed = dict(destroyed or {})
        self._unproved = dict(self._destroyed)
        self._seen, self._listed = Frontier(), Frontier()
        self._forked, self._broken = False, False
        self._doubts: list[tuple[int, int | None, str]] = []
        self._checkpoints = iter(checkpoints)
        self._last: Checkpoint | None = None
        self._trusted: Checkpoint | None = None
        self._next = next(self._checkpoints, None)
        for one in self._kept:
            self._trust(one, "the kept checkpoint")
        self._at_kept()

    def event(self, line: bytes, leaf: bytes, payloads: Sequence[Payload], where: str = "") -> None:
        """Check the next event: its canonical line, the leaf listed for it, what it showed."""
        sequence, seen = self._seen.size, leaf_hash(line)
        event = _object(line)
        event_id = event.get("id") if isinstance(event.get("id"), int) else None
        if seen != leaf:
            self._fork()
            self._doubts.append((sequence, event_id, where))
        elif event.get("sequence") != sequence:
            self.report.add("reordered", "The event names another place than the one it is in.",
                            sequence=sequence, event_id=event_id, where=where)  # fmt: skip
        self._payloads(event, sequence, event_id, payloads, where)
        if event.get("verb") == DESTROYED:
            gone = _number(event.get("object_id"))
            if self._unproved.get(gone) == event_id:
                del self._unproved[gone]
        self.report.events += 1
        self._push(seen, leaf)

    def missing(self, leaf: bytes, where: str = "", event_id: int | None = None) -> None:
        """The next event is not there; its listed leaf stands in for it."""
        self.report.add("missing", "The event is missing.", sequence=self._seen.size,
                        event_id=event_id, where=where)  # fmt: skip
        self._push(leaf, leaf)

    def finish(self, *, waiting: Iterable[int] = (), tail_allowed: bool = False) -> Report:
        """The findings. `waiting`: committed events that no sequencer has placed yet."""
        report, size = self.report, self._seen.size
        self._settle(covered=False)
        if self._next is not None:
            report.add("cut", f"The checkpoint of {self._next.tree_size} events covers more than "
                       f"the {size} that are there: the log was cut.", sequence=size)  # fmt: skip
        while self._next is not None:
            self._advance()
        for kept in self._kept:
            if kept.tree_size > size:
                report.add("cut", f"The kept checkpoint covers {kept.tree_size} events, the log "
                           f"ends after {size}: its tail was cut.", sequence=size)  # fmt: skip
        if self._last is not None:
            self._trust(self._last, f"the checkpoint of {self._last.tree_size} events")
        self._finish_destroyed(set(waiting))
        report.tree_size, report.root_hash = size, self._seen.root().hex()
        report.unsealed = size - (self._last.tree_size if self._last else 0)
        if report.unsealed > 0 and not tail_allowed:
            report.add("unsealed", f"{report.unsealed} events follow the last signed checkpoint.",
                       sequence=size - report.unsealed)  # fmt: skip
        report.key_id = self._last.key_id if self._last else ""
        report.pinned = bool(self._pins)
        return report

    def _finish_destroyed(self, waiting: set[int]) -> None:
        for gone, order in sorted(self._unproved.items()):
            if order not in waiting:
                self.report.add("destroyed", "A payload is said to be destroyed by an order that "
                                "is not in the log.", event_id=gone)  # fmt: skip

    def _payloads(
        self, event: Mapping[str, Any], sequence: int, event_id: int | None,
        payloads: Sequence[Payload], where: str,
    ) -> None:  # fmt: skip
        given = {payload.scope: payload for payload in payloads}
        commitments = event.get("commitments")
        commitments = commitments if isinstance(commitments, dict) else {}
        for scope, promised in commitments.items():
            payload = given.pop(_number(scope), None)
            self._payload(scope, promised, payload, sequence, event_id, where)
        for scope in given:
            self.report.add("payload", f"A payload of scope {scope} that the event never promised.",
                            sequence=sequence, event_id=event_id, where=where)  # fmt: skip

    def _payload(
        self, scope: str, promised: Any, payload: Payload | None, sequence: int,
        event_id: int | None, where: str,
    ) -> None:  # fmt: skip
        gone = event_id in self._destroyed
        wrong = ""
        if payload is not None and commitment(payload.salt, payload.payload) != promised:
            wrong = f"What scope {scope} showed is not what the event promised."
        elif payload is not None and gone:
            wrong = f"What scope {scope} showed was ordered destroyed and is still there."
        elif payload is not None:
            self.report.payloads += 1
        elif gone:
            self.report.destroyed += 1
        elif _number(scope) in self._scopes:
            wrong = f"What scope {scope} showed is missing, and no order destroyed it."
        else:
            self.report.withheld += 1
        if wrong:
            self.report.add("payload", wrong, sequence=sequence, event_id=event_id, where=where)

    def _fork(self) -> None:
        if not self._forked:
            self._listed = Frontier(self._seen.size, self._seen.hashes)
            self._forked = True

    def _push(self, seen: bytes, listed: bytes) -> None:
        self._seen.push(seen)
        if self._forked:
            self._listed.push(listed)
        while self._next is not None and self._next.tree_size <= self._seen.size:
            self._at_checkpoint(self._next)
            self._advance()
        self._at_kept()

    def _advance(self) -> None:
        self._last, self._next = self._next, next(self._checkpoints, None)
        self.report.checkpoints += 1

    def _at_kept(self) -> None:
        size = self._seen.size
        for kept in self._kept:
            if kept.tree_size == size and kept.root_hash != self._seen.root().hex():
                self.report.add("root", f"The first {size} events are not those that the kept "
                                "checkpoint signed.", sequence=size - 1)  # fmt: skip

    def _at_checkpoint(self, checkpoint: Checkpoint) -> None:
        size, start = checkpoint.tree_size, self._last.tree_size if self._last else 0
        where = f"the checkpoint of {size} events"
        previous = self._last.hash() if self._last else ""
        if size <= start or size != self._seen.size:
            self.report.add("checkpoint", f"{where} is out of order.", sequence=start)
        if checkpoint.previous != previous:
            self.report.add("checkpoint", f"{where} does not follow the one of {start} events: one "
                            "was altered, added or left out.", sequence=start)  # fmt: skip
            if self._last is not None:
                self._trust(self._last, f"the checkpoint of {start} events")
        if checkpoint.key_id not in (self._pins or {(self._last or checkpoint).key_id}):
            self.report.add("key", f"{where} was signed with the key {checkpoint.key_id}, which is "
                            "not the one that is trusted.", sequence=size - 1)  # fmt: skip
        self._settle(covered=self._seen.root().hex() == checkpoint.root_hash)
        if self._broken or self._seen.root().hex() == checkpoint.root_hash:
            return
        self._broken = True  # every later root differs too; the first range is what matters
        if not self._forked or self._listed.root().hex() != checkpoint.root_hash:
            self.report.add("root", f"Events {start} to {size - 1} are not those that {where} "
                            "signed.", sequence=start)  # fmt: skip

    def _settle(self, *, covered: bool) -> None:
        """Tell an altered event from an altered leaf list: the signed root decides."""
        for sequence, event_id, where in self._doubts:
            if covered:
                kind, text = "leaf", "The list of leaves is wrong here; the event itself is right."
            else:
                kind, text = "edited", "The event is not the one that was sealed."
            self.report.add(kind, text, sequence=sequence, event_id=event_id, where=where)
        self._doubts.clear()

    def _trust(self, checkpoint: Checkpoint, name: str) -> None:
        if checkpoint == self._trusted:
            return
        self._trusted = checkpoint
        if not checkpoint.signed_by(self._keys):
            self.report.add("signature", f"The signature of {name} does not hold.",
                            sequence=max(checkpoint.tree_size - 1, 0))  # fmt: skip


def _object(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


# --- An export folder -----------------------------------------------------------------------


class _Lines:
    """A file's lines without their newline; hashes the file on the way."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.name, self.number, self._file, self._hash = name, 0, file, sha256()

    def __iter__(self) -> Iterator[bytes]:
        for line in self._file:
            self._hash.update(line)
            self.number += 1
            yield line[:-1] if line.endswith(b"\n") else line

    def digest(self) -> str:
        """The SHA-256 of the whole file (hex), read to its end."""
        for block in iter(lambda: self._file.read(1 << 20), b""):
            self._hash.update(block)
        return self._hash.hexdigest()


class NotAnExportError(Exception):
    """The folder or the kept checkpoint cannot be read as one."""


def read_checkpoint(path: Path) -> Checkpoint:
    """A checkpoint kept as a JSON file. Raises NotAnExportError if it is none."""
    try:
        return Checkpoint.of(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotAnExportError(f"{path} is not a readable checkpoint: {error}") from error


def verify_folder(
    folder: Path, *, kept: Iterable[Checkpoint] = (), pins: Iterable[str] = ()
) -> Report:
    """Verify an exported log. `kept`: checkpoints to compare with, `pins`: ids of keys to trust.

    Raises NotAnExportError if the folder holds no export.
    """
    try:
        raw = (folder / MANIFEST).read_bytes()
        manifest = json.loads(raw)
        if not isinstance(manifest, dict) or manifest.get("form") != EXPORT_FORM:
            raise ValueError(f"it does not say “{EXPORT_FORM}”")
    except (OSError, ValueError, RecursionError) as error:
        raise NotAnExportError(f"{folder / MANIFEST} cannot be read: {error}") from error
    absent = [name for name in FILES if not (folder / name).is_file()]
    if absent:
        report = Report()
        for name in absent:
            report.add("file", f"The file {name} is missing.", where=name)
        return report
    checked = _Folder(folder, manifest, tuple(kept), set(pins))
    checked.manifest_bytes(raw)
    return checked.verify()


class _Folder:
    def __init__(
        self, folder: Path, manifest: dict[str, Any], kept: tuple[Checkpoint, ...], pins: set[str]
    ) -> None:
        self._manifest, self._early = manifest, Report()
        self._files = {name: (folder / name).open("rb") for name in FILES}
        self._lines = {name: _Lines(file, name) for name, file in self._files.items()}
        self._leaf_lookup = (folder / LEAVES).open("rb")
        listed = (folder / LEAVES).stat().st_size // LEAF_LINE
        self._tree_size = min(max(self._integer("tree_size"), 0), listed)
        keys = manifest.get("public_keys")
        self._keys = {
            str(name): _hex(key) for name, key in (keys if isinstance(keys, dict) else {}).items()
        }
        self._pins = pins | {one.key_id for one in kept}
        self._payload_lines = self._read_payloads()
        self._payload = next(self._payload_lines, None)
        self._checker = Checker(
            scopes=[s for s in self._list("scopes") if isinstance(s, int)],
            checkpoints=self._read_checkpoints(), keys=self._keys, pins=pins, kept=kept,
            destroyed=self._read_destructions(),
        )  # fmt: skip

    def verify(self) -> Report:
        try:
            self._events()
            waiting = [number for number in self._list("waiting") if isinstance(number, int)]
            report = self._checker.finish(waiting=waiting)
            self._rest(report)
        finally:
            for file in (*self._files.values(), self._leaf_lookup):
                file.close()
        return report

    def manifest_bytes(self, raw: bytes) -> None:
        """Name a manifest that says the same in other bytes."""
        if raw != canonical_json(self._manifest) + b"\n":
            self._early.add("file", "The manifest is not as it was exported.", where=MANIFEST)

    def _integer(self, name: str) -> int:
        value = self._manifest.get(name)
        return value if isinstance(value, int) else 0

    def _list(self, name: str) -> list[Any]:
        value = self._manifest.get(name)
        return value if isinstance(value, list) else []

    def _events(self) -> None:
        """Walk events and leaves side by side; on a mismatch, find out what was moved."""
        lines = self._numbered()
        current, following = next(lines, None), next(lines, None)
        place = 0
        while place < self._tree_size or current is not None:
            leaf = self._leaf(place)
            if current is None:
                self._checker.missing(leaf or bytes(32), EVENTS)
                place += 1
                continue
            number, line, seen = current
            where, ahead = f"{EVENTS}:{number}", following[2] if following else None
            claimed = self._claimed(line, seen) if seen != leaf else place
            if seen != leaf and (place >= self._tree_size or ahead == leaf):
                self._early.add("foreign", "A line too many: it belongs elsewhere or nowhere.",
                                where=where, sequence=place, event_id=_event_id(line))  # fmt: skip
            else:
                if claimed > place and ahead == self._leaf(claimed + 1):
                    for gap in range(place, claimed):
                        self._checker.missing(self._leaf(gap) or bytes(32), where)
                    place, leaf = claimed, seen
                elif claimed not in (place, -1):
                    self._early.add("reordered", f"Event {claimed} stands where event {place} "
                                    "should.", where=where, sequence=place)  # fmt: skip
                self._checker.event(line, leaf or bytes(32), self._payloads_of(place), where)
                place += 1
            current, following = following, next(lines, None)

    def _numbered(self) -> Iterator[tuple[int, bytes, bytes]]:
        for number, line in enumerate(self._lines[EVENTS], 1):
            yield number, line, leaf_hash(line)

    def _leaf(self, place: int) -> bytes | None:
        """The listed leaf at `place`: the list is read in order, or looked up out of order."""
        self._leaf_lookup.seek(place * LEAF_LINE)
        raw = self._leaf_lookup.read(LEAF_LINE)
        return _hex(raw[:-1].decode("latin-1")) if len(raw) == LEAF_LINE else None

    def _claimed(self, line: bytes, seen: bytes) -> int:
        """The place that a line names and that the leaf list confirms, else -1."""
        sequence = _object(line).get("sequence")
        if not isinstance(sequence, int) or not 0 <= sequence < self._tree_size:
            return -1
        return sequence if self._leaf(sequence) == seen else -1

    def _payloads_of(self, place: int) -> list[Payload]:
        found = []
        while self._payload is not None and self._payload[0] <= place:
            sequence, payload, where = self._payload
            if sequence == place:
                found.append(payload)
            else:
                self._early.add("payload", "A payload stands in the wrong place.", where=where)
            self._payload = next(self._payload_lines, None)
        return found

    def _read_payloads(self) -> Iterator[tuple[int, Payload, str]]:
        lines = self._lines[PAYLOADS]
        for line in lines:
            # The payload comes last, so that its bytes are hashed as they stand, unparsed.
            head, _, payload = line.partition(b',"payload":')
            given, where = _object(head + b"}"), f"{PAYLOADS}:{lines.number}"
            scope, sequence = given.get("scope"), given.get("sequence")
            if isinstance(scope, int) and isinstance(sequence, int):
                yield sequence, Payload(scope, _hex(given.get("salt")), payload[:-1]), where
            else:
                self._early.add("payload", "The line cannot be read.", where=where)

    def _read_checkpoints(self) -> Iterator[Checkpoint]:
        lines = self._lines[CHECKPOINTS]
        for line in lines:
            try:
                yield Checkpoint.of(_object(line))
            except (KeyError, ValueError):
                self._early.add("checkpoint", "The checkpoint cannot be read.",
                                where=f"{CHECKPOINTS}:{lines.number}")  # fmt: skip

    def _read_destructions(self) -> dict[int, int]:
        lines, found = self._lines[DESTRUCTIONS], {}
        for line in lines:
            order = _object(line)
            gone, by = order.get("event_id"), order.get("order_event_id")
            if isinstance(gone, int) and isinstance(by, int):
                found[gone] = by
            else:
                self._early.add("destroyed", "The destruction order cannot be read.",
                                where=f"{DESTRUCTIONS}:{lines.number}")  # fmt: skip
        return found

    def _rest(self, report: Report) -> None:
        """What concerns whole files: their hashes, and the manifest's signature."""
        if self._payload is not None:
            self._early.add("payload", "Payloads of events that are not there.",
                            where=self._payload[2])  # fmt: skip
        hashes = self._manifest.get("files")
        hashes = hashes if isinstance(hashes, dict) else {}
        for name in FILES:
            if self._lines[name].digest() != hashes.get(name):
                self._early.add("file", f"The file {name} is not as it was exported.", where=name)
        promised = self._integer("tree_size")
        if report.tree_size != promised or report.unsealed:
            self._early.add("cut", f"The export says {promised} events, but {report.tree_size} "
                            f"are there, under {report.checkpoints} checkpoints.")  # fmt: skip
        self._manifest_signature()
        for problem in self._early.problems:
            report.problems.append(problem)
        report.problem_count += self._early.problem_count
        report.key_id = report.key_id or str(self._manifest.get("key_id", ""))

    def _manifest_signature(self) -> None:
        body = {name: value for name, value in self._manifest.items() if name != "signature"}
        name = str(self._manifest.get("key_id", ""))
        key, signature = self._keys.get(name, b""), _hex(self._manifest.get("signature"))
        if key_id(key) != name or not ed25519_verify(key, signature, export_body(body)):
            self._early.add("signature", "The manifest's signature does not hold.", where=MANIFEST)
        if self._pins and name not in self._pins:
            self._early.add("key", f"The export was signed with the key {name}, which is not the "
                            "one that is trusted.", where=MANIFEST)  # fmt: skip


def export_body(manifest: Mapping[str, Any]) -> bytes:
    """What an export's signature signs: its form and its manifest without the signature."""
    return f"{EXPORT_FORM}\n".encode() + canonical_json(manifest)


def _hex(text: Any) -> bytes:
    """The bytes of lower-case hexadecimal `text`, none for any other way to write them."""
    try:
        value = bytes.fromhex(text)
    except (TypeError, ValueError):
        return b""
    return value if value.hex() == text else b""


def _number(text: Any) -> int:
    """A number written in decimal digits, else -1."""
    plain = isinstance(text, str) and text.isascii() and text.isdecimal() and len(text) < 20
    return int(text) if plain else -1


def _event_id(line: bytes) -> int | None:
    number = _object(line).get("id")
    return number if isinstance(number, int) else None


# --- The command ----------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify an export from the command line. Returns the exit status: 0, 1 or 2."""
    parser = argparse.ArgumentParser(
        description="Prove that an exported Caseloom audit log is complete and unaltered.",
        epilog="Example: python verifier.py audit-2026-11 --checkpoint kept.json",
    )
    parser.add_argument("folder", type=Path, help="the folder that `caseloom audit export` made")
    parser.add_argument(
        "--checkpoint", type=Path, action="append", default=[], help="one that you kept (JSON)"
    )
    parser.add_argument("--key", action="append", default=[], help="the id of a key you trust")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    given = parser.parse_args(arguments)
    try:
        kept = [read_checkpoint(path) for path in given.checkpoint]
        report = verify_folder(given.folder, kept=kept, pins=given.key)
    except NotAnExportError as error:
        sys.stderr.write(f"{error}\nGive the folder that `caseloom audit export` made.\n")
        return 2
    text = json.dumps({"ok": report.ok, **asdict(report)}) if given.json else as_text(report)
    sys.stdout.write(f"{text}\n")
    return 0 if report.ok else 1


def as_text(report: Report) -> str:
    """The findings in plain words, several lines."""
    lines = [
        f"{report.events} events, {report.checkpoints} checkpoints, root {report.root_hash}",
        f"Payloads: {report.payloads} hold, {report.destroyed} destroyed by order, "
        f"{report.withheld} not in this export",
    ]
    for problem in report.problems:
        at = "" if problem.sequence is None else f" event {problem.sequence}"
        at += "" if problem.event_id is None else f" (id {problem.event_id})"
        lines.append(f"WRONG [{problem.kind}]{at} {problem.where}: {problem.message}")
    if report.problem_count > len(report.problems):
        lines.append(f"… and {report.problem_count - len(report.problems)} more.")
    if report.ok and not report.pinned:
        lines.append(
            f"Compare the key yourself: {report.key_id}. Give --key or --checkpoint to have it "
            "checked; without one of them a log that was cut or signed anew cannot be told."
        )
    lines.append("The log holds." if report.ok else f"{report.problem_count} problems.")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
