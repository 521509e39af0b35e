"""People and organisations are found by how they stand; none of the names here was trained on."""

import numpy as np
import pytest

from caseloom.assist.spans import naming
from caseloom.assist.spans.finding import find
from caseloom.assist.spans.naming import LABELS, best, dump, joined, load, marked, model
from caseloom.assist.spans.span import Span
from caseloom.assist.spans.tokens import (
    Token,
    is_cased,
    is_place,
    is_strict,
    is_uncommon,
    known,
    tokens,
)


def found(text: str) -> list[tuple[str, str]]:
    return [(s.kind, s.raw) for s in find(text) if s.kind in ("person", "organisation")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("My neighbor Ronald Whitaker sells pills.", [("person", "Ronald Whitaker")]),
        ("I was hired by Glenbrook Landscaping LLC last year.",
         [("organisation", "Glenbrook Landscaping LLC")]),
        ("Mi vecino Fulgencio Barrientos vende droga.", [("person", "Fulgencio Barrientos")]),
        ("Trabajo para Transportes Villaseñor SA de CV desde mayo.",
         [("organisation", "Transportes Villaseñor SA de CV")]),
        ("جاري سليم الخوالدة يبيع المخدرات", [("person", "سليم الخوالدة")]),
        ("أشتغل في شركة الأفق للمقاولات من سنة", [("organisation", "شركة الأفق للمقاولات")]),
    ],
)  # fmt: skip
def test_names(text: str, names: list[tuple[str, str]]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    "text",
    ["", " ", "12 34", "...", "He came on Tuesday and left.", "No sé qué hacer, ayúdenme.",
     "bastidor 1HGCM82643A004352", "the odometer was rolled back", "selling fentanyl at night",
     "The street light is out.", "السلام عليكم ورحمة الله"],
)  # fmt: skip
def test_what_is_no_name(text: str) -> None:
    assert not found(text)


def test_a_part_of_a_name_that_was_told_in_full_is_that_name() -> None:
    text = "Ronald Whitaker sells pills. I know it. whitaker pays. Whitaker too."
    assert found(text)[-1] == ("person", "Whitaker")


def test_what_a_rule_has_found_is_no_name() -> None:
    kinds = [s.kind for s in find("Send it to 12 Jackson Street, Tulsa, or jackson@mail.com")]
    assert kinds == ["address", "email"]


def test_an_arabic_and_is_no_part_of_the_name_behind_it() -> None:
    assert [t.text for t in tokens("ومحمد")] == ["و", "محمد"]
    assert [t.text for t in tokens("وليد")] == ["وليد"]


def test_what_arabic_joins_to_a_name_is_no_part_of_it() -> None:
    """“For Salma”, “by” with a stroke; “tomorrow” begins with a letter of its own."""
    assert [t.text for t in tokens("لسلمى لـسلمى")] == ["ل", "سلمى", "لـ", "سلمى"]
    assert [t.text for t in tokens("بكرا لكم")] == ["بكرا", "لكم"]


def test_vowel_marks_part_no_word() -> None:
    assert [t.text for t in tokens("أسلّمه الشمّاع")] == ["أسلّمه", "الشمّاع"]


def test_a_writer_who_gives_each_sentence_a_capital_gives_names_theirs() -> None:
    assert is_strict("He came. She left.\nThey stayed.")
    assert not is_strict("he came. She left.") and not is_strict("")


def test_places_peoples_and_days_are_nobody() -> None:
    assert is_place("Oman") and is_place("fridays")
    assert not is_place("April") and not is_place("Whitaker")


def test_who_is_named_once_is_meant_again() -> None:
    text = "My friend Arjun went in. Then arjun did not answer, so we called Arjun."
    assert found(text).count(("person", "Arjun")) == 2


def test_tokens_stand_where_they_say() -> None:
    text = "O'Brien-Smith's e\u0301 ١٢ «x»\n_"
    assert all(text[t.start : t.end] == t.text for t in tokens(text))


def test_an_arabic_word_with_others_joined_to_it_is_a_common_one() -> None:
    """“And his car” is one word, and no name."""
    assert not is_uncommon("السيارة")
    assert known("وسيارته", False).sort == known("وسيارتها", False).sort


def test_capitals_tell_names_only_where_others_have_none() -> None:
    assert is_cased("Call John") and not is_cased("CALL JOHN") and not is_cased("call john")


def test_a_word_that_is_no_common_one_is_known_by_its_ends_alone() -> None:
    """Two names in no list, of one shape and with the same ends, are one to the model."""
    assert known("Brzqxtlmann", True) == known("Brzwvplmann", True)
    assert known("Whitaker", True, listed=False) != known("Whitaker", True)


def test_the_best_way_goes_through_no_forbidden_step() -> None:
    scores = np.zeros((3, len(LABELS)), dtype=np.float32)
    scores[1, LABELS.index("I-person")] = 5
    steps = np.zeros((len(LABELS), len(LABELS)))
    for before, after in naming.FORBIDDEN:
        steps[before, after] = naming.NEVER
    way = [LABELS[one] for one in best(scores.tolist(), steps.tolist())]
    assert way == ["B-person", "I-person", "O"]


def test_labels_become_spans_in_their_place() -> None:
    text = "Ann and Bo & Co."
    thing = "organisation"
    names = ("B-person", "O", f"B-{thing}", f"I-{thing}", f"I-{thing}", "O")
    way = [LABELS.index(one) for one in names]
    spans = list(joined(text, tokens(text), way))
    assert [(s.kind, s.raw) for s in spans] == [("person", "Ann"), ("organisation", "Bo & Co")]


def test_tokens_of_other_spans_are_marked() -> None:
    one = Span("phone", 2, 5, "123", "123")
    two = [Token("a", 0, 1), Token("123", 2, 5)]
    assert [t.taken for t in marked(two, [one])] == ["", "phone"]


def test_a_long_text_is_read_in_parts_and_no_name_is_lost() -> None:
    text = "My neighbor Ronald Whitaker sells pills. " * 1_500
    assert [raw for _, raw in found(text)] == ["Ronald Whitaker"] * 1_500


def test_a_model_is_the_same_after_it_was_written() -> None:
    made = model()
    again = load(dump(made, {"task": "names"}))
    assert np.allclose(made.weights, again.weights, atol=1e-4)
    assert np.array_equal(made.steps, again.steps)
    assert not made.weights[0].any()
