"""An export verifies anywhere; a thousand random tamperings are all found and named."""

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from caseloom.access.actions import as_viewer
from caseloom.audit import actions, queries, verifier
from caseloom.audit.types import ExportResult
from caseloom.kernel.errors import Conflict, NotAllowed
from tests.audit.conftest import Write, seal
from tests.cast import Cast

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.slow]
TAMPERINGS = 1000


@pytest.fixture
def export(cast: Cast, write: Write, tmp_path: Path) -> ExportResult:
    """A log of three checkpoints with a destroyed payload in it, exported."""
    write(9)
    seal(cast)
    gone = write(5)
    seal(cast)
    with as_viewer(cast.administrator) as officer:
        actions.destroy_payload(event_id=gone, order="Order 12/2026", by=officer)
    write(9)
    seal(cast)
    with as_viewer(_who_sees_all(cast)) as auditor:
        return actions.export(folder=tmp_path / "export", by=auditor)


def _who_sees_all(cast: Cast) -> Any:
    """The auditor with the agent's scopes, so that payloads are in the export."""
    auditor, agent = cast.auditor, cast.agent
    return type(auditor)(
        id=auditor.id, name=auditor.name, purpose="inspection",
        scopes=auditor.scopes | agent.scopes, permissions=auditor.permissions,
    )  # fmt: skip


def test_an_export_verifies_and_agrees_with_the_database(cast: Cast, export: ExportResult) -> None:
    report = verifier.verify_folder(export.folder)
    assert report.problems == []
    assert report.events == export.events > 23
    assert report.payloads == export.payloads > 0
    assert report.destroyed == len(cast.agent.scopes) and report.checkpoints == 3
    with as_viewer(_who_sees_all(cast)) as auditor:
        found = queries.verify(auditor)
    same = ("events", "payloads", "destroyed", "withheld", "root_hash", "checkpoints", "key_id")
    assert {name: getattr(found, name) for name in same} == {
        name: getattr(report, name) for name in same
    }


def test_the_exported_verifier_runs_alone(export: ExportResult, tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    kept.write_text(json.dumps(asdict(export.checkpoint)))  # type: ignore[arg-type]  # it was signed
    command = [sys.executable, "-I", "-S", str(export.folder / "verifier.py"), str(export.folder)]
    fine = subprocess.run(
        [*command, "--checkpoint", str(kept), "--json"], capture_output=True, text=True, check=False
    )
    assert fine.returncode == 0 and json.loads(fine.stdout)["pinned"] is True
    events = export.folder / verifier.EVENTS
    events.write_bytes(events.read_bytes().replace(b'"links":4', b'"links":5', 1))
    wrong = subprocess.run(command, capture_output=True, text=True, check=False)
    assert wrong.returncode == 1
    assert "[edited] event" in wrong.stdout and "events.jsonl:" in wrong.stdout


def test_what_the_exporter_may_not_see_stays_out(
    cast: Cast, export: ExportResult, tmp_path: Path
) -> None:
    with as_viewer(cast.administrator) as administrator, pytest.raises(NotAllowed):
        actions.export(folder=tmp_path / "no", by=administrator)
    auditor = cast.auditor
    nobody = type(auditor)(
        id=auditor.id, name=auditor.name, purpose="", permissions=auditor.permissions
    )
    with as_viewer(nobody):
        bare = actions.export(folder=tmp_path / "bare", by=nobody)
    assert bare.payloads == 0
    report = verifier.verify_folder(bare.folder)
    assert report.ok and report.withheld > 0
    with as_viewer(nobody), pytest.raises(Conflict):
        actions.export(folder=tmp_path / "bare", by=nobody)


# --- Tampering --------------------------------------------------------------------------------


class Forger:
    """Somebody with the whole export, time, and another key, but not the log's."""

    def __init__(self, folder: Path, dice: random.Random) -> None:
        self.folder, self.dice = folder, dice
        self.lines = {name: (folder / name).read_bytes().splitlines() for name in verifier.FILES}
        self.manifest = json.loads((folder / verifier.MANIFEST).read_bytes())
        self.key = Ed25519PrivateKey.from_private_bytes(dice.randbytes(32))
        self.public = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def place(self, name: str = verifier.EVENTS) -> int:
        return self.dice.randrange(len(self.lines[name]))

    def two(self, name: str = verifier.EVENTS) -> tuple[int, int]:
        first, second = sorted(self.dice.sample(range(len(self.lines[name])), 2))
        return first, second

    def edit(self, place: int, **values: Any) -> None:
        event = json.loads(self.lines[verifier.EVENTS][place])
        self.lines[verifier.EVENTS][place] = verifier.canonical_json({**event, **values})

    def renumber(self) -> None:
        for place in range(len(self.lines[verifier.EVENTS])):
            self.edit(place, sequence=place)

    def cover_leaves(self) -> None:
        self.lines[verifier.LEAVES] = [
            verifier.leaf_hash(line).hex().encode() for line in self.lines[verifier.EVENTS]
        ]

    def cover_manifest(self) -> None:
        """Make the manifest fit, signed with the forger's own key."""
        self.manifest["files"] = {
            name: sha256(b"".join(line + b"\n" for line in self.lines[name])).hexdigest()
            for name in verifier.FILES
        }
        self.manifest["tree_size"] = len(self.lines[verifier.EVENTS])
        self.manifest["key_id"] = verifier.key_id(self.public)
        self.manifest["public_keys"][self.manifest["key_id"]] = self.public.hex()
        self.manifest.pop("signature", None)
        body = verifier.export_body(self.manifest)
        self.manifest["signature"] = self.key.sign(body).hex()

    def sign_anew(self) -> None:
        """A whole new chain of checkpoints over the forged events, and a fitting manifest."""
        self.cover_leaves()
        sizes = [json.loads(line)["tree_size"] for line in self.lines[verifier.CHECKPOINTS]]
        end = len(self.lines[verifier.EVENTS])
        tree, last, made = verifier.Frontier(), "", []
        for place, leaf in enumerate(self.lines[verifier.LEAVES], 1):
            tree.push(bytes.fromhex(leaf.decode()))
            if place in sizes[:-1] or place == end:
                checkpoint = verifier.Checkpoint(
                    place, tree.root().hex(), "2026-11-22T00:00:00.000000Z", last,
                    verifier.key_id(self.public),
                )  # fmt: skip
                signature = self.key.sign(checkpoint.body()).hex()
                signed = verifier.Checkpoint(**{**asdict(checkpoint), "signature": signature})
                last = signed.hash()
                made.append(verifier.canonical_json(asdict(signed)))
        self.lines[verifier.CHECKPOINTS] = made
        self.cover_manifest()

    def save(self) -> None:
        for name, lines in self.lines.items():
            (self.folder / name).write_bytes(b"".join(line + b"\n" for line in lines))
        manifest = verifier.canonical_json(self.manifest) + b"\n"
        (self.folder / verifier.MANIFEST).write_bytes(manifest)


def _flip_a_bit(forger: Forger) -> str:
    name = forger.dice.choice([*verifier.FILES, verifier.MANIFEST])
    content = bytearray((forger.folder / name).read_bytes())
    if not content:
        return _flip_a_bit(forger)
    content[forger.dice.randrange(len(content))] ^= 1 << forger.dice.randrange(8)
    (forger.folder / name).write_bytes(content)
    return name


def _edit(forger: Forger) -> str:
    field = forger.dice.choice(["actor_id", "purpose", "verb", "object_id", "at"])
    place = forger.place()
    forger.edit(place, **{field: "somebody else"})
    return f"event {place}"


def _delete(forger: Forger) -> str:
    place = forger.place()
    del forger.lines[verifier.EVENTS][place]
    return f"event {place}"


def _insert(forger: Forger) -> str:
    first, second = forger.two()
    forger.lines[verifier.EVENTS].insert(first, forger.lines[verifier.EVENTS][second])
    return ""


def _reorder(forger: Forger) -> str:
    first, second = forger.two()
    lines = forger.lines[verifier.EVENTS]
    lines[first : second + 1] = lines[first : second + 1][::-1]
    return f"event {first}"


def _swap(forger: Forger) -> str:
    first, second = forger.two()
    lines = forger.lines[verifier.EVENTS]
    lines[first], lines[second] = lines[second], lines[first]
    return f"event {first}"


def _cut(forger: Forger) -> str:
    end = forger.dice.randrange(len(forger.lines[verifier.EVENTS]))
    for name in (verifier.EVENTS, verifier.LEAVES):
        del forger.lines[name][end:]
    for name, size in ((verifier.PAYLOADS, "sequence"), (verifier.CHECKPOINTS, "tree_size")):
        forger.lines[name] = [
            line for line in forger.lines[name]
            if json.loads(line)[size] < end + (size == "tree_size")
        ]  # fmt: skip
    return ""


def _payload(forger: Forger) -> dict[str, Any]:
    place = forger.place(verifier.PAYLOADS)
    return {"place": place, **json.loads(forger.lines[verifier.PAYLOADS][place])}


def _put_payload(forger: Forger, given: dict[str, Any]) -> str:
    place, payload = given.pop("place"), verifier.canonical_json(given.pop("payload"))
    line = verifier.canonical_json(given)[:-1] + b',"payload":' + payload + b"}"
    forger.lines[verifier.PAYLOADS][place] = line
    return f"event {given['sequence']}"


def _edit_payload(forger: Forger) -> str:
    given = _payload(forger)
    given["payload"]["name"] = ["Eve"]
    return _put_payload(forger, given)


def _change_salt(forger: Forger) -> str:
    given = _payload(forger)
    given["salt"] = forger.dice.randbytes(16).hex()
    return _put_payload(forger, given)


def _swap_payloads(forger: Forger) -> str:
    lines = forger.lines[verifier.PAYLOADS]
    while True:
        first, second = forger.two(verifier.PAYLOADS)
        one, other = json.loads(lines[first]), json.loads(lines[second])
        if one["event"] != other["event"]:
            break
    one["payload"], other["payload"] = other["payload"], one["payload"]
    one["salt"], other["salt"] = other["salt"], one["salt"]
    _put_payload(forger, {"place": second, **other})
    return _put_payload(forger, {"place": first, **one})


def _drop_payload(forger: Forger) -> str:
    place = forger.place(verifier.PAYLOADS)
    sequence = json.loads(forger.lines[verifier.PAYLOADS].pop(place))["sequence"]
    return f"event {sequence}"


def _pretend_destroyed(forger: Forger) -> str:
    given = _payload(forger)
    events = {json.loads(line)["sequence"]: json.loads(line)["id"]
              for line in forger.lines[verifier.EVENTS]}  # fmt: skip
    forger.lines[verifier.PAYLOADS] = [
        line for line in forger.lines[verifier.PAYLOADS]
        if json.loads(line)["event"] != given["event"]
    ]  # fmt: skip
    order = {
        "event_id": given["event"], "order": "Order 13/2026", "at": "", "by": "",
        "order_event_id": forger.dice.choice(list(events.values())),
    }  # fmt: skip
    forger.lines[verifier.DESTRUCTIONS].append(verifier.canonical_json(order))
    return ""


def _drop_checkpoint(forger: Forger) -> str:
    del forger.lines[verifier.CHECKPOINTS][forger.place(verifier.CHECKPOINTS)]
    return ""


def _edit_checkpoint(forger: Forger) -> str:
    place = forger.place(verifier.CHECKPOINTS)
    checkpoint = json.loads(forger.lines[verifier.CHECKPOINTS][place])
    field = forger.dice.choice(["root_hash", "at", "previous", "key_id", "signature"])
    checkpoint[field] = forger.dice.randbytes(32).hex()
    forger.lines[verifier.CHECKPOINTS][place] = verifier.canonical_json(checkpoint)
    return ""


def _edit_leaf(forger: Forger) -> str:
    place = forger.place(verifier.LEAVES)
    forger.lines[verifier.LEAVES][place] = forger.dice.randbytes(32).hex().encode()
    return f"event {place}"


EVENT_TAMPERINGS: list[Callable[[Forger], str]] = [_edit, _delete, _insert, _reorder, _swap, _cut]
OTHER_TAMPERINGS: list[Callable[[Forger], str]] = [
    _edit_payload, _change_salt, _swap_payloads, _drop_payload, _pretend_destroyed,
    _drop_checkpoint, _edit_checkpoint, _edit_leaf,
]  # fmt: skip


def _tamper(forger: Forger) -> tuple[str, str]:
    """One random tampering, covered up to a random depth; returns its name and where it was."""
    dice = forger.dice
    if dice.random() < 0.15:
        return "flip a bit", _flip_a_bit(forger)
    act = dice.choice(EVENT_TAMPERINGS + OTHER_TAMPERINGS)
    where = act(forger)
    cover = dice.choice(["nothing", "manifest", "leaves", "renumbered", "signed anew"])
    if cover in ("renumbered", "signed anew") and act in EVENT_TAMPERINGS:
        forger.renumber()
    if cover == "signed anew" and forger.lines[verifier.EVENTS]:
        forger.sign_anew()
    elif cover != "nothing":
        if cover != "manifest" and act is not _edit_leaf:
            forger.cover_leaves()
        forger.cover_manifest()
    forger.save()
    return f"{act.__name__} covered by {cover}", where if cover == "nothing" else ""


def test_a_thousand_tamperings_are_found(
    export: ExportResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Against a checkpoint that an auditor kept; seeded, so that a miss can be repeated."""
    # The same few genuine signatures come back a thousand times; each is worked out once.
    monkeypatch.setattr(verifier, "ed25519_verify", cache(verifier.ed25519_verify))
    kept, copy = export.checkpoint, tmp_path / "copy"
    missed, unnamed, kinds = [], [], set()
    for seed in range(TAMPERINGS):
        copy.mkdir(exist_ok=True)
        for name in (*verifier.FILES, verifier.MANIFEST):
            shutil.copyfile(export.folder / name, copy / name)
        what, where = _tamper(Forger(copy, random.Random(seed)))
        kinds.add(what)
        try:
            report = verifier.verify_folder(copy, kept=[kept])
        except verifier.NotAnExportError:
            continue  # the manifest no longer reads: exit status 2 tells it
        if report.ok:
            missed.append((seed, what))
        elif where.startswith("event ") and not any(
            problem.sequence == int(where.split()[1]) for problem in report.problems
        ):
            unnamed.append((seed, what, where, report.problems))
    assert missed == []
    assert unnamed == []
    assert len(kinds) > 60


def test_a_genuine_older_export_is_found_against_a_kept_checkpoint(
    cast: Cast, write: Write, export: ExportResult, tmp_path: Path
) -> None:
    write(4)
    seal(cast)
    with as_viewer(cast.auditor) as auditor:
        later = actions.export(folder=tmp_path / "later", by=auditor)
    assert verifier.verify_folder(later.folder, kept=[export.checkpoint]).ok
    report = verifier.verify_folder(export.folder, kept=[later.checkpoint])
    assert [problem.kind for problem in report.problems] == ["cut"]
    assert verifier.verify_folder(export.folder, pins=[export.key_id]).ok
    assert not verifier.verify_folder(export.folder, pins=["0" * 32]).ok
