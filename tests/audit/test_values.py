"""What is committed to is what comes back out of the database."""

import json
import math
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseloom.audit.values import clean_text, storable
from caseloom.kernel.canonical import canonical_json
from caseloom.kernel.errors import Invalid

_NUMBERS = st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False)
_VALUES = st.recursive(
    st.none() | st.booleans() | _NUMBERS | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.django_db
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_VALUES)
def test_a_stored_value_reads_back_with_the_same_bytes(value: object) -> None:
    stored = canonical_json(storable(value))
    with connection.cursor() as cursor:
        cursor.execute("SELECT (%s::json)::text", [stored.decode()])
        (text,) = cursor.fetchone()
    assert text.encode() == stored == canonical_json(json.loads(text))


@given(st.text())
def test_text_is_only_changed_where_it_must_be(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert "\0" not in cleaned
    cleaned.encode()
    if "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text):
        assert cleaned == text


def test_what_is_not_json_becomes_text_or_is_refused() -> None:
    number, day = UUID(int=7), datetime(2026, 11, 22, tzinfo=UTC)
    assert storable({"a": (number, {day}), 1: Decimal("1.50")}) == {
        "a": [str(number), ["2026-11-22T00:00:00+00:00"]],
        "1": "1.50",
    }
    for value in (b"raw", object(), math.nan, math.inf):
        with pytest.raises(Invalid):
            storable([value])
