"""How many of the spans that stand in texts are found, and how many of those found stand there."""

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseloom.assist.spans.finding import find
from caseloom.assist.spans.span import Span
from caseloom.kernel.errors import Invalid

if TYPE_CHECKING:
    import numpy as np

    Counts = np.ndarray[Any, np.dtype[np.int64]]

RESAMPLES = 1_000
# A row of truth: a text of 5 MB, what JSON adds, and its spans.
_LONGEST = 40_000_000
ALL = "all"


@dataclass(frozen=True, slots=True)
class Planted:
    """What stands in a text: text[start:end] writes `value` of `kind`.

    valid: whether it could exist; a number with a slip in it could not.
    """

    kind: str
    start: int
    end: int
    value: str
    valid: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """A text, its language, and all that it names of the kinds that are told."""

    text: str
    language: str
    spans: tuple[Planted, ...]


@dataclass(frozen=True, slots=True)
class OfKind:
    """Spans of one kind: right are those found exactly where one stands, and nowhere else.

    interval: 95 % of the F1, by resampling texts. values: of those right, how many have the value
    that the truth has.
    """

    planted: int
    found: int
    right: int
    values: int
    precision: float
    recall: float
    f1: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures by kind and language, ALL among them, for kinds that the truth has.

    inexact: spans whose raw is not what stands at their place. median, p95: seconds for one text.
    """

    texts: int
    kinds: dict[str, dict[str, OfKind]]
    inexact: int
    median: float
    p95: float


def read(path: Path) -> Iterator[Row]:
    """The texts of a JSONL file: `text`, `language`, `spans` of kind, start, end and value.

    Raises Invalid for a line that is none, and for a span that is outside its text.
    """
    try:
        with path.open(encoding="utf-8") as file:
            number = 0
            while line := file.readline(_LONGEST):
                number += 1
                if line.strip():
                    yield _row(line, f"{path.name}, line {number}")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(
            f"{path} cannot be read: {error}", remedy="Give a JSONL file in UTF-8.", field="file"
        ) from error


def _row(line: str, where: str) -> Row:
    try:
        given = json.loads(line)
        spans = tuple(
            Planted(
                str(one["kind"]), int(one["start"]), int(one["end"]),
                str(one.get("value", "")), bool(one.get("valid", True)),
            )
            for one in given["spans"]
        )  # fmt: skip
        row = Row(str(given["text"]), str(given.get("language", "")), spans)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Invalid(
            f"{where} holds no text with spans: {error}",
            remedy="Each line is an object with text, language and spans.", field="file",
        ) from error  # fmt: skip
    for one in spans:
        if not 0 <= one.start < one.end <= len(row.text):
            raise Invalid(
                f"{where} has a span from {one.start} to {one.end} in {len(row.text)} characters.",
                remedy="Count characters from 0; the end is the one after the last.", field="file",
            )  # fmt: skip
    return row


def measure(
    rows: Iterable[Row], *, finder: Callable[[str], Sequence[Span]] = find, slips: bool = True,
    seed: int = 0,
) -> Measured:  # fmt: skip
    """What `finder` finds in `rows`. Raises Invalid where there is none.

    slips: numbers that could not exist count too; else it is all one whether they are found.
    """
    counts: dict[tuple[str, str], dict[int, list[int]]] = defaultdict(dict)
    seconds: list[float] = []
    inexact = 0
    for number, row in enumerate(rows):
        start = time.perf_counter()
        found = finder(row.text)
        seconds.append(time.perf_counter() - start)
        inexact += sum(row.text[one.start : one.end] != one.raw for one in found)
        for kind, four in _counted(row.spans, found, slips).items():
            for language in (row.language, ALL):
                counts[kind, language][number] = four
    if not seconds:
        raise Invalid("There is no text.", remedy="Give a file with one a line.", field="file")
    planted = {kind for (kind, _), each in counts.items() if any(one[0] for one in each.values())}
    kinds: dict[str, dict[str, OfKind]] = {kind: {} for kind in sorted(planted)}
    for (kind, language), each in sorted(counts.items()):
        if kind in planted:
            kinds[kind][language] = _figures(each, seed)
    ordered = sorted(seconds)
    return Measured(
        len(seconds), kinds, inexact, ordered[len(ordered) // 2],
        ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))],
    )  # fmt: skip


def _counted(truth: Iterable[Planted], found: Iterable[Span], slips: bool) -> dict[str, list[int]]:
    """By kind: how many stand there, were found, were found right, and with the right value."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    places = {}
    left_out = set()
    for one in truth:
        if not (slips or one.valid):
            left_out.add((one.kind, one.start, one.end))
            continue
        places[one.kind, one.start, one.end] = one.value
        counts[one.kind][0] += 1
    for span in found:
        if (span.kind, span.start, span.end) in left_out:
            continue
        four = counts[span.kind]
        four[1] += 1
        value = places.get((span.kind, span.start, span.end))
        if value is not None:
            four[2] += 1
            four[3] += span.value == value
    return counts


def _figures(each: dict[int, list[int]], seed: int) -> OfKind:
    """Out of the counts of each text that has any; others add nothing to an F1."""
    import numpy as np

    table = np.array(list(each.values()), dtype=np.int64)
    planted, found, right, values = (int(one) for one in table.sum(axis=0))
    rng = np.random.default_rng(seed)
    spread = []
    for _ in range(RESAMPLES):
        rows = rng.integers(0, len(table), len(table))
        spread.append(_f1(table[rows].sum(axis=0)))
    spread.sort()
    return OfKind(
        planted, found, right, values,
        right / found if found else 0.0, right / planted if planted else 0.0,
        _f1(table.sum(axis=0)),
        (spread[int(0.025 * RESAMPLES)], spread[int(0.975 * RESAMPLES) - 1]),
    )  # fmt: skip


def _f1(sums: "Counts") -> float:
    both = int(sums[0] + sums[1])
    return 2 * int(sums[2]) / both if both else 0.0
