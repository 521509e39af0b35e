"""The way to the answer: indexes are used as the app's role, with row-level security on."""

import json
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections
from tests.cast import Cast

from caseloom.access.actions import as_viewer
from caseloom.config.postgres import Dsns
from caseloom.explore import lookup
from caseloom.explore.lookup import Question


@pytest.fixture
def many(cast: Cast) -> Cast:
    _fill(cast)
    return cast


def _fill(cast: Cast) -> None:
    """A few thousand entries, so that an index is worth its while."""
    people = [
        (str(n), "Person", {"name": [f"Common{'' if n % 400 else ' Rare'} N{n}"]})
        for n in range(4000)
    ]
    links = [
        (f"l{n}", "Ownership", {"owner": [_uuid(n)], "asset": [_uuid(n + 1)]}) for n in range(2000)
    ]
    cast.records("agent", cast.scope("public"), *people, *links)


def _uuid(n: int) -> str:
    return f"00000000-0000-8000-8000-{n:012}"


def used(sql: str, values: Any = None) -> set[str]:
    """The indexes of the plan; a scan of the whole table only where no index can serve."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", values)
        (plan,) = cursor.fetchone()
    return set(_indexes(json.loads(plan) if isinstance(plan, str) else plan))


def _indexes(plan: Any) -> Any:
    if isinstance(plan, list):
        for one in plan:
            yield from _indexes(one)
    elif isinstance(plan, dict):
        if "Index Name" in plan:
            yield plan["Index Name"]
        for value in plan.values():
            yield from _indexes(value)


def test_the_app_is_no_owner_and_sees_through_a_policy(many: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("caseloom_app",)
        cursor.execute("SELECT count(*) FROM explore_entry")
        assert cursor.fetchone() == (0,)


def test_a_word_is_looked_up_in_the_text_index(many: Cast) -> None:
    # auto_explain is not there for everybody: the index's own counter says whether it was read.
    before = _scans("explore_entry_tsv")
    with as_viewer(many.agent):
        found = lookup.find(Question("'wrare'", None), cap=50)
        assert len(found) == 10
    assert _scans("explore_entry_tsv") > before


@pytest.mark.parametrize("after", [None, (460, UUID(int=2**127))])
def test_either_way_gives_the_same(committed: Dsns, cast: Cast, after: Any) -> None:
    """Without figures the planner takes every word for rare; after ANALYZE it knows better."""
    _fill(cast)
    told = []
    for index in ("explore_entry_tsv", "explore_entry_rank"):
        with as_viewer(cast.agent):
            before = _scans(index)
            told.append(lookup.find(Question("'wcommon'", None), cap=50, after=after))
            assert _scans(index) > before
        with connections["owner"].cursor() as cursor:
            cursor.execute("ANALYZE explore_entry")
    assert told[0] == told[1] and len(told[0]) == 50


def _scans(index: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(pg_stat_get_xact_numscans(%s::regclass), 0)"
            " + coalesce(pg_stat_get_numscans(%s::regclass), 0)",
            [index, index],
        )
        (count,) = cursor.fetchone()
    return int(count)


READ_BY = {
    "SELECT * FROM explore_edge e WHERE e.source = ANY(%s)": "explore_edge_out",
    "SELECT * FROM explore_edge e WHERE e.target = ANY(%s)": "explore_edge_in",
    "SELECT * FROM explore_degree WHERE entity_id = ANY(%s)": "explore_degree_pkey",
    "SELECT * FROM explore_entry WHERE entity_id = ANY(%s)": "explore_entry_entity",
}


def test_edges_degrees_and_names_are_read_by_index(committed: Dsns, cast: Cast) -> None:
    _fill(cast)
    # With figures from before there were rows, the planner takes one index for another.
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE explore_edge, explore_degree, explore_entry")
    with as_viewer(cast.agent):
        for sql, index in READ_BY.items():
            assert index in used(sql, [[_uuid(3)]])
