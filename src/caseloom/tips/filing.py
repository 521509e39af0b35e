"""Files of a tip: sealed piece by piece as they come, and opened so."""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO
from uuid import UUID

from caseloom.kernel import clock
from caseloom.kernel.errors import Invalid, Unavailable
from caseloom.kernel.ids import new_id
from caseloom.tips import models, photos
from caseloom.tips.errors import TooLarge
from caseloom.tips.sealing.envelope import Envelope
from caseloom.tips.types import MOST_BYTES, Download, NewFile, Side

# Bytes of one sealed piece.
PIECE = 262_144
LONGEST_NAME = 200


def store(
    row: models.Tip, key: Envelope, file: NewFile, *, side: Side, by: UUID | None
) -> models.Part:
    """Seal `file` into the tip's mailbox. Raises TooLarge, Invalid for an empty one."""
    content, kept = _without_metadata(file)
    part = models.Part(
        id=new_id(), tip=row, kind="file", side=side, by=by, at=clock.now(), sealed=b""
    )
    digest, size = hashlib.sha256(), 0
    pieces: list[models.Chunk] = []
    while piece := content.read(PIECE):
        size += len(piece)
        if size > MOST_BYTES:
            raise too_large(file.name)
        digest.update(piece)
        sealed = key.seal(piece, f"chunk:{part.id}:{len(pieces)}")
        pieces.append(models.Chunk(part=part, number=len(pieces), chunk=sealed))
    if not size:
        raise Invalid(f"“{file.name}” is empty.", remedy="Leave it out.", field="files")
    part.size = size
    about = {
        "name": name(file.name), "sha256": digest.hexdigest(), "pieces": len(pieces),
        "kept_metadata": kept,
    }  # fmt: skip
    part.sealed = key.seal_json(about, f"part:{part.id}")
    part.save(force_insert=True)
    models.Chunk.objects.bulk_create(pieces)
    return part


def too_large(named: str) -> TooLarge:
    """What is said of a file that is too large."""
    return TooLarge(
        f"“{name(named)}” is larger than {MOST_BYTES // 1_000_000} MB.",
        remedy="Send a smaller one.",
        field="files",
    )


def _without_metadata(file: NewFile) -> tuple[BinaryIO, bool]:
    start = file.content.read(16)
    file.content.seek(0)
    if not photos.is_photo(start):
        return file.content, False
    if file.keep_metadata:
        return file.content, True
    whole = file.content.read(MOST_BYTES + 1)
    if len(whole) > MOST_BYTES:
        raise too_large(file.name)
    # One that cannot be read is kept as it came, and whoever opens it is told.
    bare = photos.stripped(whole)
    return BytesIO(whole if bare is None else bare), bare is None


def name(given: str) -> str:
    """A file's name without folders, control characters and marks that turn its end around."""
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(
        one for one in last if one.isprintable() and one not in "\u202a\u202b\u202d\u202e"
    )
    shown = shown.strip(" .") or "file"
    return shown if len(shown) <= LONGEST_NAME else shown[-LONGEST_NAME:]


def download(part: models.Part, key: Envelope) -> Download:
    """A file, its pieces opened one after the other.

    The last piece comes only when all of them are as they were sent; else Unavailable is raised.
    """
    about = key.open_json(bytes(part.sealed), f"part:{part.id}")
    return Download(about["name"], part.size, _pieces(part, key, about))


def _pieces(part: models.Part, key: Envelope, about: dict[str, Any]) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for number in range(about["pieces"]):
        row = models.Chunk.objects.filter(part_id=part.id, number=number).first()
        if row is None:
            raise Unavailable("A piece of this file is missing.", remedy="Restore a backup.")
        piece = key.open(bytes(row.chunk), f"chunk:{part.id}:{number}")
        digest.update(piece)
        if number == about["pieces"] - 1 and digest.hexdigest() != about["sha256"]:
            raise Unavailable("This file was changed.", remedy="Restore a backup.")
        yield piece
