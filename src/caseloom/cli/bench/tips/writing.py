"""Tips into a file: a line each, as JSON or CSV."""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from caseloom.cli.bench.tips.tip import COLUMNS, Tip, row
from caseloom.kernel.errors import Invalid

# Cells of a CSV that hold more than one thing, as JSON.
_NESTED = ("spans", "complete")


def write(path: Path, tips: Iterable[Tip]) -> dict[str, dict[str, int]]:
    """Write `tips` to `path` and tell how many there are by label. Its ending says the form.

    Raises Invalid for another ending than .jsonl and .csv.
    """
    forms = {".jsonl": _lines, ".csv": _table}
    if path.suffix not in forms:
        raise Invalid(
            f"{path.name} is neither .jsonl nor .csv.",
            remedy="Name the file that --out is to write, such as tips.jsonl.", field="out",
        )  # fmt: skip
    counts: dict[str, Counter[str]] = {
        name: Counter() for name in ("language", "category", "urgency", "malice", "how")
    }
    forms[path.suffix](path, _counted(tips, counts))
    return {name: dict(sorted(found.items())) for name, found in counts.items()}


def _counted(tips: Iterable[Tip], counts: dict[str, Counter[str]]) -> Iterator[Tip]:
    for tip in tips:
        for name, found in counts.items():
            found[getattr(tip, name) or "none"] += 1
        yield tip


def _lines(path: Path, tips: Iterable[Tip]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for tip in tips:
            file.write(json.dumps(row(tip), ensure_ascii=False) + "\n")


def _table(path: Path, tips: Iterable[Tip]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        out.writeheader()
        for tip in tips:
            made = row(tip)
            nested = {name: json.dumps(made[name], ensure_ascii=False) for name in _NESTED}
            out.writerow({**made, **nested})
