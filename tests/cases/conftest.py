"""A case of the fraud team, with an entity in it, and a report that cites it."""

import pytest
from tests.cases.office import Office
from tests.cast import Cast


@pytest.fixture
def office(cast: Cast) -> Office:
    return Office(cast)
