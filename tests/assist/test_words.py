"""What a text is read as: any text can be read, and every word stands where it is said to."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from caseloom.assist import words

TEXTS = st.text(max_size=200)


@given(TEXTS)
def test_a_word_stands_where_it_is_said_to(text: str) -> None:
    for word in words.words(text):
        assert words.plain(text[word.start : word.end]) == word.plain


@given(TEXTS)
def test_features_are_within_bounds_and_of_length_one(text: str) -> None:
    found = words.features(text)
    assert ((found.slots >= 0) & (found.slots < words.SLOTS)).all()
    assert np.isfinite(found.values).all()
    # Words and their parts each have length one, where there are any.
    assert round(float((found.values**2).sum()), 6) in {0.0, 1.0, 2.0}


def test_spellings_that_people_mix_are_one() -> None:
    assert words.plain("Nómina") == words.plain("NOMINA") == "nomina"
    assert words.plain("أُجُور") == words.plain("اجور")
    assert words.plain("مدرسة") == words.plain("مدرسه")
    assert words.plain("ＦＩＲＥ") == "fire"


def test_a_number_tells_its_length_alone() -> None:
    assert words.plain("4417") == words.plain("9021") == "0000"


def test_a_book_is_read_from_its_start() -> None:
    long = "fire " * words.MOST
    assert words.words(long)[-1].end <= words.MOST


@given(st.lists(st.sampled_from(["fire", "exit", "wages", "the"]), min_size=1, max_size=12))
def test_what_words_add_is_what_the_text_has(told: list[str]) -> None:
    """The weights of words add up to those of all features, each as often as it is there."""
    of_slot = np.arange(words.SLOTS, dtype=np.float64) % 97
    found = words.words(" ".join(told))
    once = [words.weights([word], of_slot)[0] for word in found]
    both = [
        of_slot[words._slot("b", f"{one.plain} {two.plain}")]
        for one, two in itertools.pairwise(found)
    ]
    assert np.isclose(words.weights(found, of_slot).sum(), sum(once) + sum(both))
