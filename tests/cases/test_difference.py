"""The difference of two texts tells both of them."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from caseloom.cases.difference import difference
from caseloom.cases.types import Change

WORDY = st.lists(st.sampled_from(["a", "bee", " ", "\n", ". ", "支", "[[s:x]]", "é"])).map("".join)


@given(WORDY | st.text(), WORDY | st.text())
def test_both_texts_can_be_read_off(before: str, after: str) -> None:
    changes = difference(before, after)
    assert "".join(one.text for one in changes if one.kind != "added") == before
    assert "".join(one.text for one in changes if one.kind != "removed") == after


@given(WORDY)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert all(one.kind == "same" for one in difference(text, text))


@given(WORDY, WORDY)
def test_neighbours_are_joined(before: str, after: str) -> None:
    kinds = [one.kind for one in difference(before, after)]
    assert all(one != other for one, other in pairwise(kinds))


def test_words_change_whole_and_citations_are_one_word() -> None:
    assert difference("He paid 42 [[s:a.name.0]] twice.", "He paid 420 [[s:b.name.0]] twice.") == (
        Change("same", "He paid "),
        Change("removed", "42"),
        Change("added", "420"),
        Change("same", " "),
        Change("removed", "[[s:a.name.0]]"),
        Change("added", "[[s:b.name.0]]"),
        Change("same", " twice."),
    )


def test_scripts_without_spaces_change_by_character() -> None:
    kinds = [(one.kind, one.text) for one in difference("彼は支払った", "彼女は支払った")]
    assert ("added", "女") in kinds


def test_a_long_report_with_one_changed_word_stays_precise() -> None:
    lines = [f"Paragraph {n} about the transfer of {n * 7} to the account.\n" for n in range(5000)]
    changed = [*lines[:2500], lines[2500].replace("transfer", "payment"), *lines[2501:]]
    found = difference("".join(lines), "".join(changed))
    assert [(one.kind, one.text) for one in found if one.kind != "same"] == [
        ("removed", "transfer"), ("added", "payment"),
    ]  # fmt: skip
