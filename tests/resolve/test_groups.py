"""The groups that pairs would make: who is in, by which pair, and what a viewer sees of them."""

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from caseloom.access.actions import as_viewer
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import actions, groups, queries
from caseloom.resolve.gathering import Gathered
from caseloom.resolve.types import Group, Suggestion
from tests.cast import Cast
from tests.resolve.conftest import BOB, ROBERT

PHONE = "+17029191300"
# Two who agree with Robert and with each other, and somebody who shares an e-mail with one.
ROB = {"name": ["Rob Kowalczyk"], "birthDate": ["1978-12-11"], "email": ["rk@example.org"]}
LONE = {"name": ["Robert K. Kowalczyk"], "email": ["rk@example.org"]}


def queue(viewer: Viewer) -> dict[frozenset[UUID], Suggestion]:
    return {frozenset((s.left, s.right)): s for s in queries.suggestions(viewer).items}


@pytest.fixture
def four(cast: Cast) -> list[UUID]:
    agency = cast.scope("agency")
    found = cast.records(
        "agent", agency, ("1", "Person", ROBERT), ("2", "Person", BOB), ("3", "Person", ROB),
        ("4", "Person", LONE),
    )  # fmt: skip
    with as_viewer(cast.analyst) as analyst:
        actions.run(schemata=("Person",), by=analyst)
    return [record.entity_id for record in found]


def of(viewer: Viewer, *pair: UUID) -> Group:
    found = queue(viewer)[frozenset(pair)].group
    assert found is not None
    return found


def test_a_pair_tells_its_group_and_what_holds_it(cast: Cast, four: list[UUID]) -> None:
    robert, bob, rob, lone = four
    with as_viewer(cast.agent) as agent:
        found = of(agent, robert, bob)
        bridge_pair = queue(agent)[frozenset((rob, lone))]
        assert queries.compare(agent, robert, bob).group == found
        assert queries.suggestion(agent, bridge_pair.id).group == found
    assert (set(found.entities), found.joined, found.complete) == (set(four), True, True)
    # Nobody but the third shares anything telling with the fourth.
    assert found.bridge is not None
    assert (found.bridge.suggestion, found.bridge.score) == (bridge_pair.id, bridge_pair.score)
    assert found.bridge.weights == bridge_pair.weights
    captions = {found.bridge.left_caption, found.bridge.right_caption}
    assert captions == {"Rob Kowalczyk", "Robert K. Kowalczyk"}
    assert found.bridge.probability < groups.SURE and found.review and not found.conflict


def test_two_alone_are_no_group(cast: Cast) -> None:
    cast.records("agent", cast.scope("agency"), ("1", "Person", ROBERT), ("2", "Person", BOB))
    with as_viewer(cast.analyst) as analyst:
        actions.run(by=analyst)
        assert [one.group for one in queries.suggestions(analyst).items] == [None]


def test_a_group_is_that_of_the_engine(cast: Cast, four: list[UUID]) -> None:
    """What waits, grouped here, is what a run's own grouping gives."""
    with as_viewer(cast.analyst) as analyst:
        gathered = Gathered("person", analyst, lambda _: None)
        try:
            made = {
                frozenset(UUID(member) for member in members)
                for members in gathered.clusters(None, [], [])
            }
        finally:
            gathered.close()
        assert {frozenset(of(analyst, *pair).entities) for pair in queue(analyst)} == made


def test_who_is_judged_different_stays_out_and_the_group_is_marked(
    cast: Cast, four: list[UUID]
) -> None:
    robert, bob, rob, lone = four
    with as_viewer(cast.agent) as agent:
        made = actions.decide(left=rob, right=lone, verdict="different", reason="no", by=agent)
        found = of(agent, robert, bob)
        assert set(found.entities) == {robert, bob, rob}
        assert found.conflict and found.review
        # With what is left of the fourth's pairs it is no group of his.
        assert not of(agent, robert, lone).joined
        actions.undo(judgement_id=made.id, reason="yes", by=agent)
        assert not of(agent, robert, bob).conflict


def test_what_is_judged_one_counts_as_one(cast: Cast, four: list[UUID]) -> None:
    robert, bob, rob, lone = four
    with as_viewer(cast.agent) as agent:
        actions.decide(left=robert, right=bob, verdict="same", reason="he", by=agent)
        found = of(agent, rob, lone)
        members = queries.members(agent, [bob])[bob]
    assert set(found.entities) == {members[0], rob, lone}


def test_a_viewer_sees_the_part_that_he_may_see(cast: Cast, four: list[UUID]) -> None:
    with as_viewer(cast.outsider) as outsider:
        before = queries.suggestions(outsider).items
    team = cast.scope("team:fraud")
    hidden = cast.records(
        "agent", team, ("h", "Person", {**LONE, "phone": [PHONE], "birthDate": ["1978-12-11"]})
    )
    with as_viewer(cast.analyst) as analyst:
        actions.run(schemata=("Person",), by=analyst)
        whole = of(analyst, *four[:2])
        assert set(whole.entities) == {*four, hidden[0].entity_id}
        # To those who see it, the fourth hangs by more than a pair.
        assert whole.bridge is None and not whole.review
    with as_viewer(cast.outsider) as outsider:
        assert queries.suggestions(outsider).items == before


def test_what_goes_on_beyond_the_bound_is_said(
    cast: Cast, four: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "MOST", 2)
    with as_viewer(cast.agent) as agent:
        robert, bob, *_ = four
        assert queries.compare(agent, robert, bob).group is None
    monkeypatch.setattr(groups, "MOST", 3)
    with as_viewer(cast.agent) as agent:
        found = queries.compare(agent, robert, bob).group
    assert found is not None and len(found.entities) == 3 and not found.complete


def test_a_page_of_pairs_asks_no_more_than_one_pair(cast: Cast, four: list[UUID]) -> None:
    with as_viewer(cast.agent) as agent:
        counts = []
        for limit in (1, 50):
            with CaptureQueriesContext(connection) as captured:
                queries.suggestions(agent, limit=limit)
            counts.append(len(captured))
    assert abs(counts[0] - counts[1]) <= groups.STEPS
