"""A line that is open to the public, and gates that forget."""

import pytest

from caseloom.web.tell import flood
from tests.cast import Cast
from tests.tips.hotline import Hotline


@pytest.fixture
def hotline(cast: Cast) -> Hotline:
    return Hotline(cast)


@pytest.fixture(autouse=True)
def open_gates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flood, "sending", flood.Gate(free=600, wait=15, longest=120))
    monkeypatch.setattr(flood, "guessing", flood.Gate(free=20, wait=5, longest=60))
