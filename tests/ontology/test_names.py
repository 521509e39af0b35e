"""Names and identifiers in one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseloom.ontology import names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Владимир Путин", "vladimir putin"),
        ("Jörg Müller-Lüdenscheidt", "jorg muller ludenscheidt"),
        ("習近平", "xi jin ping"),
        ("Ελένη", "eleni"),
        ("O'Hare", "ohare"),
        ("O’Hare", "ohare"),
        ("U.S. Steel", "us steel"),
    ],
)
def test_fold_brings_scripts_together(text: str, expected: str) -> None:
    assert names.fold(text) == expected


def test_latinise_keeps_case_and_punctuation() -> None:
    assert names.latinise("Łukasz, Ø.") == "Lukasz, O."
    assert names.latinise("Who?") == "Who?"


def test_fingerprint_forgets_order_and_titles() -> None:
    assert names.fingerprint("Dr. Ann Lee") == names.fingerprint("LEE, Ann")
    assert names.fingerprint("Ann Lee") != names.fingerprint("Anna Lee")


def test_organisations_lose_their_legal_form() -> None:
    assert names.organisation("Acme Holdings GmbH") == names.organisation("ACME HOLDINGS")


def test_names_that_sound_alike_share_a_key() -> None:
    assert names.keys("Jon Smith") & names.keys("SMYTH John")
    assert not names.keys("Jon Smith") & names.keys("Maria Garcia")


@pytest.mark.parametrize(
    ("left", "right"),
    [("0049 30 1234567", "+49 (30) 123-4567"), ("011 1 702 919 1300", "+1-702-919-1300")],
)
def test_phones_in_any_spelling_are_one(left: str, right: str) -> None:
    assert names.phone(left) == names.phone(right)


def test_national_numbers_need_their_country() -> None:
    assert names.phone("030 1234567", "de") == names.phone("+49301234567")
    assert names.phone("702-919-1300") == "7029191300"
    assert names.phone_tail("702-919-1300") == names.phone_tail("+1 702 919 1300") == "9191300"
    assert names.phone_tail("911") == ""


def test_identifiers_are_squashed() -> None:
    assert names.plate("AB-O1 23") == names.plate("ab0 123")
    assert names.iban("de89 3704 0044 0532") == "DE89370400440532"
    assert names.email("A.b+x@Gmail.com") == "ab@gmail.com"
    assert names.identifier("identifier", "C-12 34") == "c1234"


@given(st.text())
def test_folding_is_stable_and_plain(text: str) -> None:
    folded = names.fold(text)
    assert names.fold(folded) == folded
    assert set(folded) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
    assert names.latinise(text).isascii()
