"""The timeline: every moment is shown, in order, and no caption covers another."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from caseloom.web.timeline import LETTER, MOST_DRAWN, WIDTH, Mark, Moment, draw

moments = st.builds(
    Moment,
    at=st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    caption=st.text(max_size=60),
    until=st.none() | st.dates(date(2100, 1, 1), date(2101, 1, 1)),
)


def test_nothing_is_drawn_of_nothing() -> None:
    assert draw([]).moments == ()


@given(st.lists(moments, max_size=16))
def test_no_two_captions_overlap(some: list[Moment]) -> None:
    drawing = draw(some)
    assert sorted(mark.moment.caption for mark in drawing.marks) == sorted(
        moment.caption for moment in some
    )
    for i, one in enumerate(drawing.marks):
        for other in drawing.marks[i + 1 :]:
            assert one.y != other.y or apart(one, other)


@given(st.lists(moments, min_size=1, max_size=20))
def test_bars_and_ticks_stay_inside(some: list[Moment]) -> None:
    drawing = draw(some)
    assert all(0 <= mark.x <= WIDTH and mark.y < drawing.height for mark in drawing.marks)
    assert all(0 <= tick.x <= WIDTH for tick in drawing.ticks)
    assert all(extent(mark)[0] >= 0 and extent(mark)[1] <= WIDTH for mark in drawing.marks)


def test_what_does_not_fit_is_counted() -> None:
    many = [Moment(date(2025, 1, 1) + timedelta(days=n), f"Call {n}") for n in range(400)]
    drawing = draw(many)
    assert len(drawing.marks) == MOST_DRAWN
    assert drawing.left_out == 400 - MOST_DRAWN
    assert len(drawing.moments) == 400


def test_ticks_are_round_dates() -> None:
    drawing = draw([Moment(date(2024, 5, 3), "a"), Moment(date(2025, 11, 2), "b")])
    assert "Jul 2024" in [tick.label for tick in drawing.ticks] or "Jun 2024" in [
        tick.label for tick in drawing.ticks
    ]
    assert 4 <= len(drawing.ticks) <= 12


def apart(one: Mark, other: Mark) -> bool:
    (a, b), (c, d) = sorted([extent(one), extent(other)])
    return b <= c and b <= d and a <= c


def extent(mark: Mark) -> tuple[float, float]:
    text = len(mark.caption) * LETTER
    left = mark.text_x if mark.anchor == "start" else mark.text_x - text
    return min(mark.x, left), max(mark.x + mark.width, left + text)
