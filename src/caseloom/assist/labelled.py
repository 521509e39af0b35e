"""Labelled texts out of a CSV file."""

import csv
from collections.abc import Iterator
from pathlib import Path

from caseloom.assist.classifying import Labelled
from caseloom.kernel.errors import Invalid

# Characters of one cell: a text of 5 MB and what quoting adds.
MOST = 16_000_000


def read(path: Path, *, text: str, label: str) -> Labelled:
    """The texts in column `text` with the labels in column `label`; rows without one are left out.

    Raises Invalid for a file that cannot be read, and columns that it lacks.
    """
    rows = list(_rows(path, text, label))
    if not rows:
        raise Invalid(
            f"{path.name} has no row with a label.",
            remedy=f"Fill the column “{label}”, or name another with --label.", field="label",
        )  # fmt: skip
    texts, labels = zip(*rows, strict=True)
    return Labelled(texts, labels)


def _rows(path: Path, text: str, label: str) -> Iterator[tuple[str, str]]:
    before = csv.field_size_limit(MOST)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            lacking = [name for name in (text, label) if name not in (reader.fieldnames or ())]
            if lacking:
                raise Invalid(
                    f"{path.name} has no column “{lacking[0]}”.",
                    remedy=f"It has: {', '.join(reader.fieldnames or ()) or 'nothing'}.",
                    field="text" if lacking[0] == text else "label",
                )
            for row in reader:
                if given := (row[label] or "").strip():
                    yield row[text] or "", given
    except UnicodeDecodeError as error:
        raise Invalid(
            f"{path.name} is not UTF-8.", remedy="Save it as CSV in UTF-8.", field="file"
        ) from error
    except (OSError, csv.Error) as error:
        raise Invalid(
            f"{path} cannot be read: {error}", remedy="Give a CSV file with a header.", field="file"
        ) from error
    finally:
        csv.field_size_limit(before)
