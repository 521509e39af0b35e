"""What is hidden changes nothing of what an outsider is told, and a planted leak is found."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from caseloom.config.postgres import Cluster
from tests.security.noninterference import Leak, Result, Run
from tests.security.worlds import World, two_worlds

STEPS = int(os.environ.get("CASELOOM_NONINTERFERENCE_STEPS", "2000"))

# Locks taken off, one at a time, as a careless migration might.
PLANTED = {
    "links": "ALTER POLICY explore_edge_scope ON explore_edge USING (true)",
    "degrees": "ALTER POLICY explore_degree_scope ON explore_degree USING (true)",
    "records": "ALTER POLICY store_record_scope ON store_record USING (true)",
    "cases": "ALTER POLICY cases_case_scope ON cases_case USING (true)",
    "tips": "ALTER POLICY tips_tip_seen ON tips_tip USING (true)",
    "suggestions": "ALTER POLICY assist_suggestion_seen ON assist_suggestion USING (true)",
    "letters": "ALTER POLICY tips_part_seen ON tips_part USING (true)",
    "likeness": (
        "CREATE OR REPLACE FUNCTION tips_alike(wanted bigint[], most int)"
        " RETURNS TABLE (tip uuid, marks bigint[]) LANGUAGE sql STABLE SECURITY DEFINER"
        " SET search_path = public, pg_temp AS"
        " 'SELECT l.tip_id, l.marks FROM tips_likeness l WHERE l.marks && wanted"
        " ORDER BY l.at DESC, l.tip_id LIMIT most'"
    ),
    "search": (
        "CREATE OR REPLACE FUNCTION explore_similar(wanted text[]) RETURNS SETOF text"
        " LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS"
        " 'SELECT DISTINCT token FROM explore_token WHERE keys && wanted'"
    ),
}
# A planted leak shows within so many steps, else the test is too weak.
SOON = 1_500
RARE = 2_000
"""From so many steps on, a search for pairs is sure to be among them."""


@pytest.fixture
def worlds(
    cluster: Cluster, django_db_setup: None, django_db_blocker: Any, request: pytest.FixtureRequest
) -> Iterator[tuple[World, World]]:
    label = "".join(c for c in request.node.name if c.isalnum()).lower()[-30:]
    with django_db_blocker.unblock(), two_worlds(cluster, label) as made:
        yield made


@pytest.mark.slow
def test_an_outsider_is_told_the_same_whatever_is_hidden(worlds: tuple[World, World]) -> None:
    result = Run(*worlds, seed=20_260_302).go(STEPS)

    _was_worth_it(result)


def _was_worth_it(result: Result) -> None:
    """Enough happened that a difference could have shown."""
    assert result.steps == STEPS
    assert result.hidden > STEPS / 10
    assert result.answers > STEPS / 2
    assert {"room", "page", "api", "bring", "judge"} <= set(result.kinds)
    assert {"tips", "lead", "tell", "triage", "write_back", "trespass_tips"} <= set(result.kinds)
    if result.steps >= RARE:
        assert "find_pairs" in result.kinds


@pytest.mark.slow
@pytest.mark.parametrize("leak", PLANTED)
def test_a_planted_leak_is_found(worlds: tuple[World, World], leak: str) -> None:
    for world in worlds:
        with psycopg.connect(world.dsns.owner, autocommit=True) as owner:
            _as_its_owner(owner, PLANTED[leak])

    with pytest.raises(Leak):
        Run(*worlds, seed=1).go(SOON)


@contextmanager
def _role(owner: "psycopg.Connection[Any]", role: str) -> Iterator[None]:
    owner.execute(f"SET ROLE {role}")  # type: ignore[arg-type]  # a constant of this module
    yield
    owner.execute("RESET ROLE")


def _as_its_owner(owner: "psycopg.Connection[Any]", statement: str) -> None:
    with _role(owner, "caseloom_search" if "FUNCTION" in statement else "caseloom_owner"):
        owner.execute(statement)  # type: ignore[arg-type]  # a constant of this module
