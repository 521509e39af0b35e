"""A ZIP of which there is exactly one for the same members.

Nothing is compressed, so that no member can be larger than the file, and times and rights are
fixed. What is read is packed again and must be the same bytes: whatever else a ZIP could hide (a
second directory, a comment, bytes before or behind, a doubled name) is then not there.
"""

import io
import struct
import zipfile
from collections.abc import Mapping

from caseloom.bundle.types import MOST_BYTES, MOST_FILES
from caseloom.kernel.errors import Invalid

_START = b"PK\x03\x04"
_HEADER = struct.Struct("<4s5H3I2H")
_TIME = (1980, 1, 1, 0, 0, 0)
_MOST_MEMBERS = MOST_FILES + 10


class NotABundle(Invalid):
    """What was given is not a bundle, or not as it was made."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"This is no bundle as it was made: {why}.",
            remedy="Ask the agency that sent it to send it once more.",
            field="bundle",
        )


def pack(members: Mapping[str, bytes]) -> bytes:
    """The members in their order as one file; the same bytes for the same members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=False) as file:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, _TIME)
            info.create_system, info.external_attr = 3, 0o600 << 16
            file.writestr(info, content)
    return out.getvalue()


def unpack(raw: bytes) -> dict[str, bytes]:
    """The members of what `pack` made. Raises NotABundle for any other bytes."""
    if len(raw) > MOST_BYTES:
        raise NotABundle(f"it has {len(raw):,} bytes and {MOST_BYTES:,} is the most")
    found: dict[str, bytes] = {}
    at = 0
    while raw[at : at + 4] == _START:
        if len(raw) < at + _HEADER.size or len(found) >= _MOST_MEMBERS:
            raise NotABundle("it is cut off, or has too many members")
        header = _HEADER.unpack_from(raw, at)
        size, name_length = header[8], header[9]
        start = at + _HEADER.size + name_length
        try:
            name = raw[at + _HEADER.size : start].decode("ascii")
        except UnicodeDecodeError as error:
            raise NotABundle("a member has a name that none has") from error
        found[name] = raw[start : start + size]
        at = start + size
    if not found:
        raise NotABundle("it is not a ZIP file")
    if pack(found) != raw:
        raise NotABundle("something in it was changed, added or cut off")
    return found
