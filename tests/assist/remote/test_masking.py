"""What must not leave the house does not, and what comes back stands where it stood."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseloom.assist.remote.endpoint import IDENTIFYING, KINDS
from caseloom.assist.remote.masking import mask
from caseloom.assist.spans.finding import find
from caseloom.cli.bench import gold

TOLD = (
    "Maria Lopez of Harbor Star Ltd pays the clerk. Call +1 305 555 0142 or write to"
    " m.lopez@example.org. Her car is ABC-1234, her account DE89 3704 0044 0532 0130 00, her card"
    " 4111 1111 1111 1111. Lopez was seen on 3 March 2026. LOPEZ took $9,000."
)


def test_nothing_that_is_found_goes_out() -> None:
    masked = mask(TOLD, IDENTIFYING)
    for secret in ("Maria", "lopez", "harbor", "305", "0142", "example.org", "3704", "4111"):
        assert secret not in masked.text.casefold()
    assert "pays the clerk" in masked.text and "$9,000" in masked.text
    assert masked.unmask(masked.text).casefold() == TOLD.casefold()


def test_chosen_kinds_alone_are_masked() -> None:
    masked = mask(TOLD, {"email"})
    assert "Maria Lopez" in masked.text and "example.org" not in masked.text
    assert "$9,000" not in mask(TOLD, KINDS).text


def test_the_same_words_get_the_same_mark_wherever_they_stand() -> None:
    masked = mask("Ask Maria Lopez. Maria Lopez knows. Lopez always knows.", IDENTIFYING)
    first, second, third = masked.marks(masked.text)
    assert first == second != third
    assert masked.values[first] == "Maria Lopez" and masked.values[third] == "Lopez"


def test_names_of_staff_go_out_in_no_text() -> None:
    text = "okafor told me, and Ada too; write to aokafor."
    masked = mask(text, {"iban"}, ["Ada Okafor", "aokafor"])
    assert not any(name in masked.text.casefold() for name in ("okafor", "ada "))
    assert masked.unmask(masked.text) == text


def test_a_mark_that_somebody_wrote_into_the_text_is_none() -> None:
    tag = mask(TOLD, IDENTIFYING).tag
    forged = f"{TOLD} [PERSON_1_{tag}]"
    masked = mask(forged, IDENTIFYING)
    assert masked.tag != tag and masked.tag not in forged
    assert masked.unmask(f"[PERSON_1_{tag}]") == f"[PERSON_1_{tag}]"


@pytest.mark.parametrize(
    ("said", "invented"),
    [("[PERSON_1_{tag}] paid", False), ("[PERSON_9_{tag}] paid", True),
     ("[PLATE_1_{tag}", True), ("PERSON 1 {tag}", True), ("nothing", False)],
)  # fmt: skip
def test_invented_marks_are_told_from_ours(said: str, invented: bool) -> None:
    masked = mask("Maria Lopez paid.", IDENTIFYING)
    assert masked.invented(said.format(tag=masked.tag)) is invented


def test_arabic_and_spanish_names_are_masked() -> None:
    for text in ("El señor Juan Pérez Gómez me amenazó.", "قال السيد محمد الحسن إنه سيدفع."):
        masked = mask(text, IDENTIFYING)
        assert masked.pieces, text
        assert masked.unmask(masked.text) == text


words = st.sampled_from(
    ["Maria Lopez", "she", "paid", "m@x.org", "\n", "the clerk", "محمد الحسن", "555-0142", ".",
     "[PERSON_1_abcd]", "Harbor Star Ltd", "é", "\u202e", "😀", "Lopez"]
)  # fmt: skip


@given(st.lists(words, max_size=25).map(" ".join))
def test_every_place_maps_back_to_where_it_stood(text: str) -> None:
    masked = mask(text, KINDS)
    assert masked.tag not in text
    assert masked.place(0, len(masked.text)) == (0, len(text))
    for piece in masked.pieces:
        assert masked.place(piece.start, piece.end) == (piece.first, piece.last)
        # A part of a mark counts whole, at both of its ends.
        assert masked.place(piece.start + 1, piece.end - 1) == (piece.first, piece.last)
    outside = [
        at
        for at in range(len(masked.text))
        if not any(one.start <= at < one.end for one in masked.pieces)
    ]
    for at in outside:
        start, end = masked.place(at, at + 1)
        assert text[start:end] == masked.text[at]


@given(st.lists(words, max_size=25).map(" ".join))
def test_what_tier_0_finds_is_never_in_what_goes_out(text: str) -> None:
    masked = mask(text, IDENTIFYING)
    kept = masked.text
    for piece in reversed(masked.pieces):
        kept = kept[: piece.start] + "\x00" + kept[piece.end :]
    for one in find(text):
        if one.kind in IDENTIFYING and len(one.raw) > 4:
            assert one.raw not in kept


def test_of_tips_written_by_hand_most_names_stay_here() -> None:
    """The page on what leaves the house tells the counts; nothing was changed because of them."""
    told: Counter[str] = Counter()
    gone: Counter[str] = Counter()
    lines = (Path(gold.__file__).parent / "tips.jsonl").read_text().splitlines()
    for tip in map(json.loads, lines):
        text: str = tip["text"]
        masked = mask(text, IDENTIFYING)
        hidden = {at for one in masked.pieces for at in range(one.first, one.last)}
        for span in tip["spans"]:
            shown = set(range(span["start"], span["end"])) - hidden
            told[span["kind"]] += 1
            gone[span["kind"]] += any(text[at].isalnum() for at in shown)
    share = {kind: gone[kind] / told[kind] for kind in ("person", "organisation", "phone", "iban")}
    assert told["person"] > 300
    assert share["person"] < 0.1 and share["organisation"] < 0.5
    assert share["phone"] < 0.15 and share["iban"] == 0
