"""Blocking keys as they stand in the database: what the code makes, once, and gone when asked."""

from typing import Any

import pytest
from django.db import connection

from caseloom.access.actions import as_viewer
from caseloom.engine.linkage import columns, features, online
from caseloom.resolve import matching, rows
from caseloom.resolve.projection import KeyProjection
from caseloom.store import actions as store
from tests.cast import Cast

# What COPY would take for an escape, and what separates the keys on their way.
HOSTILE = {"name": ["Ta\tb \\N", "\\.", "x\x1fy zed"], "email": ["a\\b\\N@x.org", "a\x1fb@x.org"]}
PLAIN = {"name": ["Robert Kowalczyk"], "birthDate": ["1978-12-11"]}


@pytest.fixture(params=["one by one", "in columns"], autouse=True)
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Either way, whatever the number of records."""
    if request.param == "in columns":
        monkeypatch.setattr(columns, "LEAST", 1)


def stored() -> dict[Any, list[int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT record_id, array_agg(key ORDER BY key) FROM resolve_key GROUP BY 1")
        apart = dict(cursor.fetchall())
        cursor.execute("SELECT record_id, keys FROM resolve_keyed")
        assert {one: sorted(keys) for one, keys in cursor.fetchall() if keys} == apart
    return apart


def described() -> dict[Any, str]:
    return dict(rows.fetch("SELECT record_id, described FROM resolve_keyed"))


def hashed(schema: str, properties: dict[str, list[str]]) -> list[int]:
    described = features.extract(schema, [properties])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT hashtextextended(%s || ' ' || k, 0) FROM unnest(%s::text[]) k ORDER BY 1",
            [described.group, list(online.keys(described))],
        )
        return [number for (number,) in cursor.fetchall()]


def test_what_the_code_makes_stands_there_once(cast: Cast) -> None:
    rows_given = (
        ("1", "Person", PLAIN),
        ("2", "Person", HOSTILE),
        ("3", "Vehicle", {"plate": ["A 1"]}),
    )
    made = cast.records("agent", cast.scope("agency"), *rows_given)
    with as_viewer(cast.agent):
        assert stored() == {
            record.id: keys
            for record, (_, schema, given) in zip(made, rows_given, strict=True)
            if (keys := hashed(schema, given))
        }
        assert described() == {
            record.id: online.pack(features.extract(schema, [given]))
            for record, (_, schema, given) in zip(made, rows_given, strict=True)
        }


def test_a_retracted_record_leaves_none_and_a_reinstated_one_has_its_own(cast: Cast) -> None:
    made = cast.records(
        "agent", cast.scope("agency"), ("1", "Person", PLAIN), ("2", "Person", HOSTILE)
    )
    ids = [record.id for record in made]
    with as_viewer(cast.agent):
        before = stored()
        assert set(before) == set(ids)
    with as_viewer(cast.records_officer) as officer:
        store.retract(record_ids=ids[1:], reason="a wrong file", by=officer)
        assert stored() == {ids[0]: before[ids[0]]}
        store.reinstate(record_ids=ids[1:], reason="the right one", by=officer)
        assert stored() == before


def test_a_rebuild_changes_nothing(cast: Cast) -> None:
    cast.records("agent", cast.scope("agency"), ("1", "Person", PLAIN), ("2", "Person", HOSTILE))
    with as_viewer(cast.agent):
        before, words, counts = stored(), described(), list[int]()
        rows.execute("UPDATE resolve_keyed SET described = NULL, keys = '{1}'")
        KeyProjection().rebuild(told=counts.append)
        assert (stored(), described(), counts) == (before, words, [2])


def test_a_match_reads_them_and_an_outsiders_does_not(cast: Cast) -> None:
    (made,) = cast.records("agent", cast.scope("team:fraud"), ("1", "Person", PLAIN))
    with as_viewer(cast.agent) as agent:
        (found, *_) = matching.match(agent, schema="Person", properties=PLAIN).candidates
        assert found.entity_id == made.entity_id
    with as_viewer(cast.outsider) as outsider:
        assert stored() == {}
        assert matching.match(outsider, schema="Person", properties=PLAIN).candidates == ()
