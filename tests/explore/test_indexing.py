"""The search projection: the same words in SQL as in Python, nothing lost, nothing left over."""

import random
from itertools import count
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.cast import Cast

from caseloom.access.actions import as_viewer
from caseloom.explore import text
from caseloom.explore.indexing import SearchProjection
from caseloom.kernel.ids import entity_id
from caseloom.store import actions as store
from caseloom.store.types import NewRecord

ENTRIES = """
    SELECT record_id, entity_id, schema, source_id, scope, rank, caption, countries, first_date,
           last_date, tsv::text FROM explore_entry ORDER BY record_id
"""
TOKENS = "SELECT scope, token, keys FROM explore_token ORDER BY scope, token"


def rows(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def lexemes(weight: str) -> set[str]:
    return {
        lexeme
        for (lexeme,) in rows(
            f"SELECT DISTINCT u.lexeme FROM explore_entry, unnest(tsv) u"
            f" WHERE '{weight}' = ANY (u.weights)"
        )
    }


def test_an_entry_says_where_and_what(cast: Cast) -> None:
    public = cast.scope("public")
    cast.records(
        "agent",
        public,
        (
            "1",
            "Person",
            {
                "name": ["Владимир Иванов", "O'Brien"],
                "phone": ["+442079460123"],
                "passportNumber": ["X-12 34567"],
                "birthDate": ["1970-02"],
                "nationality": ["ru", "gb"],
                "address": ["1 High Street"],
            },
        ),
    )
    with as_viewer(cast.agent):
        (entry,) = rows(ENTRIES)
        assert entry[2] == "Person" and entry[4] == public
        assert entry[6] == "Владимир Иванов"
        assert entry[7] == ["gb", "ru"]
        assert [str(day) for day in entry[8:10]] == ["1970-02-01", "1970-02-28"]
        assert {"wvladimir", "wivanov", "wobrien", "wo", "wbrien"} <= lexemes("A")
        assert {"w442079460123", "wx1234567", "wx", "w12", "w34567"} <= lexemes("B")
        assert {"w1", "whigh", "wstreet"} <= lexemes("C")
        assert {"w1970", "w02", "w197002"} <= lexemes("D")
        for marked in (f"'#{public}'", "'@Person'", "'!ru'", "'!gb'", "'~79460123'"):
            assert marked in entry[10]
        assert {token for _, token, _ in rows(TOKENS)} == {
            *("vladimir", "ivanov", "obrien", "brien")
        }


def test_a_word_that_cleaning_dropped_is_found_by_its_original(cast: Cast) -> None:
    with as_viewer(cast.agent) as agent:
        source = cast.source(agent, cast.scope("public"))
        run = store.start_run(
            source_id=source.id, scope_id=source.scope, file_name="", file_hash="", mapping={},
            by=agent,
        )  # fmt: skip
        store.append(
            run_id=run.id,
            records=[
                NewRecord(
                    entity_id("test", "1"), "1", "Person", {"name": ("Ann",)},
                    {"phone": ("ask for 555-0199",)},
                )
            ],
            by=agent,
        )  # fmt: skip
        assert "w5550199" in lexemes("B") or {"w555", "w0199"} <= lexemes("B")


_numbers = count()
NAMES = st.text(min_size=1, max_size=60).filter(
    lambda value: value.strip() and not set(value) & set("\x00\x1c\x1d\x1e\x1f")
)


@given(st.lists(NAMES, min_size=1, max_size=6))
@example(["a" * 100, "12e3x 0x1f 1e5", "x\u00a0y`z", "gap w w1 O''Neil"])
@example(["www.example.com/~path?q=1&r=2", "<b>tag</b>", "a_b-c", "İstanbul", "ﬁne"])
@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_sql_finds_the_words_that_python_finds(cast: Cast, names: list[str]) -> None:
    key = f"example {next(_numbers)}"
    cast.records("agent", cast.scope("public"), (key, "Person", {"name": names}))
    with as_viewer(cast.agent):
        stored = {
            lexeme
            for (lexeme,) in rows(
                "SELECT u.lexeme FROM explore_entry e JOIN store_record r ON r.id = e.record_id,"
                f" unnest(e.tsv) u WHERE r.origin_id = '{key}' AND u.lexeme LIKE 'w%'"
            )
        }
    wanted = {f"w{word}" for name in names for word in text.words(name)}
    apart = {
        f"w{word}" for name in names for word in text.words(text.plain(name).replace("'", " "))
    }
    assert wanted <= stored <= wanted | apart


def test_a_retraction_takes_the_entry_and_its_own_words_away(cast: Cast) -> None:
    public = cast.scope("public")
    one, other = cast.records(
        "supervisor",
        public,
        ("1", "Person", {"name": ["Zebedee Common"]}),
        ("2", "Person", {"name": ["Archibald Common"]}),
    )
    before = _state(cast)
    with as_viewer(cast.records_officer) as officer:
        store.retract(record_ids=[one.id], reason="wrong person", by=officer)
    entries, tokens = _state(cast)
    assert [entry[0] for entry in entries] == [other.id]
    assert {token for _, token, _ in tokens} == {"archibald", "common"}
    with as_viewer(cast.records_officer) as officer:
        store.reinstate(record_ids=[one.id], reason="right after all", by=officer)
    assert _state(cast) == before


@pytest.mark.parametrize("seed", range(3))
def test_rebuilding_gives_what_following_gave(cast: Cast, seed: int) -> None:
    chance = random.Random(seed)
    public, fraud = cast.scope("public"), cast.scope("team:fraud")
    first = ["Ann", "Bob", "Чук", "Zoë", "O'Neil"]
    last = ["Smith", "Müller", "李", "d'Arc", "van den Berg"]
    made = []
    for batch in range(4):
        things = [
            (
                f"{batch}-{n}",
                chance.choice(["Person", "Company"]),
                {"name": [f"{chance.choice(first)} {chance.choice(last)}"], "country": ["us"]},
            )
            for n in range(chance.randint(1, 8))
        ]
        made += cast.records("supervisor", chance.choice([public, fraud]), *things)
    gone = [one.id for one in chance.sample(made, 5) if one.scope == public]
    if gone:
        with as_viewer(cast.records_officer) as officer:
            store.retract(record_ids=gone, reason="a test", by=officer)
    before = _state(cast)
    with as_viewer(cast.supervisor):
        SearchProjection().rebuild(told=lambda done: None)
    assert _state(cast) == before


def test_rebuilding_leaves_alone_what_one_may_not_see(cast: Cast) -> None:
    cast.records("agent", cast.scope("team:fraud"), ("1", "Person", {"name": ["Hidden One"]}))
    before = _state(cast)
    with as_viewer(cast.outsider):
        SearchProjection().rebuild(told=lambda done: None)
        assert rows(ENTRIES) == []
    assert _state(cast) == before


def _state(cast: Cast) -> tuple[list[Any], list[Any]]:
    with as_viewer(cast.supervisor):
        return rows(ENTRIES), rows(TOKENS)
