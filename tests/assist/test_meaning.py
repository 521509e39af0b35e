"""What texts mean is alike across languages, and each sentence's part in it is told."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseloom.assist import classifying, meaning, words
from caseloom.assist.classifying import Labelled
from caseloom.kernel.errors import Invalid
from tests.assist.texts import labelled

SAME = (
    "The foreman keeps our passports in his desk.",
    "El capataz guarda nuestros pasaportes en su escritorio.",
    "المشرف يحتفظ بجوازات سفرنا في مكتبه.",
)
OTHER = "My neighbour sells firewood without a licence."


def test_one_thing_said_in_three_languages_is_nearer_than_another_in_one() -> None:
    each = [meaning.sentences(one)[1][0] for one in (*SAME, OTHER)]
    for one in range(3):
        for other in range(one):
            assert each[one] @ each[other] > each[one] @ each[3] + 0.2


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_every_text_has_numbers(text: str) -> None:
    found = meaning.vector(text)
    assert found.shape == (meaning.SIZE,) and np.isfinite(found).all()


@pytest.mark.parametrize(
    "text", ["", " \n\t", "\x00\ud800", "\u202e" * 50, "a" * 5_000, "؟" * 300, "word. " * 20_000]
)
def test_hostile_texts_have_numbers(text: str) -> None:
    assert np.isfinite(meaning.vector(text)).all()


def test_of_a_long_text_beginning_and_end_are_read() -> None:
    long = "It rains. " * 500
    places, each = meaning.sentences(long + "He said he burns the house tonight.")
    assert len(places) == len(each) == meaning.MOST
    assert long[: places[0][1]] == "It rains."
    assert places[-1][1] == len(long) + len("He said he burns the house tonight.")


@settings(max_examples=40, deadline=None)
@given(st.text(st.sampled_from("ab .!\n؟"), max_size=900))
def test_sentences_follow_each_other_and_none_is_too_long(text: str) -> None:
    places, _ = meaning.sentences(text)
    assert all(0 < end - start <= meaning.LONGEST for start, end in places)
    assert all(before[1] <= after[0] for before, after in pairwise(places))
    if len(places) < meaning.MOST:
        read = "".join(text[start:end] for start, end in places)
        assert "".join(read.split()) == "".join(text.split())


def test_what_sentences_add_is_the_whole() -> None:
    text = "He has a rope. The shop opens at nine. Nobody has seen her since Friday."
    weights = np.random.default_rng(1).normal(size=meaning.SIZE)
    adds = meaning.counted(text, weights)
    assert sum(one for one, _ in adds) == pytest.approx(float(weights @ meaning.vector(text)))
    assert [one for one, _ in adds] == sorted((one for one, _ in adds), reverse=True)


def test_a_model_of_meaning_tells_a_language_that_it_was_not_taught() -> None:
    pay = ["They have not paid us for weeks.", "My wages are missing.", "He keeps our salary.",
           "The boss owes me two months of pay.", "We worked and got no money."]  # fmt: skip
    smoke = ["Black smoke comes from the plant.", "They pour chemicals into the river.",
             "The pond is full of oil.", "Barrels of waste lie in the wood.",
             "The air stinks of acid."]  # fmt: skip
    given = Labelled([*pay, *smoke] * 3, (["pay"] * 5 + ["waste"] * 5) * 3)
    model = classifying.train(given, tier=1).model
    told = model.probabilities(["No nos pagan el sueldo.", "المصنع يرمي نفايات في النهر."])
    assert model.tier == 1
    assert [model.labels[n] for n in told.argmax(axis=1)] == ["pay", "waste"]


def test_the_sentence_that_speaks_for_a_label_is_told() -> None:
    given = labelled()
    model = classifying.train(given, tier=1).model
    assert classifying.train(given).model.sentences(given.texts[0], model.labels[0]) == ()
    label = given.labels[0]
    places = model.sentences(given.texts[0] + ". " + "Good morning.", label)
    assert places and all(end <= len(given.texts[0]) + 15 for _, end in places)


def test_a_model_of_meaning_is_kept_whole_and_no_other_encoder_reads_it() -> None:
    model = classifying.train(labelled(), tier=1).model
    again = classifying.load(model.body())
    assert again.body() == model.body() and again.meaning == meaning.NAME
    assert again.slots.max() >= words.SLOTS
    with pytest.raises(Invalid):
        classifying.load(replace(model, meaning="another-encoder").body())
    # Without an encoder's name it may not reach beyond the words.
    with pytest.raises(Invalid):
        classifying.load(replace(model, meaning="").body())
