import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from caseloom.explore import terms


@pytest.mark.parametrize(
    ("asked", "query"),
    [
        ("smith", "('wsmith')"),
        ("John Smith", "('wjohn') & ('wsmith')"),
        ('"John Smith"', "('wjohn' <-> 'wsmith')"),
        ("smi*", "'wsmi':*"),
        ("", None),
        ("?!", None),
    ],
)
def test_what_is_typed_becomes_a_query(asked: str, query: str | None) -> None:
    assert terms.tsquery(terms.parse(asked)) == query


def test_a_number_is_found_with_and_without_its_gaps() -> None:
    query = terms.tsquery(terms.parse("DE89 3704 0044")) or ""
    assert "'wde8937040044'" in query
    assert "'wde89'" in query and "'w3704'" in query


def test_a_short_word_beside_a_number_may_belong_to_it() -> None:
    assert "'wab123cd'" in (terms.tsquery(terms.parse("AB 123 CD")) or "")
    assert "'wab123cd'" in (terms.tsquery(terms.parse("AB-123-CD")) or "")


def test_a_phone_is_found_by_its_end() -> None:
    for asked in ("+44 20 7946 0123", "(020) 7946-0123", "0044 2079460123"):
        assert "'~79460123'" in (terms.tsquery(terms.parse(asked)) or "")


def test_spellings_stand_beside_the_word() -> None:
    query = terms.tsquery(terms.parse("smyth"), {"smyth": ("smith", "smythe")})
    assert query == "('wsmyth' | 'wsmith' | 'wsmythe')"


def test_filters_are_any_of_each_and_all_kinds() -> None:
    assert terms.filters(["Person"], [3, 4], ["us"]) == "('@Person') & ('$3' | '$4') & ('!us')"
    assert terms.filters([], [], []) is None


@given(st.text())
@pytest.mark.django_db
def test_postgresql_understands_every_query(asked: str) -> None:
    for named in (False, True):
        query = terms.tsquery(terms.parse(asked, last_is_prefix=named), named=named)
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::tsquery::text", [query])


@given(st.text())
def test_nothing_typed_reaches_a_marked_lexeme(asked: str) -> None:
    query = terms.tsquery(terms.parse(asked)) or ""
    for mark in ("'#", "'@", "'$", "'!"):
        assert mark not in query
