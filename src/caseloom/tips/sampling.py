"""Which of last week's low-ranked tips are read again: a lot that anybody can draw again.

A simple random sample without replacement: every tip gets the SHA-256 of seed and id, and the
smallest are drawn (“permanent random numbers”: E. Ohlsson, “Coordination of samples using
permanent random numbers”, 1995). With the seed and the ids, which are kept, the same come out.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_CEILING, Decimal
from hashlib import sha256
from uuid import UUID

# By the promise: no line draws less.
LEAST_SHARE = 0.02
_WEEK = timedelta(days=7)


def size(population: int, share: float) -> int:
    """How many of `population` are drawn: `share` of them rounded up, at least one of any."""
    # As it is written, not as it is stored: 7 % of 100 are 7, not 8.
    wanted = Decimal(str(max(share, LEAST_SHARE))) * population
    return min(population, int(wanted.to_integral_value(ROUND_CEILING)))


def drawn(among: Collection[UUID], share: float, seed: str) -> tuple[UUID, ...]:
    """The tips that are drawn, in the order of the lot. `among` may stand in any order."""
    ranked = sorted(set(among), key=lambda one: sha256(f"{seed}:{one}".encode()).digest())
    return tuple(ranked[: size(len(ranked), share)])


def monday(day: datetime | date) -> date:
    """The Monday of its week, in UTC."""
    if isinstance(day, datetime):
        day = day.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())


def span(week: date) -> tuple[datetime, datetime]:
    """From its Monday's first moment to the next one's, in UTC."""
    begin = datetime.combine(week, time(), UTC)
    return begin, begin + _WEEK
