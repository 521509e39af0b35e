"""XLSX sheets, streamed row by row; a protected workbook is told apart from a broken one."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NoReturn

import msoffcrypto
import openpyxl
from msoffcrypto.exceptions import FileFormatError

from caseloom.engine.csv_look import column_names
from caseloom.kernel.errors import Invalid
from caseloom.ontology.nearest import did_you_mean

# A few megabytes can be packed so that they unpack to anything. Sheets are streamed; the rest,
# most of all the texts that cells share, is held in memory. In bytes.
MOST_HELD = 1 << 30
MOST = 20 << 30

_BROKEN = (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError, TypeError, AttributeError)


def rows(path: Path, name: str, sheet: str | None) -> tuple[str, Iterator[tuple[int, list[str]]]]:
    """The sheet's name and its rows with something in them: (row number, cells as text).

    Without `sheet`, the first that holds anything. Raises Invalid with the remedy.
    """
    _refuse_protected(path, name)
    try:
        _refuse_oversized(path, name)
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except _BROKEN as error:
        _broken(name, error)
    try:
        title = _choose(book, name, sheet)
    except Invalid:
        book.close()
        raise
    return title, _to_the_end(book, title, name)


def _to_the_end(book: Any, title: str, name: str) -> Iterator[tuple[int, list[str]]]:
    try:
        yield from _rows(book[title], name)
    finally:
        book.close()  # openpyxl keeps the file open until told


def columns(path: Path, name: str, sheet: str | None) -> tuple[str, tuple[str, ...], int]:
    """(sheet, column names, row number of the header). Raises Invalid for an empty sheet."""
    title, found = rows(path, name, sheet)
    first = next(found, None)
    if first is None:
        raise Invalid(f"The sheet “{title}” of {name} is empty.", remedy="Name another “sheet”.")
    number, cells = first
    while cells and not cells[-1]:
        cells.pop()
    return title, column_names(cells), number


def _refuse_protected(path: Path, name: str) -> None:
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(0)
        if not head:
            raise Invalid(f"{name} is empty.", remedy="Ask for the file again.")
        if head == b"PK\x03\x04":
            return
        try:
            protected = bool(msoffcrypto.OfficeFile(file).is_encrypted())
        except (FileFormatError, *_BROKEN):
            protected = False
    if protected:
        raise Invalid(
            f"{name} is protected by a password.",
            remedy="Open it with the password, save a copy without one, and bring that.",
        )
    if head == b"\xd0\xcf\x11\xe0":
        raise Invalid(f"{name} is a workbook of before 2007.", remedy="Save it as .xlsx or CSV.")
    raise Invalid(f"{name} is not a workbook.", remedy="If it is text, give it the ending .csv.")


def _refuse_oversized(path: Path, name: str) -> None:
    # What a part says of its size binds: no more than that is unpacked of it.
    with zipfile.ZipFile(path) as packed:
        parts = [(part.filename, part.file_size) for part in packed.infolist()]
    held = sum(size for part, size in parts if not part.startswith("xl/worksheets/"))
    if held > MOST_HELD or sum(size for _, size in parts) > MOST:
        raise Invalid(
            f"{name} unpacks to more than a workbook can hold.",
            remedy="If it comes from a source that you trust, save its sheets as CSV.",
        )


def _broken(name: str, error: Exception) -> NoReturn:
    raise Invalid(
        f"{name} is a damaged workbook: {error}.",
        remedy="Ask for the file again, or repair it by opening and saving it.",
    ) from error


def _choose(book: Any, name: str, sheet: str | None) -> str:
    titles = [one.title for one in book.worksheets]
    if sheet is not None:
        if sheet in titles:
            return sheet
        raise Invalid(
            f"{name} has no sheet “{sheet}”.", remedy=did_you_mean(sheet, titles), field="sheet"
        )
    for title in titles:
        if next(_rows(book[title], name), None) is not None:
            return str(title)
    raise Invalid(f"{name} has no sheet with anything in it.", remedy="Ask for the file again.")


def _rows(sheet: Any, name: str) -> Iterator[tuple[int, list[str]]]:
    if hasattr(sheet, "reset_dimensions"):
        sheet.reset_dimensions()  # what a file says of its size is often wrong
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            texts = [cell_text(cell) for cell in cells]
            if any(texts):
                yield number, texts
    except (*_BROKEN, SyntaxError) as error:  # ParseError of the XML is a SyntaxError
        _broken(name, error)


def cell_text(cell: object) -> str:
    """A cell as it would stand in a CSV: dates ISO 8601, whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        midnight = (cell.hour, cell.minute, cell.second, cell.microsecond) == (0, 0, 0, 0)
        return cell.date().isoformat() if midnight else cell.isoformat(timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell)
