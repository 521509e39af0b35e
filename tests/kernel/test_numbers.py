"""A case number tells its year, catches slips of the pen, and counts nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseloom.kernel import numbers

YEARS = st.integers(min_value=1900, max_value=2999)


@given(YEARS, st.integers(min_value=5, max_value=12))
def test_what_is_drawn_is_a_number(year: int, length: int) -> None:
    drawn = numbers.draw(year, length)
    assert numbers.is_number(drawn)
    assert drawn.startswith(f"{year}-")
    assert len(drawn) == 5 + length + 1


@given(YEARS, st.data())
def test_every_single_wrong_digit_is_found(year: int, data: st.DataObject) -> None:
    drawn = numbers.draw(year)
    digits = [at for at, letter in enumerate(drawn) if letter.isdigit()]
    at = data.draw(st.sampled_from(digits))
    other = data.draw(st.sampled_from([one for one in "0123456789" if one != drawn[at]]))
    assert not numbers.is_number(drawn[:at] + other + drawn[at + 1 :])


@given(YEARS, st.data())
def test_every_swap_of_neighbours_is_found(year: int, data: st.DataObject) -> None:
    digits = numbers.draw(year).replace("-", "")
    at = data.draw(st.integers(min_value=0, max_value=len(digits) - 2))
    swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    assert numbers.is_number(f"{swapped[:4]}-{swapped[4:]}") == (digits[at] == digits[at + 1])


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-", "2026-1", "26-123456", "2026-12345x", "2026-²²²²²²", "-2026123456"],
)
def test_other_text_is_no_number(text: str) -> None:
    assert not numbers.is_number(text)


def test_the_check_digit_is_the_published_one() -> None:
    # Damm's own example: 572 is completed by 4.
    assert numbers.check_digit("572") == "4"


def test_numbers_do_not_run() -> None:
    drawn = [numbers.draw(2026) for _ in range(50)]
    assert drawn != sorted(drawn)


@given(st.text(alphabet="0123456789", min_size=1, max_size=40))
def test_any_wrong_digit_of_a_code_is_found(digits: str) -> None:
    code = digits + numbers.check_digit(digits)
    assert numbers.is_code(code, len(code))
    for place in range(len(code)):
        wrong = str((int(code[place]) + 1) % 10)
        assert not numbers.is_code(code[:place] + wrong + code[place + 1 :], len(code))


def test_what_is_no_code() -> None:
    for text in ("", "1234", "x" * 16, "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦", "0000000000000000 "):
        assert not numbers.is_code(text)
