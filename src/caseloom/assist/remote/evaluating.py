"""What the model server that is set up is worth on tips whose truth is known, with intervals.

Tips are the rows that `caseloom bench tips` writes, so that nothing of anybody's is sent. Tasks
are asked as they would be of a real tip: masked, held against the text, within the same limits.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from statistics import quantiles
from typing import Any

from caseloom.assist.figures import Figure, share
from caseloom.assist.remote.asking import Talk, ask
from caseloom.assist.remote.endpoint import Endpoint, configured
from caseloom.assist.remote.errors import Failed
from caseloom.assist.remote.masking import Masked, mask
from caseloom.assist.remote.tasks import Route, Spans, Task, Urgency
from caseloom.assist.urgency import URGENCIES
from caseloom.kernel.errors import Invalid, Unavailable

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """Figures by task, each with its interval; seconds of one asking; `cost` of all.

    `outcomes`: how many askings ended how; `dropped`: quotes that stood nowhere in the text.
    """

    host: str
    model: str
    tips: int
    figures: Mapping[str, Figure]
    outcomes: Mapping[str, int]
    dropped: int
    cost: Decimal
    median: float
    p95: float


class _Held:
    """A purse for one run: no more than the limit of a day."""

    def __init__(self, most: Decimal | None) -> None:
        self.most, self.spent, self.aside = most, Decimal(0), Decimal(0)

    def set_aside(self, amount: Decimal) -> None:
        if self.most is not None and self.spent + amount > self.most:
            raise Failed("day_limit")
        self.aside, self.spent = amount, self.spent + amount

    def settle(self, amount: Decimal) -> None:
        self.spent += amount - self.aside


@dataclass(frozen=True, slots=True)
class _Case:
    row: Row
    masked: Masked
    talks: Mapping[str, Talk]


def evaluate(
    path: Path, *, most: int, named: Mapping[str, str] | None = None,
    told: Callable[[int, int | None], None] = lambda done, of: None,
) -> Evaluated:  # fmt: skip
    """Have the first `most` tips of `path` read, and compare with their truth.

    Raises Unavailable where no server is set up, Invalid for a file that holds no tips.
    """
    endpoint = configured(named)
    if endpoint is None:
        raise Unavailable("No model server is set up.", remedy="Set CASELOOM_MODEL_URL.")
    rows = _rows(path)[:most]
    labels = ",".join(sorted({str(row["category"]) for row in rows}))
    purse = _Held(endpoint.most_a_day)
    cases = []
    for number, row in enumerate(rows, 1):
        cases.append(_case(endpoint, row, (Urgency(), Route(labels), Spans()), purse))
        told(number, len(rows))
    return _figures(endpoint, cases, purse)


def _rows(path: Path) -> list[Row]:
    try:
        found = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        if found and all({"text", "category", "urgency", "threat", "spans"} <= set(row)
                         for row in found):  # fmt: skip
            return found
    except (OSError, ValueError, TypeError):
        pass
    raise Invalid(
        f"{path} holds no tips with their truth.",
        remedy="Make some: caseloom bench tips --size 100 --seed 5 --out tips.jsonl.",
        field="test",
    )


def _case(endpoint: Endpoint, row: Row, tasks: Sequence[Task], purse: _Held) -> _Case:
    masked = mask(str(row["text"])[: endpoint.most_characters], endpoint.mask)
    return _Case(row, masked, {one.name: ask(endpoint, one, masked, purse) for one in tasks})


def _figures(endpoint: Endpoint, cases: list[_Case], purse: _Held) -> Evaluated:
    talks = [talk for case in cases for talk in case.talks.values()]
    seconds = sorted(talk.seconds for talk in talks)
    cuts = quantiles(seconds, n=20, method="inclusive") if len(seconds) > 1 else seconds * 19
    outcomes = dict.fromkeys(("answered", "refused", "failed"), 0)
    for talk in talks:
        outcomes[talk.outcome] += 1
    return Evaluated(
        endpoint.host, endpoint.model, len(cases), _shares(cases), outcomes,
        sum(talk.read.dropped for talk in talks if talk.read), purse.spent, cuts[9], cuts[18],
    )  # fmt: skip


def _shares(cases: list[_Case]) -> dict[str, Figure]:
    """An asking that brought no answer counts as one that found nothing."""
    threats = [case for case in cases if case.row["threat"]]
    calm = [case for case in cases if not case.row["threat"]]
    soon = [case for case in cases if case.row["urgency"] in URGENCIES[:2]]
    later = [case for case in cases if case.row["urgency"] not in URGENCIES[:2]]
    return {
        "threat recall": share(_threat(case) for case in threats),
        "threat false alarms": share(_threat(case) for case in calm),
        "urgent recall": share(_label(case, "urgency") in URGENCIES[:2] for case in soon),
        "urgent false alarms": share(_label(case, "urgency") in URGENCIES[:2] for case in later),
        "route accuracy": share(
            _label(case, "route") == case.row["category"] for case in cases
        ),
        "spans that are one": share(
            _is_one(case, place) for case in cases for place in _named(case)
        ),
        "spans found that rules missed": share(
            hit for case in cases for hit in _rest(case)
        ),
    }  # fmt: skip


def _label(case: _Case, task: str) -> str:
    read = case.talks[task].read
    return read.label if read else ""


def _threat(case: _Case) -> bool:
    read = case.talks["urgency"].read
    return bool(read and read.found["threat"])


def _named(case: _Case) -> list[tuple[str, int, int]]:
    read = case.talks["spans"].read
    return [(kind, start, end) for kind, start, end in read.found["spans"]] if read else []


def _is_one(case: _Case, place: tuple[str, int, int]) -> bool:
    kind, start, end = place
    return any(
        one["kind"] == kind and one["start"] < end and start < one["end"]
        for one in case.row["spans"]
    )


def _rest(case: _Case) -> list[bool]:
    """Of true spans that no mark covers: whether the server named one there."""
    said = {(kind, start, end) for kind, start, end in _named(case)}
    left = [
        one
        for one in case.row["spans"]
        if not any(p.first < one["end"] and one["start"] < p.last for p in case.masked.pieces)
    ]
    return [
        any(kind == one["kind"] and start < one["end"] and one["start"] < end
            for kind, start, end in said)
        for one in left
    ]  # fmt: skip
