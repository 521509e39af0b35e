"""All tips of a filter as CSV or XLSX: whole, logged, and inert in a spreadsheet."""

import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

from django.db import transaction
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from caseloom.access import queries as access
from caseloom.audit import actions as audit
from caseloom.kernel.errors import Conflict, Invalid
from caseloom.kernel.viewer import Viewer
from caseloom.tips import models
from caseloom.tips.cells import inert
from caseloom.tips.machines import HANDLE
from caseloom.tips.queries.queue import Filter, selected
from caseloom.tips.rows import opened
from caseloom.tips.types import PRIORITIES

Format = Literal["csv", "xlsx"]
# Rows are read in batches; by ECMA-376 a cell holds 32,767 characters, a sheet 1,048,576 rows.
BATCH, CELL, ROWS = 500, 32_000, 1_048_000
COLUMNS = (
    "number", "line", "channel", "language", "subject", "category", "state", "priority",
    "machine_priority", "person_priority", "arrived_at", "acknowledge_by", "acknowledged_at",
    "feedback_by", "feedback_at", "officer", "files", "anonymous", "text",
)  # fmt: skip


@transaction.atomic
def export(
    *, wanted: Filter, path: Path, format: Format, told: Callable[[int], None] = lambda _: None,
    by: Viewer,
) -> int:  # fmt: skip
    """Write every tip of `wanted` that `by` may see to `path`, which must not exist; how many.

    Names of reporters are not in it. Raises NotAllowed, Invalid, Conflict (the file is there).
    """
    by.must(HANDLE)
    by.must("export")
    if format not in ("csv", "xlsx"):
        raise Invalid(f"There is no format “{format}”.", remedy="Choose csv or xlsx.")
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Conflict(f"{path} is there already.", remedy="Choose another name.") from error
    rows = _rows(by, wanted, told)
    with os.fdopen(descriptor, "wb") as file:
        count = _csv(file, rows) if format == "csv" else _xlsx(file, rows)
    audit.record(
        verb="tip.exported", object_kind="queue", object_id="", by=by,
        detail={"tips": count, "format": format, "states": list(wanted.states),
                "whose": wanted.whose},
    )  # fmt: skip
    return count


def _rows(by: Viewer, wanted: Filter, told: Callable[[int], None]) -> Iterator[dict[str, Any]]:
    """One row a tip, in the order of arrival, read by key so that none comes twice or is missed."""
    names = {one.id: one.name for one in access.people(by, active=None)}
    rows = selected(by, wanted).order_by("arrived_at", "id").select_related("line")
    for done, row in enumerate(rows.iterator(chunk_size=BATCH), 1):
        yield _row(row, names)
        told(done)


def _row(row: models.Tip, names: dict[Any, str]) -> dict[str, Any]:
    body = opened(row).open_json(bytes(row.body), "body")
    said = {name: getattr(row, name) for name in COLUMNS if hasattr(row, name)}
    return said | {
        "line": row.line.key, "text": body["text"],
        "officer": names.get(row.officer, "") if row.officer else "",
        "priority": PRIORITIES[row.priority],
        "machine_priority": _named(row.machine_priority),
        "person_priority": _named(row.person_priority),
    }  # fmt: skip


def _named(priority: int | None) -> str:
    return "" if priority is None else PRIORITIES[priority]


def _csv(file: Any, rows: Iterable[dict[str, Any]]) -> int:
    out = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    count = 0
    for row in rows:
        writer.writerow({name: inert(row[name]) for name in COLUMNS})
        count += 1
    out.detach()
    return count


def _xlsx(file: Any, rows: Iterable[dict[str, Any]]) -> int:
    book = Workbook(write_only=True)
    sheets = _Sheets(book)
    count = 0
    for row in rows:
        sheets.add([inert(row[name]) for name in COLUMNS])
        count += 1
    book.save(file)
    return count


class _Sheets:
    """Tips over as many sheets as they need; texts longer than a cell go on in sheets of parts."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.tips, self.parts = book.create_sheet("tips"), book.create_sheet("long texts")
        self.tips.append(COLUMNS)
        self.parts.append(("number", "part", "text"))
        self.rows = 1

    def add(self, values: list[str]) -> None:
        """One tip."""
        if self.rows >= ROWS:
            self.tips = self.book.create_sheet(f"tips {len(self.book.sheetnames)}")
            self.tips.append(COLUMNS)
            self.rows = 1
        text = values[-1]
        if len(text) > CELL:
            for part, at in enumerate(range(0, len(text), CELL), 1):
                line = [values[0], str(part), inert(text[at : at + CELL])]
                self.parts.append([self._cell(one) for one in line])
            values = [*values[:-1], "(see the sheet “long texts”)"]
        self.tips.append([self._cell(one) for one in values])
        self.rows += 1

    def _cell(self, text: str) -> WriteOnlyCell:
        cell = WriteOnlyCell(
            self.tips, ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)
        )
        cell.data_type = "s"
        return cell
