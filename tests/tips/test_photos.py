"""Photos lose what was hidden in them and nothing that is seen."""

import struct
import zlib

from hypothesis import given
from hypothesis import strategies as st

from caseloom.tips import photos

GPS = b"GPS 52.5200 13.4050"
SCAN = b"\xff\xda\x00\x04\x00\x00picture\xff\xd9"


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def exif(orientation: int) -> bytes:
    tiff = b"II*\x00" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0) + GPS
    return segment(0xE1, b"Exif\x00\x00" + tiff)


def jpeg(*pieces: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(pieces) + SCAN


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def test_a_jpeg_keeps_its_picture_and_the_way_it_is_turned() -> None:
    table = segment(0xDB, b"\x00" * 65)
    bare = photos.stripped(
        jpeg(
            exif(6),
            segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + GPS),
            segment(0xFE, GPS),
            table,
        )
    )
    assert bare is not None
    assert GPS not in bare
    assert table in bare and bare.endswith(SCAN)
    assert photos._orientation(bare[bare.index(b"Exif\x00\x00") + 6 :]) == 6
    assert photos.stripped(bare) == bare


def test_a_second_picture_behind_the_first_goes_with_its_words() -> None:
    bare = photos.stripped(jpeg() + jpeg(exif(1)))
    assert bare == jpeg()


def test_a_png_keeps_what_is_drawn() -> None:
    start = b"\x89PNG\r\n\x1a\n"
    drawn = chunk(b"IHDR", b"\x00" * 13), chunk(b"IDAT", b"picture"), chunk(b"IEND", b"")
    words = chunk(b"tEXt", GPS), chunk(b"eXIf", GPS), chunk(b"tIME", b"1234567")
    whole = start + drawn[0] + words[0] + drawn[1] + words[1] + words[2] + drawn[2] + GPS
    assert photos.stripped(whole) == start + b"".join(drawn)


def test_a_webp_keeps_what_is_drawn_and_says_that_no_more_follows() -> None:
    def piece(kind: bytes, body: bytes) -> bytes:
        return kind + struct.pack("<I", len(body)) + body + b"\x00" * (len(body) % 2)

    pieces = piece(b"VP8X", b"\x0c" + b"\x00" * 9), piece(b"VP8 ", b"picture"), piece(b"EXIF", GPS)
    body = b"WEBP" + b"".join(pieces)
    bare = photos.stripped(b"RIFF" + struct.pack("<I", len(body)) + body)
    assert bare is not None
    assert GPS not in bare and b"picture" in bare
    assert bare[20] == 0
    assert struct.unpack_from("<I", bare, 4)[0] == len(bare) - 8


def test_what_is_no_photo_or_a_damaged_one_is_none() -> None:
    for what in (b"", b"%PDF-1.7", b"\xff\xd8\xff", b"\xff\xd8\xff\xe1\xff\xff", exif(1)[:9]):
        assert photos.stripped(what) is None


@given(
    st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF0000WEBP"]),
    st.binary(max_size=300),
)
def test_no_bytes_break_it(start: bytes, rest: bytes) -> None:
    found = photos.stripped(start + rest)
    assert found is None or isinstance(found, bytes)
