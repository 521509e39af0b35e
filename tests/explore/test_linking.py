"""The link projection: edges from records, degrees that equal a count, whatever happened before."""

import random
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from tests.cast import Cast

from caseloom.access.actions import as_viewer
from caseloom.explore.linking import LinkProjection
from caseloom.kernel.ids import entity_id
from caseloom.store import actions as store

EDGES = """
    SELECT record_id, source, target, schema, scope, source_id, label, start_date, end_date,
           amount, recorded_at, current FROM explore_edge ORDER BY record_id, schema, source, target
"""
DEGREES = """
    SELECT entity_id, schema, scope, outgoing, incoming FROM explore_degree ORDER BY 1, 2, 3
"""
SCANNED = """
    SELECT id, schema, scope, sum(o), sum(i) FROM (
        SELECT source AS id, schema, scope, 1 AS o, 0 AS i FROM explore_edge WHERE current
        UNION ALL SELECT target, schema, scope, 0, 1 FROM explore_edge WHERE current) e
     GROUP BY id, schema, scope ORDER BY 1, 2, 3
"""


def rows(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def _id(key: str) -> UUID:
    return entity_id("test", key)


def test_a_link_record_makes_an_edge(cast: Cast) -> None:
    cast.records(
        "agent",
        cast.scope("public"),
        (
            "pay",
            "Payment",
            {
                "payer": [str(_id("a"))],
                "beneficiary": [str(_id("b")), str(_id("c"))],
                "amount": ["1200.50"],
                "date": ["2026-03-01"],
            },
        ),
        ("pass", "Passport", {"holder": [str(_id("a"))], "number": ["X1"]}),
    )
    with as_viewer(cast.agent):
        found = {(row[1], row[3], row[2]): row for row in rows(EDGES)}
    assert set(found) == {
        (_id("a"), "Payment", _id("b")),
        (_id("a"), "Payment", _id("c")),
        (_id("pass"), "Identification:holder", _id("a")),
    }
    paid = found[_id("a"), "Payment", _id("b")]
    assert paid[7] == "2026-03-01" and str(paid[9]) == "1200.50" and "1200.50" in paid[6]


def test_a_value_that_is_no_id_makes_no_edge(cast: Cast) -> None:
    cast.records(
        "agent",
        cast.scope("public"),
        ("own", "Ownership", {"owner": ["somebody"], "asset": [str(_id("b"))]}),
        ("half", "Ownership", {"owner": [str(_id("a"))]}),
    )
    with as_viewer(cast.agent):
        assert rows(EDGES) == []
        assert rows(DEGREES) == []


@pytest.mark.parametrize("seed", range(3))
def test_degrees_equal_a_count_and_rebuilding_changes_nothing(cast: Cast, seed: int) -> None:
    chance = random.Random(seed)
    scopes = [cast.scope("public"), cast.scope("agency")]
    made: list[Any] = []
    gone: set[UUID] = set()
    for step in range(12):
        if made and chance.random() < 0.5:
            chosen = [one.id for one in chance.sample(made, min(3, len(made)))]
            _turn(cast, chosen, gone)
        else:
            things = [_payment(chance, f"{step}-{n}") for n in range(chance.randint(1, 6))]
            made += cast.records("supervisor", chance.choice(scopes), *things)
        with as_viewer(cast.supervisor):
            assert rows(DEGREES) == rows(SCANNED)
    with as_viewer(cast.supervisor):
        before = rows(EDGES), rows(DEGREES)
        LinkProjection().rebuild(told=lambda done: None)
        assert (rows(EDGES), rows(DEGREES)) == before


def _turn(cast: Cast, chosen: list[UUID], gone: set[UUID]) -> None:
    with as_viewer(cast.records_officer) as officer:
        store.retract(record_ids=[i for i in chosen if i not in gone], reason="a test", by=officer)
        store.reinstate(record_ids=[i for i in chosen if i in gone], reason="a test", by=officer)
    gone ^= set(chosen)


def _payment(chance: random.Random, key: str) -> tuple[str, str, dict[str, list[str]]]:
    ends = [str(_id(str(chance.randint(1, 5)))) for _ in range(2)]
    return key, "Payment", {"payer": [ends[0]], "beneficiary": [ends[1]], "purpose": [key]}


def test_who_may_not_see_a_link_sees_no_edge_and_no_degree(cast: Cast) -> None:
    cast.records("agent", cast.scope("team:fraud"), _payment(random.Random(1), "x"))
    with as_viewer(cast.outsider):
        assert rows(EDGES) == [] and rows(DEGREES) == []
    with as_viewer(cast.agent):
        assert len(rows(EDGES)) == 1
