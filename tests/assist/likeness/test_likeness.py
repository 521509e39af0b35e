"""Copies and other tellings meet by keyed marks, are told apart word by word, and stay few."""

from collections import Counter

import pytest

from caseloom.assist import alike
from caseloom.assist.likeness import comparing, differing, meant, senders, signing
from caseloom.assist.likeness.indexing import MOST, Index

KEY = b"a key of a test, 32 bytes long.."
TEXT = (
    "Good morning. The foreman Albert Johnson takes forty dollars out of every check at Granite"
    " Farms and says it is a fee for the ride. I have the pay stubs. He drives a white van."
)


def test_a_copy_with_small_changes_shares_a_band() -> None:
    one = signing.signature(TEXT, (), KEY)
    other = signing.signature("FYI: " + TEXT.replace("forty", "fourty") + " Thanks!", (), KEY)
    assert set(one.bands) & set(other.bands)
    strange = signing.signature("The pothole on Main Street is still there after a year.", (), KEY)
    assert not set(one.bands) & set(strange.bands)


def test_marks_are_of_the_key_and_fit_a_bigint() -> None:
    one = signing.signature(TEXT, ("phone:+15055550147",), KEY)
    again = signing.signature(TEXT, ("phone:+15055550147",), KEY)
    other = signing.signature(TEXT, ("phone:+15055550147",), KEY[::-1])
    assert one == again
    for mine, theirs in (
        (one.bands, other.bands), (one.words, other.words), (one.identifiers, other.identifiers),
    ):  # fmt: skip
        assert mine
        assert not set(mine) & set(theirs)
        assert all(-(2**63) <= value < 2**63 for value in mine)
    with pytest.raises(ValueError, match="16"):
        signing.signature(TEXT, (), b"short")


def test_numbers_in_another_script_are_the_same_and_other_numbers_are_not() -> None:
    assert signing.content("١٩٩٨") == signing.content("1998")
    assert signing.content("1998") != signing.content("2004")


@pytest.mark.parametrize("text", ["", "?", "word " * 100_000, "\u202e" * 100_000])
def test_hostile_text_has_a_bounded_signature(text: str) -> None:
    found = signing.signature(text, (), KEY)
    assert len(found.bands) in (0, 32)
    assert len(found.words) <= 2 * signing.MOST_WORDS


def _rarity() -> comparing.Rarity:
    return comparing.rarity(Counter({"the": 9_000, "and": 9_000, "report": 4_000}), 10_000)


def test_a_copy_is_near_exact_and_another_text_is_none() -> None:
    near = comparing.compare(TEXT, TEXT.replace("forty", "fourty") + " Thanks!", _rarity())
    assert near.decision == "near-exact"
    other = comparing.compare(TEXT, "A pothole is in the road and nobody fills it.", _rarity())
    assert other.decision == "none"


def test_another_telling_is_known_by_names_and_identifiers() -> None:
    told = "At Granite Farms they pay less than they say, ask Albert Johnson who keeps the fee."
    ids = {"person:albert johnson", "organisation:granite farms"}
    found = comparing.compare(TEXT, told, _rarity(), ids, ids)
    assert found.decision == "same story"
    assert set(found.identifiers) == ids
    words = {TEXT[one.a_start : one.a_end] for one in found.shared}
    assert {"Albert", "Johnson", "Granite"} <= words
    assert all(
        TEXT[one.a_start : one.a_end].casefold() == told[one.b_start : one.b_end].casefold()
        for one in found.shared
    )


def test_differences_are_places_in_both() -> None:
    other = TEXT.replace("forty", "sixty").replace(" He drives a white van.", "")
    found = differing.differences(TEXT, other)
    told = {(one.kind, TEXT[one.a_start : one.a_end], other[one.b_start : one.b_end])
            for one in found}  # fmt: skip
    assert ("changed", "forty", "sixty") in told
    assert any(kind == "only_a" and "white van" in mine for kind, mine, _ in told)
    assert differing.differences(TEXT, TEXT.upper()) == ()
    assert differing.differences("", "") == ()


def test_candidates_are_few_however_many_are_kept() -> None:
    index = Index()
    for number in range(600):
        index.add(signing.signature(f"{TEXT} Number {number}.", ("phone:1",), KEY))
    wanted = index.add(signing.signature("Zebra Quagga runs a mill", ("iban:GB1",), KEY))
    assert len(index.candidates(signing.signature(TEXT, ("phone:1",), KEY))) <= MOST
    found = index.candidates(signing.signature("About Zebra Quagga", (), KEY))
    assert found[0] == wanted


def test_one_sender_is_suggested_by_what_few_have() -> None:
    reached = {"t1": ["email:a@example.org"], "t2": ["email:a@example.org"], "t3": ["phone:1"]}
    crowd = {f"c{n}": ["phone:office"] for n in range(senders.MOST + 1)}
    found = senders.behind({**reached, **crowd}, [("t2", "t3")])
    assert found == (senders.Behind(("t1", "t2", "t3"), ("email:a@example.org", "near copies")),)


def test_near_copies_have_a_mark_in_common_and_others_none() -> None:
    key = b"k" * 32
    text = " ".join(f"word{n}" for n in range(80))
    copy = text.replace("word40", "other").replace("word70", "another")
    far = " ".join(f"thing{n}" for n in range(80))
    marks = [set(alike.copies(one, key)) for one in (text, copy, far)]
    assert len(marks[0]) == 16 and marks[0] & marks[1] and not marks[0] & marks[2]
    assert not marks[0] & set(alike.copies(text, b"o" * 32))
    assert alike.copies("Help me please.", key) == ()


def test_what_means_the_same_is_related_and_no_words_make_it_one_story() -> None:
    first = "The captain locked up the passports of six deckhands. None of them may leave the ship."
    told = "El capitán les quitó el pasaporte a los marineros y no los deja bajar del barco."
    texts = ["A pothole is in the road.", "The bakery sells old bread.", told]
    near = meant.near(meant.numbers(first), [meant.numbers(one) for one in texts])
    assert max(near, key=lambda one: one.cosine) is near[2]
    assert comparing.compare(first, told, _rarity()).decision == "none"
    found = comparing.compare(first, told, _rarity(), meant=meant.Meant(near[2].cosine, 0.2))
    assert found.decision == "related" and found.means
    assert comparing.compare(first, texts[0], _rarity(), meant=near[0]).decision == "none"


def test_nearness_of_any_numbers_is_bounded() -> None:
    none = bytes(meant.SIZE)
    assert meant.near(none, []) == []
    assert [one.cosine for one in meant.near(none, [none, none])] == [0.0, 0.0]
    many = meant.near(meant.numbers(TEXT), [meant.numbers(TEXT)] * 30)
    assert all(one.above == 0 and one.cosine > 0.99 for one in many)
