"""What a viewer may not see has no effect on what he sees."""

from itertools import pairwise
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from caseloom.access.actions import as_viewer
from caseloom.kernel.errors import NotFound
from caseloom.resolve import actions, queries
from caseloom.resolve.errors import UnknownJudgement, UnknownSuggestion
from caseloom.store import actions as store
from tests.cast import Cast
from tests.resolve.conftest import BOB, ROBERT, THIRD


@pytest.fixture
def bridge(cast: Cast) -> tuple[UUID, UUID, UUID]:
    """Two records for everybody and, between them, one of the fraud team: all judged the same."""
    agency = cast.scope("agency")
    team = cast.scope("team:fraud", "agent")
    one, two = (
        r.entity_id
        for r in cast.records("agent", agency, ("1", "Person", ROBERT), ("2", "Person", BOB))
    )
    (hidden,) = (r.entity_id for r in cast.records("agent", team, ("h", "Person", THIRD)))
    with as_viewer(cast.agent) as agent:
        for side in (one, two):
            actions.decide(left=side, right=hidden, verdict="same", reason="phone", by=agent)
    return one, hidden, two


def test_a_hidden_record_never_holds_two_visible_ones_together(
    cast: Cast, bridge: tuple[UUID, UUID, UUID]
) -> None:
    one, hidden, two = bridge
    with as_viewer(cast.agent) as agent:
        assert set(queries.members(agent, [one])[one]) == {one, hidden, two}
    with as_viewer(cast.outsider) as outsider:
        assert queries.members(outsider, bridge) == {one: (one,), two: (two,)}
        assert queries.judgements(outsider, bridge) == ()


def test_hidden_judgements_cannot_be_taken_back_or_contradicted(
    cast: Cast, bridge: tuple[UUID, UUID, UUID]
) -> None:
    one, hidden, two = bridge
    with as_viewer(cast.agent) as agent:
        judgement = queries.judgements(agent, [hidden])[0]
    with as_viewer(cast.outsider) as outsider:
        with pytest.raises(UnknownJudgement):
            actions.undo(judgement_id=judgement.id, reason="x", by=outsider)
        with pytest.raises(NotFound):
            queries.compare(outsider, one, hidden)
        # To him nothing speaks against it; to those who see more, the earlier judgements stand.
        made = actions.decide(left=one, right=two, verdict="different", reason="x", by=outsider)
        assert made.standing
    with as_viewer(cast.agent) as agent:
        assert set(queries.members(agent, [one])[one]) == {one, hidden, two}
        seen = next(j for j in queries.judgements(agent, [one]) if j.id == made.id)
        assert not seen.standing and not seen.undone


def test_a_retracted_record_holds_nothing_together(
    cast: Cast, bridge: tuple[UUID, UUID, UUID]
) -> None:
    one, hidden, two = bridge
    with as_viewer(cast.records_officer) as officer:
        pass
    with as_viewer(cast.supervisor) as supervisor:
        from caseloom.store import queries as store_queries

        (record,) = store_queries.records(supervisor, [hidden])
        if not supervisor.may("record.retract"):
            pytest.skip("nobody of the team may retract")
        store.retract(record_ids=[record.id], reason="wrong", by=supervisor)
        assert queries.members(supervisor, [one, two]) == {one: (one,), two: (two,)}
    assert officer.kind == "person"


def test_suggestions_and_scores_follow_from_visible_records_alone(cast: Cast) -> None:
    agency, team = cast.scope("agency"), cast.scope("team:fraud", "agent")
    one, two = (
        r.entity_id
        for r in cast.records("agent", agency, ("1", "Person", ROBERT), ("2", "Person", BOB))
    )
    with as_viewer(cast.analyst) as analyst:
        actions.run(by=analyst)
    with as_viewer(cast.outsider) as outsider:
        before = queries.suggestions(outsider).items
        match = queries.match(outsider, schema="Person", properties=ROBERT)
    # More about the first, and a third, for the team alone.
    cast.records("agent", team, ("1", "Person", {**ROBERT, "email": ["bob@example.org"]}))
    cast.records("agent", team, ("h", "Person", THIRD))
    with as_viewer(cast.analyst) as analyst:
        actions.run(by=analyst)
        seen = queries.suggestions(analyst).items
    with as_viewer(cast.outsider) as outsider:
        after = queries.suggestions(outsider).items
        assert queries.match(outsider, schema="Person", properties=ROBERT) == match
        hidden = next(s for s in seen if not {s.left, s.right} <= {one, two})
        with pytest.raises(UnknownSuggestion):
            queries.suggestion(outsider, hidden.id)
    assert after == before


def test_members_takes_the_same_number_of_queries_for_two_and_for_fifty(cast: Cast) -> None:
    agency = cast.scope("agency")
    many = [(str(n), "Person", {"name": [f"Person Number{n}"]}) for n in range(50)]
    ids = [r.entity_id for r in cast.records("agent", agency, *many)]
    with as_viewer(cast.agent) as agent:
        for left, right in pairwise(ids[:11]):
            actions.decide(left=left, right=right, verdict="same", reason="a chain", by=agent)
        counts = []
        for wanted in ([ids[0], ids[-1]], ids):  # one judged and one not, then fifty
            with CaptureQueriesContext(
                connection,
            ) as captured:
                queries.members(agent, wanted)
            counts.append(len(captured))
    assert counts[0] == counts[1] <= 4
