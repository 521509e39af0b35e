"""Words for what is stored as a code or a number."""

import pytest

from caseloom.access.roles import PERMISSIONS
from caseloom.web import wording


def test_every_permission_has_words() -> None:
    assert set(wording.PERMISSIONS) >= PERMISSIONS
    assert wording.permission("judge") == "decide pairs, and take decisions back (judge)"


@pytest.mark.parametrize(
    ("days", "told"), [(1, "1 day"), (30, "30 days"), (365, "1 year"), (1825, "5 years")]
)
def test_a_span_is_told_in_years_where_it_is_years(days: int, told: str) -> None:
    assert wording.span(days) == told
