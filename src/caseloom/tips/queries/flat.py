"""All figures of oversight as rows, for a spreadsheet."""

import csv
import io
from collections.abc import Iterator
from dataclasses import astuple, dataclass

from caseloom.assist.types import Figure, Waited
from caseloom.tips.cells import inert
from caseloom.tips.queries.oversight import Oversight

COLUMNS = ("figure", "of", "value", "low", "high", "cases")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of one thing; None where nothing can be said, or there is no interval."""

    figure: str
    of: str
    value: float | None
    low: float | None = None
    high: float | None = None
    cases: int | None = None


def flat(found: Oversight) -> tuple[Row, ...]:
    """The figures in the order of the page."""
    return tuple(_rows(found))


def as_csv(found: Oversight) -> str:
    """The same as CSV with a header; nothing in it runs in a spreadsheet."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("line", "since", "until", *COLUMNS))
    for row in flat(found):
        values = [inert(value) if isinstance(value, str) else value for value in astuple(row)]
        writer.writerow((found.line, found.since, found.until, *values))
    return out.getvalue()


def _figure(name: str, of: str, one: Figure | None) -> Row:
    if one is None or not one.of:
        return Row(name, of, None, cases=0)
    return Row(name, of, one.value, one.low, one.high, one.of)


def _waited(name: str, of: str, one: Waited) -> Iterator[Row]:
    yield Row(f"{name}, hours, median", of, one.median, cases=one.done + one.waiting)
    yield Row(f"{name}, hours, p90", of, one.p90, cases=one.done + one.waiting)
    yield Row(f"{name}, waiting still", of, one.waiting, cases=one.done + one.waiting)


def _rows(found: Oversight) -> Iterator[Row]:
    yield Row("tips", "all", found.tips)
    for task in found.tasks:
        yield _figure("overridden", task.task, task.overridden)
        yield _figure("overridden, judged first", task.task, task.blind)
        yield Row("calibration error", task.task, task.reliability.ece, cases=task.reliability.of)
        for part in task.reliability.bins:
            yield _figure(f"agreed where {part.said:.3f} was said", task.task, part.agreed)
    yield _figure("recall", "all", found.recall.figure)
    yield Row("recall, raised", "all", found.recall.raised)
    yield Row("recall, found by people", "all", found.recall.known)
    yield Row("recall, expected to be missed", "all", found.recall.missed)
    yield Row("recall, not yet read again", "all", found.recall.left)
    for group in found.groups:
        of = f"{group.split} {group.value}"
        yield Row("tips", of, group.tips)
        yield _figure("overridden", of, group.overridden)
        yield _figure("overridden, less the others", of, group.gap)
        yield _figure("recall", of, group.recall.figure)
        yield from _waited("time to triage", of, group.triage)
    for drift in found.drift:
        one = drift.stability
        yield Row(
            f"stability index, {drift.what}", f"week {drift.week}", one.index, None, one.chance,
            one.after,
        )  # fmt: skip
    yield from _waited("time to acknowledge", "all", found.acknowledge)
    yield from _waited("time to triage", "all", found.triage)
    for name, kept in found.clocks.items():
        for what in ("kept", "broken", "running", "ended"):
            yield Row(f"clock, {what}", name, getattr(kept, what))
    for closer in found.closers:
        yield Row("closed", closer.person_name, closer.closed)
        yield Row("closed, read again", closer.person_name, closer.reread)
        yield Row("closed, read again as more urgent", closer.person_name, closer.raised)
    yield Row("exchanges with model servers", "all", found.cost.exchanges)
    yield Row("cost of model servers", "all", float(found.cost.amount))
