"""A hotline whose staff use the pages."""

import pytest
from tests.cast import Cast
from tests.tips.hotline import Hotline

from caseloom.tips.types import LineSettings


@pytest.fixture
def hotline(cast: Cast) -> Hotline:
    # No tip is drawn by lot to be judged first: a page must not differ from run to run.
    return Hotline(cast, LineSettings(judge_first_share=0))
