"""The lot: as large as it is promised, the same when drawn again, and fair."""

from datetime import UTC, date, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from caseloom.tips import sampling

ids = st.lists(st.uuids(), max_size=300)
shares = st.floats(0, 1)


def test_it_is_so_many() -> None:
    assert [sampling.size(n, 0.02) for n in (0, 1, 50, 51, 1_000)] == [0, 1, 1, 2, 20]
    # As it is written: in binary 0.07 times 100 is a little more than 7.
    assert sampling.size(100, 0.07) == 7
    # Never below two in a hundred, whatever somebody put into the database.
    assert sampling.size(1_000, 0.0) == 20


@given(among=ids, share=shares, seed=st.text(max_size=20))
def test_laws_of_the_lot(among: list[UUID], share: float, seed: str) -> None:
    found = sampling.drawn(among, share, seed)
    assert len(set(found)) == len(found) == sampling.size(len(set(among)), share)
    assert set(found) <= set(among)
    assert len(found) >= 0.02 * len(set(among)) and bool(found) == bool(among)
    assert sampling.drawn(list(reversed(among)), share, seed) == found
    # A larger share draws those of the smaller one, and more.
    assert sampling.drawn(among, 1, seed)[: len(found)] == found


def test_every_tip_is_drawn_about_as_often() -> None:
    among = [UUID(int=n) for n in range(20)]
    count = dict.fromkeys(among, 0)
    for seed in range(4_000):
        for one in sampling.drawn(among, 0.1, str(seed)):
            count[one] += 1
    # 400 are expected of each; 5 standard deviations of the binomial are 95.
    assert all(305 <= each <= 495 for each in count.values())


def test_a_week_is_from_monday_to_monday_in_utc() -> None:
    late = datetime(2026, 6, 14, 23, 59, tzinfo=UTC)
    assert sampling.monday(late) == date(2026, 6, 8)
    assert sampling.monday(date(2026, 6, 15)) == date(2026, 6, 15)
    begin, end = sampling.span(date(2026, 6, 8))
    assert (begin.isoformat(), end.isoformat()) == (
        "2026-06-08T00:00:00+00:00", "2026-06-15T00:00:00+00:00",
    )  # fmt: skip
