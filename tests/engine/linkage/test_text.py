"""Text made comparable."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rigour.text.translit import ascii_text

from caseloom.engine.linkage import text
from caseloom.engine.linkage.features import extract, with_originals
from caseloom.engine.linkage.levels import addresses_rank, names_rank


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("O'Hare", "ohare"),
        ("Müllenkranz & Söhne", "mullenkranz sohne"),
        ("王杰", "wang jie"),
        ("  Jean-Luc  ", "jean luc"),
        ("", ""),
    ],
)
def test_fold(raw: str, folded: str) -> None:
    assert text.fold(raw) == folded


LATIN = [chr(code) for code in (*range(1, 128), 160, *range(0xC0, 0x250)) if code not in (215, 247)]
MARKS = list("\u2013\u2014\u2018\u2019\u201c\u201d")


@given(st.lists(st.sampled_from(LATIN + MARKS), max_size=60).map("".join))
def test_latin_letters_fold_one_by_one_as_they_do_together(raw: str) -> None:
    plain = ascii_text(raw).replace("?", " ").lower()
    together = re.sub(r"[^a-z0-9]+", " ", re.sub(r"['`]", "", plain)).strip()
    assert text.fold(raw) == together


def test_generations_are_taken_out_of_names() -> None:
    assert text.person_tokens("Dr. Robert Smith Sr") == (("robert", "smith"), "sr")
    assert text.person_tokens("Klein, Morris II") == (("klein", "morris"), "2")
    assert text.person_tokens("I. Newton") == (("i", "newton"), "")


@pytest.mark.parametrize(
    ("one", "two", "rank"),
    [
        ("Bob Smith", "Smith, Robert", 5),
        ("Mhd Antoun", "Muhammed Antoun", 5),
        ("فيصل صديقي", "Faisal Siddiqui", 5),
        ("Mark Miller", "Mark Milner", 5),
        ("Maria Medina", "Maria Luis Medina Sentosa", 4),
        ("Usama bin Ladin", "Usama Ladin", 5),
        ("Mohammad Hasni Khan", "Mohammadhasni Khan", 5),
        ("Friedrich Mertz", "Friedrich Merz", 5),
        ("Arif Ali Zardari", "Asif Ali Zardari", 3),
        ("Jon Doe", "Jan Doe", 3),
        ("B Smith", "Bob Smith", 2),
        ("Mark Kusha", "Marsha Kusha", 1),
        ("Darla Anderson", "Darlene Anderson", 1),
        ("John Doe", "Jane Doe", 1),
        ("Ada Byron", "Grace Hopper", 0),
    ],
)
def test_how_names_agree(one: str, two: str, rank: int) -> None:
    a, b = (extract("Person", [{"name": [name]}]) for name in (one, two))
    assert names_rank(a.names[0], b.names[0]) == rank
    assert names_rank(b.names[0], a.names[0]) == rank


@pytest.mark.parametrize(
    ("one", "two", "rank"),
    [
        ("6371 E Foothill Dr, Orroville, CA", "6371 E Foothill Dr, 95915", 3),
        ("Hardenbergstraße 87 66879 Germany", "Hardenberg Str. 87, 66879, Germany", 3),
        ("123 Main St Las Vegas NV 89132", "123 E Main St Henderson NV 89132", 2),
        ("1 High Road, Leeds", "9 Low Lane, Leeds", 0),
    ],
)
def test_how_addresses_agree(one: str, two: str, rank: int) -> None:
    assert addresses_rank(text.address_tokens(one), text.address_tokens(two)) == rank


def test_legal_forms_do_not_count() -> None:
    one, two = (
        extract("Company", [{"name": [name]}])
        for name in ("The Univrsl Export Inc.", "Universal Export GmbH & Co. KG")
    )
    assert names_rank(one.names[0], two.names[0]) == 5


@pytest.mark.parametrize(
    ("one", "two", "rank"),
    [
        ("S.C. Johnson & Son", "SC Johnson and Son Inc", 5),
        ("HSBC Holdings p.l.c.", "HSBC Holdings plc", 5),
        ("Bowne Solutions II, Inc.", "Bowne Solutions, Inc.", 1),
        ("Bowne Solutions II, Inc.", "Bowne Solutions Two Inc", 5),
        ("Bank of China (Hong Kong) Ltd", "Bank of China (Australia) Ltd", 1),
        ("PLA", "People's Liberation Army", 5),
        ("China National Pipeline", "China National Petroleum", 1),
    ],
)
def test_how_names_of_organisations_agree(one: str, two: str, rank: int) -> None:
    a, b = (extract("Company", [{"name": [name]}]) for name in (one, two))
    assert max(names_rank(x, y) for x in a.names for y in b.names) == rank
    assert max(names_rank(y, x) for x in a.names for y in b.names) == rank


def test_an_acronym_made_of_a_name_is_no_name() -> None:
    army = extract("Organization", [{"name": ["People's Liberation Army"]}])
    assert army.full == ("#peoplesliberationarmy", "army liberation peoples")


def test_a_phone_number_that_cleaning_dropped_still_counts() -> None:
    given = with_originals("Person", {"name": ["A"]}, {"phone": ["(4812)85-62-34"], "name": ["a"]})
    assert given == {"name": ("A",), "phone": ("(4812)85-62-34",)}
    assert extract("Person", [given]).phones == ("4812856234",)


def test_a_date_that_no_calendar_has_is_a_slip_away_from_the_right_one() -> None:
    given = with_originals("Person", {"name": ["A"]}, {"birthDate": ["1835-81-01", "about 1835"]})
    assert extract("Person", [given]).dates == ("1835-81-01",)
