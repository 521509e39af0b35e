"""What kind of file is this? Encoding, delimiter, header and oddities of a CSV."""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from charset_normalizer import from_bytes

from caseloom.engine.mapping import CsvOptions
from caseloom.kernel.errors import Invalid

BLOCK = 4 * 1024 * 1024
HEAD = 256 * 1024
DELIMITERS = ",;\t|"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_MAGIC = (
    (b"PK\x03\x04", "a ZIP archive or an Office document", "Give an .xlsx the ending .xlsx."),
    (b"\xd0\xcf\x11\xe0", "an old or a protected Office document", "Save it as .xlsx or CSV."),
    (b"%PDF", "a PDF", "Bring it in as a document, not as a table."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first."),
    (b"PAR1", "a Parquet file", "Give it the ending .parquet."),
)
UTF8 = ("utf-8", "utf-8-sig")
_CONTROL = bytes(c for c in range(32) if c not in b"\t\n\r") + b"\x7f"


@dataclass(slots=True)
class Scan:
    """What the bytes of a whole file hold."""

    size: int = 0
    newlines: int = 0
    returns: int = 0
    pairs: int = 0
    nuls: int = 0
    controls: int = 0
    blank_lines: bool = False
    ascii: bool = True
    utf8: bool = True
    sample: bytes = b""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a CSV is to be read. `plain`: DuckDB may read it, and counts rows as a person does."""

    encoding: str
    delimiter: str
    quote: str
    header: tuple[str, ...]
    plain: bool
    printable: bool
    notes: tuple[str, ...]


def look(path: Path, name: str, options: CsvOptions) -> Layout:
    """Find the layout of a CSV. Raises Invalid, with the remedy, for what is none."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip():
        raise Invalid(f"{name} is empty.", remedy="Ask for the file again.", field="csv_url")
    _refuse_other_formats(head, name)
    encoding = _told(options.encoding) if options.encoding else _marked(head)
    wide = encoding is not None and encoding.startswith(("utf-16", "utf-32"))
    scan = Scan() if wide else _scan(path)
    if encoding is None:
        encoding = _guess(scan, head, name)
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(head)
    body = _below(text, options.skip)
    delimiter = options.delimiter or _delimiter(body)
    quote = '"' if options.quote is None else options.quote
    header = _header(body, delimiter, quote, options, name)
    notes = [f"Read as {encoding}, columns separated by {_spoken(delimiter)}."]
    if scan.nuls and not wide:
        notes.append(f"{scan.nuls} NUL characters were left out.")
    return Layout(
        encoding, delimiter, quote, header,
        plain=encoding in UTF8 and _plain(scan, body, delimiter, quote, options),
        printable=scan.ascii and not scan.controls and not wide,
        notes=tuple(notes),
    )  # fmt: skip


def in_utf8(copy: Path, layout: Layout, options: CsvOptions) -> Layout:
    """The layout of a copy in UTF-8 of a file that was looked at."""
    with copy.open("rb") as file:
        head = file.read(HEAD)
    scan = _scan(copy)
    body = _below(head.decode("utf-8", "ignore"), options.skip)
    return replace(
        layout,
        encoding="utf-8",
        plain=_plain(scan, body, layout.delimiter, layout.quote, options),
        printable=scan.ascii and not scan.controls,
    )


def _refuse_other_formats(head: bytes, name: str) -> None:
    for magic, what, remedy in _MAGIC:
        if head.startswith(magic):
            raise Invalid(f"{name} is {what}, not a CSV.", remedy=remedy, field="csv_url")


def _marked(head: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    if len(head) >= 4 and head[1] == 0 and head[3] == 0 and head[0]:
        return "utf-16-le"
    if len(head) >= 4 and head[0] == 0 and head[2] == 0 and head[1]:
        return "utf-16-be"
    return None


def _scan(path: Path) -> Scan:
    """One pass over the bytes, in blocks: about a gigabyte a second."""
    found = Scan()
    decoder = codecs.getincrementaldecoder("utf-8")(errors="strict")
    samples: list[bytes] = []
    last = b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            found.size += len(block)
            found.newlines += block.count(b"\n")
            found.returns += block.count(b"\r")
            joined = last + block
            found.pairs += joined.count(b"\r\n") - last.count(b"\r\n")
            found.blank_lines |= b"\n\n" in joined or b"\n\r\n" in joined or block[:1] == b"\n\n"
            found.nuls += block.count(b"\0")
            found.controls += len(block) - len(block.translate(None, _CONTROL))
            if not block.isascii():
                found.ascii = False
                if len(samples) < 16:
                    samples.append(_around(block))
            found.utf8 = found.utf8 and _is_utf8(decoder, block)
            last = block[-2:]
    found.utf8 = found.utf8 and not decoder.getstate()[0]
    found.sample = b"\n".join(samples)
    return found


def _is_utf8(decoder: codecs.IncrementalDecoder, block: bytes) -> bool:
    try:
        decoder.decode(block)
    except UnicodeDecodeError:
        return False
    return True


def _around(block: bytes) -> bytes:
    """Lines that hold more than ASCII, to guess an encoding from; at most 64 kB."""
    lines = (line for line in block.split(b"\n") if not line.isascii())
    return b"\n".join(line[:2000] for _, line in zip(range(200), lines, strict=False))[:65536]


def _guess(scan: Scan, head: bytes, name: str) -> str:
    if scan.nuls > 16 + scan.size // 50 or scan.controls > 16 + scan.size // 20:
        raise Invalid(
            f"{name} is not text: it is full of control characters.",
            remedy="Give a CSV, XLSX, Parquet or JSON lines file.", field="csv_url",
        )  # fmt: skip
    if scan.utf8:
        return "utf-8"
    multibyte = len(re.findall(rb"[\xc2-\xf4][\x80-\xbf]+", scan.sample))
    bad = len(re.findall("[\udc80-\udcff]", scan.sample.decode("utf-8", "surrogateescape")))
    if multibyte and bad * 4 < multibyte:
        return "utf-8"  # most of it is: the rows that are not will be refused one by one
    best = from_bytes(
        scan.sample or head,
        cp_isolation=["cp1252", "gb18030", "cp1251", "cp1250", "shift_jis", "euc_kr", "big5",
                      "koi8_r", "cp1256", "cp1253", "cp1254", "cp1255"],
    ).best()  # fmt: skip
    return best.encoding if best is not None else "cp1252"


def _told(encoding: str) -> str:
    """Python's own name of an encoding. Raises Invalid for none, and for what is not of text."""
    try:
        b"text".decode(encoding, "replace")
        return codecs.lookup(encoding).name
    except (LookupError, ValueError) as error:
        raise Invalid(
            f"There is no encoding “{encoding}”.",
            remedy="Use utf-8, utf-16, cp1252, latin-1, gb18030 or another that Python knows.",
            field="encoding",
        ) from error


def _below(text: str, skip: int) -> str:
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    return "".join(lines[skip:])


def _delimiter(body: str) -> str:
    """The delimiter that cuts most of the first lines into the same number of columns."""
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        counts = [len(row) for row in _rows(body, delimiter, '"')[:200] if row]
        if len(counts) > 1 and len(body) >= HEAD // 2:
            counts.pop()  # the last line of the sample may be cut
        width = max(set(counts), key=counts.count, default=1)
        if width > 1:
            score = counts.count(width) / len(counts) + min(width, 50) / 1000
            if score > best_score:
                best, best_score = delimiter, score
    return best


def _rows(body: str, delimiter: str, quote: str) -> list[list[str]]:
    lines = iter(body.splitlines(keepends=True))
    found: list[list[str]] = []
    try:
        for row in reader(lines, delimiter, quote):
            found.append(row)
            if len(found) > 200:
                break
    except csv.Error:
        pass  # what could be read is what the sample is for
    return found


def reader(lines: Iterable[str], delimiter: str, quote: str) -> Iterator[list[str]]:
    """Python's CSV reader with our settings."""
    if not quote:
        return csv.reader(
            lines, delimiter=delimiter, quoting=csv.QUOTE_NONE, skipinitialspace=True, strict=True
        )
    return csv.reader(
        lines, delimiter=delimiter, quotechar=quote, skipinitialspace=True, strict=True
    )


def _header(
    body: str, delimiter: str, quote: str, options: CsvOptions, name: str
) -> tuple[str, ...]:
    first = next((row for row in _rows(body, delimiter, quote) if any(row)), None)
    if first is None:
        _no_header(name, options)
    if not options.header:
        return tuple(f"column_{n}" for n in range(1, len(first) + 1))
    return column_names(first)


def _no_header(name: str, options: CsvOptions) -> NoReturn:
    raise Invalid(
        f"{name} has no line with column names{' below the skipped ones' if options.skip else ''}.",
        remedy="Check “skip”, the delimiter and the quote in the mapping's “csv:”.",
        field="csv",
    )


def column_names(cells: "list[str] | tuple[str, ...]") -> tuple[str, ...]:
    """The names as given, trimmed; an empty one becomes column_N, a second “Name” Name_2."""
    names: list[str] = []
    for at, cell in enumerate(cells, start=1):
        base = " ".join(cell.replace("\ufeff", "").split()) or f"column_{at}"
        name, n = base, 1
        while name in names:
            n += 1
            name = f"{base}_{n}"
        names.append(name)
    return tuple(names)


def _plain(scan: Scan, body: str, delimiter: str, quote: str, options: CsvOptions) -> bool:
    """Whether DuckDB reads it as Python would, without losing count of the rows."""
    single = scan.returns in (0, scan.pairs) and scan.pairs in (0, scan.newlines)
    spaced = bool(quote) and f"{delimiter} {quote}" in body
    return (
        scan.utf8 and single and not scan.blank_lines and not scan.nuls
        and not spaced and not options.skip and options.ragged == "reject" and quote == '"'
        and _one_line_header(body, delimiter)
    )  # fmt: skip


def _one_line_header(body: str, delimiter: str) -> bool:
    first = body.split("\n", 1)[0]
    return first.count('"') % 2 == 0 and bool(first.strip())


def _spoken(delimiter: str) -> str:
    return {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}.get(
        delimiter, f"“{delimiter}”"
    )
