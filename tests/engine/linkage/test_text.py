"""Text made comparable."""

import pytest

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


def test_generations_are_taken_out_of_names() -> None:
    assert text.person_tokens("Dr. Robert Smith Sr") == (("robert", "smith"), "sr")
    assert text.person_tokens("Klein, Morris II") == (("klein", "morris"), "2")
    assert text.person_tokens("I. Newton") == (("i", "newton"), "")


@pytest.mark.parametrize(
    ("one", "two", "rank"),
    [
        ("Bob Smith", "Smith, Robert", 4),
        ("Mhd Antoun", "Muhammed Antoun", 4),
        ("فيصل صديقي", "Faisal Siddiqui", 4),
        ("Mark Miller", "Mark Milner", 4),
        ("Maria Medina", "Maria Luis Medina Sentosa", 3),
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
    assert names_rank(one.names[0], two.names[0]) == 4


def test_a_phone_number_that_cleaning_dropped_still_counts() -> None:
    given = with_originals("Person", {"name": ["A"]}, {"phone": ["(4812)85-62-34"], "name": ["a"]})
    assert given == {"name": ("A",), "phone": ("(4812)85-62-34",)}
    assert extract("Person", [given]).phones == ("4812856234",)
