"""Search as people do it: half-remembered names, other scripts, numbers in any format."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import Cast

from caseloom.access.actions import as_viewer
from caseloom.audit import queries as audit
from caseloom.explore import lookup, queries, search
from caseloom.explore.types import SearchResult
from caseloom.kernel.errors import Invalid, NotAllowed
from caseloom.kernel.ids import entity_id
from caseloom.resolve import actions as resolve

Thing = tuple[str, str, dict[str, list[str]]]

PEOPLE: list[Thing] = [
    (
        "ivan",
        "Person",
        {
            "name": ["Владимир Иванов"],
            "phone": ["+442079460123"],
            "passportNumber": ["X1234567"],
            "birthDate": ["1970-05-12"],
            "nationality": ["ru"],
        },
    ),
    ("smith", "Person", {"name": ["John Peter Smith"], "address": ["1 High Street, Leeds"]}),
    ("smyth", "Person", {"name": ["Joan Smyth"], "nationality": ["gb"]}),
    ("peter", "Company", {"name": ["Peter John Ltd"], "jurisdiction": ["gb"]}),
    ("car", "Vehicle", {"registrationNumber": ["AB 123 CD"], "model": ["Transit"]}),
    ("bank", "BankAccount", {"iban": ["DE89370400440532013000"]}),
]


@pytest.fixture
def people(cast: Cast) -> Cast:
    cast.records("agent", cast.scope("public"), *PEOPLE)
    return cast


def found(cast: Cast, asked: str, **filters: Any) -> list[str]:
    return [hit.caption for hit in _result(cast, asked, **filters).hits]


def _result(cast: Cast, asked: str, who: str = "agent", **filters: Any) -> SearchResult:
    with as_viewer(cast.viewer(who)) as viewer:
        return queries.search(viewer, asked, **filters)


@pytest.mark.parametrize(
    ("asked", "caption"),
    [
        ("vladimir ivanov", "Владимир Иванов"),
        ("Иванов", "Владимир Иванов"),
        ("IVANOV, Vladimir", "Владимир Иванов"),
        ("wladimir ivanov", "Владимир Иванов"),
        ("x-123 4567", "Владимир Иванов"),
        ("020 7946 0123", "Владимир Иванов"),
        ("+44 (0)20 7946-0123", "Владимир Иванов"),
        ("1970-05-12", "Владимир Иванов"),
        ("ab123cd", "AB 123 CD"),
        ("AB-123-CD", "AB 123 CD"),
        ("de89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ('"peter smith"', "John Peter Smith"),
        ("leeds smith", "John Peter Smith"),
        ("jhon smith", "John Peter Smith"),
        ("trans*", "AB 123 CD"),
    ],
)
def test_it_is_found(people: Cast, asked: str, caption: str) -> None:
    assert found(people, asked)[:1] == [caption]


def test_a_phrase_keeps_its_order(people: Cast) -> None:
    assert found(people, '"john peter"') == ["John Peter Smith"]
    assert sorted(found(people, "john peter")) == ["John Peter Smith", "Peter John Ltd"]


def test_what_was_asked_comes_before_what_is_like_it(people: Cast) -> None:
    result = _result(people, "smyth")
    assert [hit.caption for hit in result.hits] == ["Joan Smyth", "John Peter Smith"]
    assert result.spellings == {"smyth": ("smith",)}


def test_filters_and_facets(people: Cast) -> None:
    assert found(people, "john", schema=["Company"]) == ["Peter John Ltd"]
    assert found(people, "", country=["GB"], schema=["LegalEntity"]) != []
    assert found(people, "ivanov", since=date(1970, 5, 12), until=date(1970, 5, 12)) != []
    assert found(people, "ivanov", since=date(1970, 5, 13)) == []
    facets = _result(people, "", country=["gb", "ru"]).facets
    assert {one.value: one.count for one in facets.schemata} == {"Person": 2, "Company": 1}
    assert {one.value: one.count for one in facets.countries} == {"gb": 2, "ru": 1}
    assert {one.value: one.count for one in facets.years} == {"1970": 1}


@pytest.mark.parametrize(
    ("asked", "filters"),
    [
        ("", {}),
        ("?!", {}),
        ("x", {"limit": 0}),
        ("x", {"limit": 101}),
        ("x", {"cursor": "nonsense"}),
        ("x", {"schema": ["Persn"]}),
        ("x", {"country": ["u s"]}),
        ("x", {"since": date(2026, 1, 2), "until": date(2026, 1, 1)}),
    ],
)
def test_a_bad_question_is_told(people: Cast, asked: str, filters: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        found(people, asked, **filters)


def test_who_has_no_permission_may_not_search(people: Cast) -> None:
    with pytest.raises(NotAllowed):
        _result(people, "smith", who="auditor")


def test_one_entity_is_one_hit(people: Cast) -> None:
    with as_viewer(people.supervisor) as viewer:
        resolve.decide(
            left=entity_id("test", "smith"), right=entity_id("test", "smyth"), verdict="same",
            reason="a test", by=viewer,
        )  # fmt: skip
    (hit,) = _result(people, "smyth smith*").hits or _result(people, "smyth").hits
    assert set(hit.entity_ids) == {entity_id("test", "smith"), entity_id("test", "smyth")}


def test_completion_goes_by_the_last_word(people: Cast) -> None:
    with as_viewer(people.agent) as viewer:
        assert [one.caption for one in queries.suggest(viewer, "john p")] != []
        assert [one.caption for one in queries.suggest(viewer, "vlad")] == ["Владимир Иванов"]
        assert queries.suggest(viewer, "") == ()
        # An address is not what one completes.
        assert queries.suggest(viewer, "leed") == ()


@pytest.mark.parametrize("cap", [5, 150])
def test_pages_give_every_entity_once_whatever_the_order(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, cap: int
) -> None:
    # A small cap brings the stored order of common words into play.
    monkeypatch.setattr(search, "CAP", cap)
    things: list[Thing] = [
        (str(n), "Person", {"name": [f"Common {n}"], "address": ["x"] * (n % 3)}) for n in range(37)
    ]
    things += [(f"s{n}", "Person", {"name": [f"N{n}"], "address": ["Common St"]}) for n in range(9)]
    cast.records("agent", cast.scope("public"), *things)
    with as_viewer(cast.supervisor) as viewer:
        for left, right in (("1", "2"), ("2", "30"), ("s1", "7"), ("s2", "s3")):
            resolve.decide(
                left=entity_id("test", left), right=entity_id("test", right), verdict="same",
                reason="a test", by=viewer,
            )  # fmt: skip
    seen: list[Any] = []
    cursor = None
    for _ in range(60):
        result = _result(cast, "common", limit=4, cursor=cursor)
        seen += [hit.entity_id for hit in result.hits]
        cursor = result.next
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 46 - 4
    assert result.total_is_lower_bound == (cap == 5)


@pytest.mark.parametrize(
    ("asked", "filters"),
    [
        ("common", {}),
        ("mixed", {}),  # fewer are named than a page takes
        ("", {"schema": ["Person"]}),  # no words at all
    ],
)
def test_the_first_page_asks_once_where_it_can_and_says_the_same(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, asked: str, filters: dict[str, Any]
) -> None:
    things: list[Thing] = [
        (str(n), "Person", {"name": [f"Common {n}"], "address": ["Mixed St"]}) for n in range(170)
    ]
    things += [(f"m{n}", "Person", {"name": [f"Mixed {n}"]}) for n in range(20)]
    things += [(f"s{n}", "Person", {"name": ["N"], "address": ["Common St"]}) for n in range(30)]
    cast.records("agent", cast.scope("public"), *things)
    asks: list[str] = []
    find = lookup.find
    monkeypatch.setattr(lookup, "find", lambda *a, **k: (asks.append(""), find(*a, **k))[1])

    once = _result(cast, asked, limit=8, **filters)
    sparing, asks[:] = len(asks), []
    monkeypatch.setattr(search.Finding, "beginning", lambda *_: ())
    assert _result(cast, asked, limit=8, **filters) == once
    assert once.total_is_lower_bound and len(once.hits) == 8
    assert sparing == (1 if asked != "mixed" else len(asks))


@given(st.text(max_size=40))
@settings(
    deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_nothing_typed_breaks_it(people: Cast, asked: str) -> None:
    try:
        _result(people, asked)
    except Invalid as error:
        assert "nothing to search" in error.message


def test_the_search_is_on_record_with_what_it_showed(people: Cast) -> None:
    result = _result(people, "vladimir")
    with as_viewer(people.auditor) as auditor:
        (event,) = audit.events(auditor, verb="search.run").items
    assert event.actor_id == people.agent.id
    assert event.purpose == "a test"
    payload = str(event)
    assert "Владимир" in payload or result.hits[0].caption in payload
