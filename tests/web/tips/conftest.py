"""A hotline whose staff use the pages."""

import pytest
from tests.cast import Cast
from tests.tips.hotline import Hotline


@pytest.fixture
def hotline(cast: Cast) -> Hotline:
    return Hotline(cast)
