"""Three records of one man and one of somebody else, in the agency's scope."""

from uuid import UUID

import pytest

from tests.cast import Cast

ROBERT = {
    "name": ["Robert Kowalczyk"],
    "birthDate": ["1978-12-11"],
    "phone": ["+17029191300"],
}
BOB = {"name": ["Kowalczyk, Bob"], "birthDate": ["1978-12-11"], "phone": ["+17029191300"]}
THIRD = {"name": ["R. Kowalczyk"], "phone": ["+17029191300"], "email": ["rk@example.org"]}
OTHER = {"name": ["Amélie Durand"], "birthDate": ["1990-01-01"]}


@pytest.fixture
def people(cast: Cast) -> list[UUID]:
    """Entity ids of Robert, Bob, R. and Amélie."""
    found = cast.records(
        "agent",
        cast.scope("agency"),
        ("1", "Person", ROBERT),
        ("2", "Person", BOB),
        ("3", "Person", THIRD),
        ("4", "Person", OTHER),
    )
    return [record.entity_id for record in found]
