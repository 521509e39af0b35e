"""All that a text names, each place once."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import partial

from caseloom.assist.spans import contacts, dates, money, numbers, phones, plates
from caseloom.assist.spans.span import Span, level

# Characters that are read: a text of 5 MB is read whole in seconds, by its start in this time.
MOST = 200_000
# Of two that overlap the earlier finder wins: what check digits prove, then what has one form.
_FINDERS: tuple[Callable[[str], Iterable[Span]], ...] = (
    contacts.emails, contacts.urls, numbers.ibans, numbers.wallets, numbers.vins, numbers.cards,
    plates.plates, money.sums, phones.phones, contacts.handles,
)  # fmt: skip
# Finders of what nothing else looks like; a date comes behind them.
_PROVEN = 6


def find(text: str, *, reference: date | None = None) -> tuple[Span, ...]:
    """The spans of the first MOST characters of `text`, in order; none overlaps another.

    reference: the day on which it was written, where that is known: “last Friday” is then a date.
    """
    plain = level(text[:MOST])
    starts: list[int] = []
    found: dict[int, Span] = {}
    dated = partial(dates.dates, reference=reference)
    for finder in (*_FINDERS[:_PROVEN], dated, *_FINDERS[_PROVEN:]):
        for one in finder(plain):
            at = bisect_left(starts, one.start)
            before = found[starts[at - 1]].end if at else 0
            after = starts[at] if at < len(starts) else len(plain)
            if before <= one.start and one.end <= after and one.start not in found:
                starts.insert(at, one.start)
                found[one.start] = replace(one, raw=text[one.start : one.end])
    return tuple([found[start] for start in starts])
