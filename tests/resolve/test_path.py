"""The thin path: run, suggestions, decide, members, undo."""

from uuid import UUID

import pytest

from caseloom.access.actions import as_viewer
from caseloom.resolve import actions, queries
from tests.cast import Cast

ROBERT = {
    "name": ["Robert Kowalczyk"], "birthDate": ["1978-12-11"], "phone": ["+17029191300"],
}  # fmt: skip
BOB = {"name": ["Kowalczyk, Bob"], "birthDate": ["1978-12-11"], "phone": ["+17029191300"]}
THIRD = {"name": ["R. Kowalczyk"], "phone": ["+17029191300"], "email": ["rk@example.org"]}
OTHER = {"name": ["Amélie Durand"], "birthDate": ["1990-01-01"]}


@pytest.fixture
def people(cast: Cast) -> list[UUID]:
    """Three records of one man and one of somebody else, in the agency's scope."""
    found = cast.records(
        "agent", cast.scope("agency"),
        ("1", "Person", ROBERT), ("2", "Person", BOB), ("3", "Person", THIRD),
        ("4", "Person", OTHER),
    )  # fmt: skip
    return [record.entity_id for record in found]


def test_from_records_to_one_entity_and_back(cast: Cast, people: list[UUID]) -> None:
    robert, bob, *_ = people
    with as_viewer(cast.analyst) as analyst:
        run = actions.run(schemata=("Person",), by=analyst)
        page = queries.suggestions(analyst)
    pairs = {frozenset((s.left, s.right)) for s in page.items}
    assert frozenset((robert, bob)) in pairs
    assert run.counts["units"] == 4
    with as_viewer(cast.agent) as agent:
        judgement = actions.decide(
            left=robert, right=bob, verdict="same", reason="same phone and birthday", by=agent
        )
        members = queries.members(agent, [robert, bob])
        assert members[robert] == members[bob] and set(members[bob]) == {robert, bob}
        assert all({s.left, s.right} != {robert, bob} for s in queries.suggestions(agent).items)
        actions.undo(judgement_id=judgement.id, reason="a mistake", by=agent)
        assert queries.members(agent, [robert]) == {robert: (robert,)}
        assert any({s.left, s.right} == {robert, bob} for s in queries.suggestions(agent).items)
