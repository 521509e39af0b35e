"""What is alike by numbering alone does not pass for the same; what is counted only weakens."""

import pytest

from caseloom.engine.linkage import features
from caseloom.engine.linkage.defaults import default_model
from caseloom.engine.linkage.levels import COMPARISONS, addresses_rank, level_of
from caseloom.engine.linkage.score import score
from caseloom.engine.linkage.text import address_tokens
from caseloom.engine.linkage.training import coincidences


@pytest.mark.parametrize(
    ("one", "two", "level"),
    [
        ("+1 702 919 1300", "919-1300", "end"),
        ("+1 702 919 1300", "+1 415 919 1300", "differ"),
        ("0352 655353", "+39 0352 655353", "end"),
        ("+1 702 919 1300", "702 919 1300", "rare"),
    ],
)
def test_two_area_codes_make_two_numbers(one: str, two: str, level: str) -> None:
    a, b = (features.extract("Person", [{"phone": [value]}]) for value in (one, two))
    found = level_of(COMPARISONS["phones"], a, b, frozenset())
    assert found is not None and found.key == level


@pytest.mark.parametrize(
    ("one", "two", "rank"),
    [
        ("12 Oak Street, Ashby 00034", "12 Oak St, Ashby, 00034", 3),
        ("12 Oak Street, Ashby 00034", "14 Oak St, Ashby, 00034", 1),
        ("12 Oak Street Apt 3D, Ashby 00034", "12 Oak St Unit 7F, Ashby 00034", 2),
        ("12 Oak Street Apt 3D, Ashby 00034", "12 Oak St, Ashby 00034", 3),
    ],
)
def test_a_flat_is_a_place(one: str, two: str, rank: int) -> None:
    x, y = address_tokens(one), address_tokens(two)
    assert addresses_rank(x, y) == addresses_rank(y, x) == rank


def test_two_companies_are_not_one_for_being_neighbours_in_a_register() -> None:
    a, b = (
        features.extract(
            "Company",
            [{"name": [name], "registrationNumber": [number], "phone": [phone], "country": ["us"]}],
        )
        for name, number, phone in (
            ("Romabayuk Care LLC", "CC-0050465", "+1 702 555 0142"),
            ("Reynolds Poultry LLC", "CC-0050466", "+1 415 555 0142"),
        )
    )
    model = default_model("organisation").with_frequencies(329, {}, {})
    assert score(model, a, b).bits < -8


def test_a_coincidence_that_is_counted_weakens_and_never_strengthens() -> None:
    model = default_model("organisation")
    at = list(model.fields).index("identifiers")
    shipped = model.fields["identifiers"]["near"]

    def counted(near: float, differ: float) -> float:
        patterns = [
            (tuple(level if n == at else None for n in range(len(model.fields))), count)
            for level, count in ((2, near), (3, differ))
        ]
        return coincidences(model, patterns).fields["identifiers"]["near"].bits

    assert counted(1_000.0, 9_000.0) < shipped.bits - 2
    assert counted(0.0, 10_000.0) == shipped.bits


LEI, OTHER_LEI = "529900T8BM49AURSDO55", "5493001KJTIIGC8Y1R12"


def company(**properties: str) -> features.Features:
    return features.extract("Company", [{name: [value] for name, value in properties.items()}])


def test_a_number_that_its_register_gives_once_decides_alone() -> None:
    model = default_model("organisation").with_frequencies(10_000_000, {}, {})
    a = company(name="Alpha Trading", leiCode=LEI, country="us", address="1 Oak St, Ashby 00034")
    b = company(name="Omega Holding", leiCode=f" {LEI.lower()}", country="de")
    assert score(model, a, b).bits > 4
    # A slip shows in the check digits: it is an identifier like others then.
    slipped = company(name="Omega Holding", leiCode=LEI[:-1] + "6", country="de")
    assert slipped.registers == ()
    assert score(model, a, slipped).bits < 0


def test_two_numbers_of_one_register_are_two_holders() -> None:
    model = default_model("organisation").with_frequencies(5_000, {}, {})
    same = {"name": "Alpha Trading", "phone": "+1 702 919 1300", "country": "us"}
    a, b = company(**same, leiCode=LEI), company(**same, leiCode=OTHER_LEI)
    assert score(model, a, company(**same)).bits > 4 > -8 > score(model, a, b).bits
    # Numbers of different registers say nothing about each other.
    russian = company(**same, innCode="7707083893")
    assert score(model, a, russian).bits > 4
