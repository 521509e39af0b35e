"""All that a text names, each place once."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import partial

from caseloom.assist.spans import addresses, contacts, dates, money, naming, numbers, phones, plates
from caseloom.assist.spans.language import language_of
from caseloom.assist.spans.span import Span, level

# Characters that are read: a text of 5 MB is read whole in seconds, by its start in this time.
MOST = 200_000
# Whose value is what is written there, on one line.
_AS_WRITTEN = frozenset(["address", "person", "organisation"])
_Finder = Callable[[str], Iterable[Span]]


def _finders(language: str, reference: date | None) -> tuple[_Finder, ...]:
    """Of two that overlap the earlier finder's wins: first what check digits prove."""
    return (
        contacts.emails, contacts.urls, numbers.ibans, numbers.wallets, numbers.vins, numbers.cards,
        addresses.addresses, partial(dates.dates, language=language, reference=reference),
        partial(phones.phones, language=language), plates.plates,
        partial(money.sums, language=language), contacts.handles,
    )  # fmt: skip


def find(text: str, *, reference: date | None = None) -> tuple[Span, ...]:
    """The spans of the first MOST characters of `text`, in order; none overlaps another.

    reference: the day on which it was written, where that is known: “last Friday” is then a date.
    """
    plain = level(text[:MOST])
    found = find_by_rules(plain, reference)
    named = naming.names(plain, found)
    return tuple([_exact(one, text) for one in sorted([*found, *named], key=lambda s: s.start)])


def find_by_rules(plain: str, reference: date | None = None) -> list[Span]:
    """What has a form of its own: all but people and organisations, in a text that is levelled."""
    starts: list[int] = []
    found: dict[int, Span] = {}
    for finder in _finders(language_of(plain), reference):
        for each in finder(plain):
            one = _trimmed(each, plain)
            at = bisect_left(starts, one.start)
            before = found[starts[at - 1]].end if at else 0
            after = starts[at] if at < len(starts) else len(plain)
            if before <= one.start and one.end <= after and one.start not in found:
                starts.insert(at, one.start)
                found[one.start] = one
    return [found[start] for start in starts]


def _trimmed(one: Span, plain: str) -> Span:
    """Without space at its ends."""
    raw = plain[one.start : one.end]
    if raw == raw.strip():
        return one
    start = one.end - len(raw.lstrip())
    return replace(one, start=start, end=start + len(raw.strip()), raw=raw.strip())


def _exact(one: Span, text: str) -> Span:
    raw = text[one.start : one.end]
    return replace(
        one, raw=raw, value=" ".join(raw.split()) if one.kind in _AS_WRITTEN else one.value
    )
