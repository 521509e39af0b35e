"""A tip in words: what was told, piece by piece; its clocks; what both sides wrote."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from caseloom.kernel import clock
from caseloom.tips.types import OPEN_STATES, Part, Queued, Segment, Tip
from caseloom.web.tips import words

# Marks that turn the direction of what follows them, and controls that print nothing: an officer
# is shown that they stand there, not what they do. Marks that Arabic needs are none of them.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# A word of any length must not widen a table: it may break after each so many letters.
_LONG = re.compile(r"\S{24}(?=\S)")

# Among words from right to left a browser orders the groups of a number anew, “0142 555 202”.
_FROM_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_NUMBER = re.compile(r"[+(]?\d(?:[\d \u00a0().,:/+\-–]*\d)+|[+]\d")


@dataclass(frozen=True, slots=True)
class Clock:
    """A date by which something is due; `done_at` once it was done. kind: as of a chip."""

    name: str
    by: datetime
    done_at: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A tip as a list shows it. `crowd`: how many look sent by its sender, 0 for it alone."""

    tip: Queued
    beginning: str
    clocks: tuple[Clock, ...]
    takes: bool
    ended: bool
    crowd: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """text[start:end] of a tip stands out, with the reason in a few words; `heavy`: much."""

    start: int
    end: int
    why: str
    heavy: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `why` says why it stands out, "" if it does not."""

    text: str
    why: str = ""
    heavy: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """An answer under the question that it answers."""

    label: str
    pieces: tuple[Piece, ...]


def breakable(text: str) -> str:
    """A text whose long words may break."""
    return _LONG.sub("\\g<0>\u200b", text)


def rows(found: Iterable[Queued], crowds: Mapping[UUID, int] | None = None) -> list[Row]:
    """Tips of a list with what is still due."""
    return [
        Row(
            one,
            breakable(one.beginning),
            _due(one),
            one.officer_id is None and one.state in OPEN_STATES,
            one.state not in OPEN_STATES,
            (crowds or {}).get(one.id, 0),
        )
        for one in found
    ]


def _due(tip: Queued) -> tuple[Clock, ...]:
    """What is late, else what comes next."""
    left = [one for one in clocks(tip) if one.done_at is None]
    return tuple(one for one in left if one.late) or tuple(left[:1])


def clocks(tip: Queued) -> tuple[Clock, ...]:
    """Both clocks of a tip; that of the feedback stands still once it has ended."""
    now = clock.now()
    works = tip.state in OPEN_STATES
    acknowledge = Clock(
        _("Acknowledge"), tip.acknowledge_by, tip.acknowledged_at,
        tip.acknowledged_at is None and tip.acknowledge_by < now,
    )  # fmt: skip
    feedback = Clock(
        _("Feedback"), tip.feedback_by, tip.feedback_at,
        works and tip.feedback_at is None and tip.feedback_by < now,
    )  # fmt: skip
    return (acknowledge, feedback) if works or tip.feedback_at else (acknowledge,)


def priority(tip: Queued) -> tuple[str | Promise, str]:
    """The priority in words, and the kind of its chip."""
    if tip.machine_priority is None and tip.person_priority is None:
        return _("Not judged"), ""
    return words.PRIORITIES[tip.priority], words.PRIORITY_KINDS[tip.priority]


def sections(tip: Tip, marks: Sequence[Mark] = ()) -> list[Section]:
    """What was told under its questions; what no question covers stands without one."""
    return told(tip.text, tip.segments, marks)


def told(text: str, segments: Sequence[Segment], marks: Sequence[Mark] = ()) -> list[Section]:
    """The same of a text and its questions."""
    found: list[Section] = []
    at = 0
    for one in segments:
        found += _loose(text, at, one.start, marks)
        found.append(Section(one.label, _pieces(text, one.start, one.end, marks)))
        at = one.end
    return [*found, *_loose(text, at, len(text), marks)]


def _loose(text: str, start: int, end: int, marks: Sequence[Mark]) -> list[Section]:
    return [Section("", _pieces(text, start, end, marks))] if text[start:end].strip() else []


def _pieces(text: str, start: int, end: int, marks: Sequence[Mark]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for mark in sorted(marks, key=lambda one: one.start):
        first, last = max(mark.start, start), min(mark.end, end)
        if first >= last:
            continue
        pieces += [
            Piece(shown(text[start:first])),
            Piece(shown(text[first:last]), mark.why, mark.heavy),
        ]
        start = last
    return tuple(one for one in (*pieces, Piece(shown(text[start:end]))) if one.text)


def marked(text: str, places: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """A whole text whose `places` the other tip has not."""
    why = _("Not in the other")
    return _pieces(text, 0, len(text), [Mark(start, end, why) for start, end in places])


def shown(text: str) -> str:
    """`text` with each unseen mark written out, such as ‹U+202E›."""
    return _UNSEEN.sub(lambda found: f"‹U+{ord(found[0]):04X}›", text)


def numbers_apart(text: str) -> SafeString:
    """`text` for a page, its numbers kept in their order among words from right to left."""
    if not _FROM_RIGHT.search(text):
        return SafeString(escape(text))
    kept, at = [], 0
    for found in _NUMBER.finditer(text):
        kept += [escape(text[at : found.start()]), format_html('<bdi dir="ltr">{}</bdi>', found[0])]
        at = found.end()
    return SafeString("".join((*kept, escape(text[at:]))))


def conversation(parts: Sequence[Part]) -> list[tuple[Part, str]]:
    """Messages with their words, and the files that came between them."""
    first = next((at for at, one in enumerate(parts) if one.kind == "message"), len(parts))
    return [(one, shown(one.text)) for one in parts[first:]]


def files(parts: Sequence[Part]) -> list[Part]:
    """All files, in the order in which they came."""
    return [one for one in parts if one.kind == "file"]
