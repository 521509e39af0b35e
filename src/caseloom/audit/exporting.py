"""Writes the sealed log into a folder that anybody can verify without Caseloom."""

import shutil
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any

from caseloom.audit import keys, reading, sealing, verifier
from caseloom.audit.types import ExportResult
from caseloom.audit.verifier import canonical_json, export_body
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, Unavailable
from caseloom.kernel.viewer import Viewer

README = """\
This folder holds the audit log of a Caseloom installation, up to a signed checkpoint.

    python verifier.py .

proves that no event was altered, added, moved or removed. It needs only Python 3.11 or newer.
Do not trust the copy of verifier.py in a folder that reached you through others: take it from
Caseloom's source. Give `--key` or `--checkpoint` with what you kept from an earlier export, so
that a log that was cut short or signed anew is found too.

events.jsonl         one event a line, in the order of the log; the line's bytes are what is hashed
leaves.txt           the leaf hash of each line
payloads.jsonl       what events showed, with salts, for the scopes that the exporter holds
checkpoints.jsonl    the signed tree heads; keep the last one somewhere else
destructions.jsonl   orders by which payloads were destroyed
manifest.json        the files' hashes, the public keys, who exported and when; signed
"""


def write(*, folder: Path, by: Viewer) -> ExportResult:
    """Write the log up to its last checkpoint. Raises Conflict, Unavailable."""
    key = _key()
    last = sealing.last_checkpoint()
    size = last.tree_size if last else 0
    waiting = reading.waiting()
    try:
        _make(folder)
        with _Files(folder) as files:
            payloads = _log(files, size)
            _rest(files)
        manifest = _manifest(files, size, waiting, by, key, payloads)
        (folder / verifier.MANIFEST).write_bytes(canonical_json(manifest) + b"\n")
        (folder / "README.txt").write_text(README, encoding="utf-8")
        shutil.copyfile(Path(verifier.__file__), folder / "verifier.py")
    except OSError as error:
        raise Unavailable(
            f"The export could not be written: {error}.",
            remedy="Make room or choose another folder.",
        ) from error
    return ExportResult(folder, size, payloads, len(waiting), last, key.id)


def _key() -> keys.SigningKey:
    key = keys.load_or_make() if sealing.last_checkpoint() is None else keys.load()
    if key is None:
        raise Unavailable(
            f"The audit key is not at {keys.path()}, so the export could not be signed.",
            remedy="Restore it from the backup of the data folder.",
        )
    return key


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()):
        raise Conflict(
            f"The folder {folder} is not empty.", remedy="Name a new folder.", field="folder"
        )


class _Files:
    """The export's files, hashed while they are written."""

    def __init__(self, folder: Path) -> None:
        self._files = {name: (folder / name).open("wb") for name in verifier.FILES}
        self._hashes = {name: sha256() for name in verifier.FILES}

    def __enter__(self) -> "_Files":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for file in self._files.values():
            file.close()

    def line(self, name: str, line: bytes) -> None:
        line += b"\n"
        self._hashes[name].update(line)
        self._files[name].write(line)

    def hashes(self) -> dict[str, str]:
        return {name: one.hexdigest() for name, one in self._hashes.items()}


def _log(files: _Files, size: int) -> int:
    payloads = 0
    for one in reading.sealed(size):
        if one.line is None:
            raise Conflict(
                f"Event {one.sequence} of the log is missing, so it cannot be exported whole.",
                remedy="Run `caseloom audit verify` and restore the database from a backup.",
            )
        files.line(verifier.EVENTS, one.line)
        files.line(verifier.LEAVES, one.leaf.hex().encode())
        for shown in one.payloads:
            head = {
                "event": one.event_id,
                "scope": shown.scope,
                "salt": shown.salt.hex(),
                "sequence": one.sequence,
            }
            # The payload stands last, so that the verifier hashes its bytes as they stand.
            line = canonical_json(head)[:-1] + b',"payload":' + shown.payload + b"}"
            files.line(verifier.PAYLOADS, line)
            payloads += 1
    return payloads


def _rest(files: _Files) -> None:
    for checkpoint in reading.checkpoints():
        files.line(verifier.CHECKPOINTS, canonical_json(vars(checkpoint)))
    for event_id, order_event_id, order, at, by in reading.destructions():
        line = {
            "event_id": event_id,
            "order_event_id": order_event_id,
            "order": order,
            "at": sealing.time_text(at),
            "by": by,
        }
        files.line(verifier.DESTRUCTIONS, canonical_json(line))


def _manifest(
    files: _Files, size: int, waiting: tuple[int, ...], by: Viewer, key: keys.SigningKey,
    payloads: int,
) -> dict[str, Any]:  # fmt: skip
    public = {**reading.public_keys(), key.id: key.public}
    manifest: dict[str, Any] = {
        "form": verifier.EXPORT_FORM,
        "at": sealing.time_text(clock.now()),
        "by": {"id": by.id, "name": by.name, "purpose": by.purpose},
        "tree_size": size,
        "payloads": payloads,
        "scopes": sorted(by.scopes),
        "waiting": list(waiting),
        "files": files.hashes(),
        "public_keys": {name: value.hex() for name, value in public.items()},
        "key_id": key.id,
    }
    return {**manifest, "signature": key.sign(export_body(manifest))}
