"""Writes the six sources' files as their makers would, row by row, the same bytes every time."""

import csv
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from caseloom.cli.demo.names import ascii_of

Row = Sequence[Any]
Write = Callable[[Row], None]
_BATCH = 20_000
_EPOCH = (2026, 7, 1, 9, 0, 0)


class Delimited:
    """A text file of rows with a heading."""

    def __init__(
        self, path: Path, columns: Row, *, delimiter: str = ",", encoding: str = "utf-8"
    ) -> None:
        self._file = path.open("w", encoding=encoding, newline="")
        self._encoding = encoding
        self._csv = csv.writer(self._file, delimiter=delimiter, lineterminator="\n")
        self._csv.writerow(columns)

    def write(self, row: Row) -> None:
        """Append one row; a letter that the encoding lacks loses its diacritic, or is a "?"."""
        try:
            "".join(map(str, row)).encode(self._encoding)
        except UnicodeEncodeError:
            row = [self._within(str(value)) for value in row]
        self._csv.writerow(row)

    def _within(self, text: str) -> str:
        try:
            text.encode(self._encoding)
        except UnicodeEncodeError:
            return ascii_of(text).encode(self._encoding, "replace").decode(self._encoding)
        return text

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


class JsonLines:
    """A file with one JSON object per line; empty values are left out."""

    def __init__(self, path: Path, columns: Row) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._columns = columns

    def write(self, row: Row) -> None:
        """Append one object."""
        pairs = zip(self._columns, row, strict=True)
        said = {name: value for name, value in pairs if value not in ("", None)}
        self._file.write(json.dumps(said, ensure_ascii=False) + "\n")

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


class Parquet:
    """A Parquet file of text columns, written a batch at a time."""

    def __init__(self, path: Path, columns: Row) -> None:
        self._schema = pa.schema([(name, pa.string()) for name in columns])
        self._file = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[Row] = []

    def write(self, row: Row) -> None:
        """Append one row; empty text becomes null."""
        self._rows.append([value or None for value in row])
        if len(self._rows) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        columns: list[Row] = list(zip(*self._rows, strict=True))
        columns = columns or [() for _ in self._schema]
        arrays = [pa.array(values, pa.string()) for values in columns]
        self._file.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self._rows = []

    def close(self) -> None:
        """Write what is left and finish the file."""
        self._flush()
        self._file.close()


class Workbook:
    """An XLSX workbook with one sheet per name, each with its heading."""

    LIMIT = 1_048_575  # rows below the heading that a sheet may have

    def __init__(self, path: Path, sheets: Mapping[str, Row]) -> None:
        self._path = path
        self._book = openpyxl.Workbook(write_only=True)
        self._sheets = {name: self._book.create_sheet(name) for name in sheets}
        for name, columns in sheets.items():
            self._sheets[name].append(list(columns))

    def sheet(self, name: str) -> Write:
        """The function that appends a row to the sheet `name`."""
        append = self._sheets[name].append
        return lambda row: append([value if value != "" else None for value in row])

    def close(self) -> None:
        """Save the workbook, without the times that would make each copy another file."""
        loose = self._path.with_suffix(".tmp")
        self._book.properties.created = datetime(*_EPOCH)  # noqa: DTZ001 - XLSX has no zones
        self._book.save(loose)
        with zipfile.ZipFile(loose) as old, zipfile.ZipFile(self._path, "w") as new:
            for name in old.namelist():
                _copy(old, new, name)
        loose.unlink()


def _copy(old: zipfile.ZipFile, new: zipfile.ZipFile, name: str) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    if name == "docProps/core.xml":  # holds the time of saving, nothing that we need
        body = old.read(name).split(b"<dcterms:modified")[0] + b"</cp:coreProperties>"
        new.writestr(entry, body)
        return
    with old.open(name) as source, new.open(entry, "w") as target:
        while chunk := source.read(1 << 20):
            target.write(chunk)


class Truth:
    """The key of the demonstration: which entity of which source is which true thing."""

    def __init__(self, path: Path) -> None:
        self._file = Delimited(path, ("source", "key", "cluster"))
        self._seen: set[tuple[str, str]] = set()

    def say(self, source: str, key: str, cluster: str) -> None:
        """What `source` calls `key` is `cluster`; `key` is new."""
        self._file.write((source, key, cluster))

    def say_once(self, source: str, key: str, cluster: str) -> None:
        """The same for a key that may come again (a number, a plate, an employer)."""
        if (source, key) not in self._seen:
            self._seen.add((source, key))
            self.say(source, key, cluster)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
