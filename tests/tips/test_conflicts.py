"""Who is named in a text: rather one too many than one too few."""

import time
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseloom.tips.conflicts import Staff, named

DANA = Staff(uuid4(), "Dana Lind", "dlind42", "dana.lind@agency.example")
MARISOL = Staff(uuid4(), "Marisol de la Vega", "mvega", "")
ALI = Staff(uuid4(), "Ali Lee", "ali", "")
STAFF = (DANA, MARISOL, ALI)


@pytest.mark.parametrize(
    "text",
    [
        "I saw Dana Lind take the envelope.",
        "LIND, DANA took it",
        "dana g. lind",
        "Inspector Lind took it.",
        "D. Lind took it",
        "write to Dana.Lind@Agency.example",
        "user dlind42 changed it",
        "Dána Lïnd",
        "أخذ المفتش دانا ليند الظرف",
        "Dana, you know her, Lind",
    ],
)
def test_found(text: str) -> None:
    assert named(text, STAFF) == {DANA.id}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Dana took it. " + "word " * 20 + "Lind is a street.",
        "the lind tree",
        "a lie, all in all",
        "علي لي قال",
        "Marisol told me",
        "danalind",
    ],
)
def test_not_found(text: str) -> None:
    assert named(text, STAFF) == frozenset()


def test_a_name_of_many_words_needs_all_of_them() -> None:
    assert named("Vega, Marisol de la", STAFF) == {MARISOL.id}
    assert named("señora Vega", STAFF) == {MARISOL.id}


@given(st.text(max_size=300))
def test_any_text_around_a_name_hides_it_not(around: str) -> None:
    assert DANA.id in named(f"{around} \n Dana Lind \n {around}", STAFF)


def test_a_long_text_of_names_takes_time_in_proportion() -> None:
    def taken(words: int) -> float:
        began = time.perf_counter()
        named("Dana Lind " * words, STAFF)
        return time.perf_counter() - began

    assert taken(20_000) < 60 * max(taken(2_000), 0.001)
