"""Draws what happened when, as an SVG that needs no script, with a list beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

WIDTH, LANE, TOP, MARGIN = 960, 26, 30, 12
MOST_DRAWN = 150
# Text is not measured on the server: 12 px Inter is at most this wide a letter, on average.
LETTER = 6.6
LONGEST_CAPTION = 40
# Where a caption's baseline is: beside its bar, or under a bar that leaves no room on either side.
BESIDE, UNDER = 9, 21
EDGE = 34


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened at a date, or from one until another. `kind` as in the graph."""

    at: date
    caption: str
    until: date | None = None
    # Said after the caption, and kept when that is too long: how often.
    often: str = ""
    kind: str = "other"
    href: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment in its place: a bar `width` wide at `x`, its caption at `text_x`."""

    moment: Moment
    caption: str
    x: float
    y: float
    width: float
    text_x: float
    anchor: str
    text_dy: int = BESIDE


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the axis."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """A drawing. `moments` are all in order; `left_out` of them are only in the list."""

    width: int
    height: int
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    moments: tuple[Moment, ...]
    left_out: int


def draw(moments: Sequence[Moment]) -> Timeline:
    """Lay out `moments` in lanes so that no two captions overlap. Earliest first, 150 at most."""
    ordered = tuple(sorted(moments, key=lambda moment: (moment.at, moment.caption)))
    drawn = ordered[:MOST_DRAWN]
    if not drawn:
        return Timeline(WIDTH, 0, (), (), (), 0)
    first, last = drawn[0].at, max(moment.until or moment.at for moment in drawn)
    scale = _Scale(first, max(last, first + timedelta(days=1)))
    marks = _in_lanes([_mark(moment, scale) for moment in drawn])
    lowest = max(mark.y for mark in marks)
    return Timeline(
        WIDTH, int(lowest) + LANE, scale.ticks(), marks, ordered, len(ordered) - len(drawn)
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date

    def x(self, day: date) -> float:
        share = (day - self.first) / (self.last - self.first)
        return round(MARGIN + share * (WIDTH - 2 * MARGIN), 1)

    def ticks(self) -> tuple[Tick, ...]:
        ticks = (Tick(self.x(day), label) for day, label in _days(self.first, self.last))
        return tuple(tick for tick in ticks if EDGE < tick.x < WIDTH - EDGE)


def _days(first: date, last: date) -> list[tuple[date, str]]:
    """Round dates between two others, about six to ten: years, else months, else days."""
    span = (last - first).days
    if span > 6 * 365:
        step = max(1, span // 365 // 8)
        years = range(first.year + 1, last.year + 1)
        return [(date(year, 1, 1), str(year)) for year in years if year % step == 0]
    if span > 60:
        step = max(1, span // 30 // 8)
        months = range(first.year * 12 + first.month, last.year * 12 + last.month)
        days = [date(month // 12, month % 12 + 1, 1) for month in months if month % step == 0]
        return [(day, f"{day:%b %Y}") for day in days]
    step = max(1, span // 8)
    days = [first + timedelta(days=offset) for offset in range(step, span, step)]
    return [(day, f"{day.day} {day:%b}") for day in days]


def _mark(moment: Moment, scale: _Scale) -> Mark:
    caption, room = moment.caption, LONGEST_CAPTION - len(moment.often)
    if len(caption) > room:
        caption = caption[: room - 1].rstrip() + "…"
    caption += moment.often
    x = scale.x(moment.at)
    width = max(7.0, scale.x(moment.until) - x) if moment.until else 7.0
    text = len(caption) * LETTER
    if x + width + 6 + text < WIDTH:
        text_x, anchor, dy = x + width + 6, "start", BESIDE
    elif x - 6 - text > 0:
        text_x, anchor, dy = x - 6, "end", BESIDE
    else:
        text_x, anchor, dy = min(x, WIDTH - text), "start", UNDER
    return Mark(moment, caption, x, 0, round(width, 1), round(text_x, 1), anchor, dy)


def _in_lanes(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Each mark in the highest lane where it is free of every other."""
    lanes: list[list[tuple[float, float]]] = []
    placed: list[Mark] = []
    for mark in marks:
        span = _span(mark)
        number = next((n for n, lane in enumerate(lanes) if _free(lane, span)), len(lanes))
        if number == len(lanes):
            lanes.append([])
        lanes[number].append(span)
        placed.append(_at(mark, TOP + number * LANE))
    return tuple(placed)


def _free(lane: list[tuple[float, float]], span: tuple[float, float]) -> bool:
    taken = sorted([*lane, span])
    return all(left[1] + 8 <= right[0] for left, right in pairwise(taken))


def _span(mark: Mark) -> tuple[float, float]:
    text = len(mark.caption) * LETTER
    left = mark.text_x if mark.anchor == "start" else mark.text_x - text
    return min(mark.x, left), max(mark.x + mark.width, left + text)


def _at(mark: Mark, y: float) -> Mark:
    return replace(mark, y=y)
