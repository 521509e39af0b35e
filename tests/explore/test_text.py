from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from caseloom.explore import text

WORDS = st.text("abcdefg", min_size=1, max_size=12)


@given(st.text())
@example("O’Brien-Smith & Söhne GmbH")
@example("w ' ` ? #12 @Person ~1 !us $3")
def test_words_hold_letters_and_digits_only(value: str) -> None:
    for word in text.words(value):
        assert word and len(word) <= text.LONGEST
        assert set(word) <= set("abcdefghijklmnopqrstuvwxyz0123456789")


@given(st.text())
def test_words_of_words_are_the_same_words(value: str) -> None:
    once = text.words(value)
    assert text.words(" ".join(once)) == once


@given(st.text("abcXYZ019"), st.text(" -./()+:#", max_size=4))
def test_a_squashed_number_has_one_form(value: str, gap: str) -> None:
    assert text.squash(gap.join(value)) == text.squash(value)


@given(st.integers(10**7, 10**14).map(str), st.sampled_from(["+", "00", "(0)", ""]))
def test_a_phone_ends_the_same_with_and_without_prefix(digits: str, prefix: str) -> None:
    assert text.phone_end(prefix + digits) == digits[-8:]


def test_a_short_number_has_no_phone_end() -> None:
    assert text.phone_end("911-1234") is None


@given(WORDS, st.data())
def test_one_edit_apart_shares_a_key(word: str, data: st.DataObject) -> None:
    other = data.draw(_edited(word))
    if len(word) >= 4 and len(other) >= 4 and OSA.distance(word, other) <= 1:
        assert text.keys(word) & text.keys(other)


@given(st.text("abcdefg", min_size=7, max_size=12), st.data())
def test_two_edits_apart_share_a_key_if_long(word: str, data: st.DataObject) -> None:
    other = data.draw(_edited(data.draw(_edited(word))))
    if len(other) >= 7:
        assert text.keys(word) & text.keys(other)


def _edited(word: str) -> st.SearchStrategy[str]:
    at = st.integers(0, max(len(word) - 1, 0))
    letter = st.sampled_from("abcdefgz")
    return st.one_of(
        st.tuples(at, letter).map(lambda x: word[: x[0]] + x[1] + word[x[0] :]),
        st.tuples(at, letter).map(lambda x: word[: x[0]] + x[1] + word[x[0] + 1 :]),
        at.map(lambda i: word[:i] + word[i + 1 :]),
        at.map(lambda i: word[:i] + word[i : i + 2][::-1] + word[i + 2 :]),
    )


def test_scripts_meet_in_latin() -> None:
    assert text.words("Владимир Иванов") == text.words("Vladimir Ivanov")
    assert text.words("Müller") == text.words("Muller")
    assert text.words("O’Brien") == text.words("O'Brien") == ("obrien",)
