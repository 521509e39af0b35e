"""Cleaning gives what followthemoney gives, and keeps the original."""

import pytest
from followthemoney.types import registry
from hypothesis import given, settings
from hypothesis import strategies as st
from rigour.territories import get_territories

from caseloom.kernel.errors import Invalid
from caseloom.ontology import cleaning


@settings(deadline=None)  # the first country loads tables for seconds
@given(st.sampled_from(sorted(t.name for t in registry.types if t.name != "entity")), st.text())
def test_it_is_followthemoney_that_cleans(kind: str, text: str) -> None:
    try:
        expected = registry.get(kind).clean(text)
    except Exception:  # its parser stumbled; it did not say what the value is
        expected = None
    assert cleaning.clean(kind, text) == (expected or None)


def test_text_that_a_parser_stumbles_over_is_no_such_thing() -> None:
    assert cleaning.clean("mimetype", "0\n0") is None
    assert cleaning.clean_kept("mimetype", "a/b\r\nc").original == "a/b\r\nc"


def test_countries_by_name_are_those_of_followthemoney() -> None:
    for one in get_territories():
        for text in (one.name, one.name.upper(), one.code):
            assert cleaning.clean("country", text) == registry.country.clean(text)


def test_dates_that_do_not_exist_clean_to_nothing_and_stay_as_original() -> None:
    found = cleaning.clean_kept("date", "1981-02-30")
    assert (found.value, found.original) == (None, "1981-02-30")
    assert cleaning.clean_kept("date", " 1981-02-28 ").original is None


def test_formats_are_tried_in_order() -> None:
    both = ("iso", "%m/%d/%Y", "%d/%m/%Y")
    assert cleaning.clean("date", "2020-01-31", formats=both) == "2020-01-31"
    assert cleaning.clean("date", "3/4/1980", formats=both) == "1980-03-04"
    assert cleaning.clean("date", "31/12/1980", formats=both) == "1980-12-31"
    assert cleaning.clean("phone", "030 1234567", formats=("de",)) == "+49301234567"


def test_originals_can_be_stored() -> None:
    assert cleaning.storable("a\x00b\x1dc") == "a\ufffdb\ufffdc"


def test_unknown_types_get_the_nearest() -> None:
    with pytest.raises(Invalid) as caught:
        cleaning.clean("dat", "x")
    assert "“date”" in caught.value.remedy
