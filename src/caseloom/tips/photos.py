"""Photos without what their makers hid in them: place, time, camera, names.

Nothing is drawn anew: pieces that hold no picture are left out, so that it stays as sharp as it
was and no decoder ever runs on what a stranger sent. JPEG (ITU-T T.81 annex B), PNG (W3C PNG §5)
and WebP (RFC 9649); of a JPEG's Exif only the way it is turned is kept.
"""

import struct

_PNG = b"\x89PNG\r\n\x1a\n"
# Chunks of a PNG that draw; all others are words, times and places.
_DRAWN = frozenset(
    (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB",
     b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT", b"cICP")
)  # fmt: skip
_WEBP = frozenset((b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_EXIF = b"Exif\x00\x00"
_ORIENTATION = 0x0112


def is_photo(start: bytes) -> bool:
    """Whether bytes that begin so are a picture that `stripped` knows."""
    return start.startswith((b"\xff\xd8\xff", _PNG)) or start[:4] + start[8:12] == b"RIFFWEBP"


def stripped(photo: bytes) -> bytes | None:
    """`photo` without hidden words; None if it is none that is known, or is damaged."""
    try:
        if photo.startswith(b"\xff\xd8\xff"):
            return _jpeg(photo)
        if photo.startswith(_PNG):
            return _png(photo)
        if photo[:4] + photo[8:12] == b"RIFFWEBP":
            return _webp(photo)
    except (struct.error, IndexError, ValueError):
        return None
    return None


def _jpeg(photo: bytes) -> bytes:
    kept = [b"\xff\xd8"]
    at = 2
    while photo[at + 1] != 0xDA:
        if photo[at] != 0xFF:
            raise ValueError("no marker where one must be")
        marker = photo[at + 1]
        if marker == 0xFF:  # a filling byte
            at += 1
            continue
        (length,) = struct.unpack_from(">H", photo, at + 2)
        piece = photo[at : at + 2 + length]
        if length < 2 or len(piece) < 2 + length:
            raise ValueError("a segment that is cut off")
        kept.append(_jpeg_piece(marker, piece))
        at += 2 + length
    # Behind the end of the picture others hide a second one, with all its words.
    end = photo.rfind(b"\xff\xd9")
    first = photo.find(b"\xff\xd8\xff", at)
    if 0 <= first < end:
        end = photo.rfind(b"\xff\xd9", at, first)
    kept.append(photo[at : end + 2] if end > at else photo[at:])
    return b"".join(kept)


def _jpeg_piece(marker: int, piece: bytes) -> bytes:
    if marker == 0xE1 and piece[4:10] == _EXIF:
        return _turned(_orientation(piece[10:]))
    # APP0 says how large a point is, APP14 how colours are meant, APP2 may hold their profile.
    if marker in (0xE0, 0xEE) or (marker == 0xE2 and piece[4:16] == b"ICC_PROFILE\x00"):
        return piece
    return b"" if 0xE0 <= marker <= 0xEF or marker == 0xFE else piece


def _orientation(tiff: bytes) -> int:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, first)
    for entry in range(min(count, 200)):
        tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * entry)
        if tag == _ORIENTATION and kind == 3:
            return value if 1 <= value <= 8 else 1
    return 1


def _turned(orientation: int) -> bytes:
    if orientation == 1:
        return b""
    tiff = b"MM\x00*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    body = _EXIF + tiff
    return b"\xff\xe1" + struct.pack(">H", 2 + len(body)) + body


def _png(photo: bytes) -> bytes:
    kept = [_PNG]
    at = len(_PNG)
    while at < len(photo):
        (length,) = struct.unpack_from(">I", photo, at)
        kind, end = photo[at + 4 : at + 8], at + 12 + length
        if end > len(photo):
            raise ValueError("a chunk that is cut off")
        if kind in _DRAWN:
            kept.append(photo[at:end])
        at = end
        if kind == b"IEND":
            return b"".join(kept)
    raise ValueError("no end")


def _webp(photo: bytes) -> bytes:
    kept = []
    at = 12
    (size,) = struct.unpack_from("<I", photo, 4)
    end = min(8 + size, len(photo))
    while at + 8 <= end:
        kind = photo[at : at + 4]
        (length,) = struct.unpack_from("<I", photo, at + 4)
        following = at + 8 + length + (length & 1)
        if kind == b"VP8X":
            # Two of its flags say that Exif and XMP follow; they do not any more.
            kept.append(
                photo[at : at + 8] + bytes([photo[at + 8] & ~0x0C]) + photo[at + 9 : following]
            )
        elif kind in _WEBP:
            kept.append(photo[at:following])
        at = following
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body
