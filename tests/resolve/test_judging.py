"""Judging: who may, contradictions, undo, and that any sequence undone leaves nothing behind."""

from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseloom.access.actions import as_viewer
from caseloom.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from caseloom.kernel.ids import new_id
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import actions, queries
from caseloom.resolve.errors import Contradiction
from caseloom.resolve.types import Judgement, Verdict
from tests.cast import Cast


def same(left: UUID, right: UUID, by: Viewer, verdict: Verdict = "same") -> Judgement:
    return actions.decide(left=left, right=right, verdict=verdict, reason="a test", by=by)


def test_only_a_judge_judges_and_says_why(cast: Cast, people: list[UUID]) -> None:
    with as_viewer(cast.recruiter) as recruiter, pytest.raises(NotAllowed):
        same(people[0], people[1], recruiter)
    with as_viewer(cast.agent) as agent:
        with pytest.raises(Invalid):
            actions.decide(left=people[0], right=people[1], verdict="same", reason=" ", by=agent)
        with pytest.raises(Invalid):
            same(people[0], people[0], agent)
        with pytest.raises(NotFound):
            same(people[0], new_id(), agent)


def test_the_same_decision_again_is_the_one_that_stands(cast: Cast, people: list[UUID]) -> None:
    with as_viewer(cast.agent) as agent:
        first = same(people[0], people[1], agent)
        again = same(people[1], people[0], agent)
        assert again == first
        assert len(queries.judgements(agent, people)) == 1


def test_a_direct_contradiction_names_the_judgement(cast: Cast, people: list[UUID]) -> None:
    with as_viewer(cast.agent) as agent:
        first = same(people[0], people[1], agent)
        with pytest.raises(Contradiction, match=str(first.id)):
            same(people[0], people[1], agent, "different")
        with pytest.raises(Contradiction, match="Ada Okafor"):
            same(people[0], people[1], agent, "unsure")


def test_a_contradiction_through_a_chain_names_every_link(cast: Cast, people: list[UUID]) -> None:
    a, b, c, d = people
    with as_viewer(cast.agent) as agent:
        first, second = same(a, b, agent), same(b, c, agent)
        with pytest.raises(Contradiction) as error:
            same(a, c, agent, "different")
        assert str(first.id) in str(error.value) and str(second.id) in str(error.value)
        apart = same(c, d, agent, "different")
        with pytest.raises(Contradiction, match=str(apart.id)):
            same(a, d, agent)
        actions.undo(judgement_id=apart.id, reason="wrong", by=agent)
        same(a, d, agent)
        assert set(queries.members(agent, [b])[b]) == set(people)


def test_unsure_may_become_sure(cast: Cast, people: list[UUID]) -> None:
    with as_viewer(cast.agent) as agent:
        same(people[0], people[1], agent, "unsure")
        assert len(queries.members(agent, [people[0]])[people[0]]) == 1
        same(people[0], people[1], agent)
        assert len(queries.members(agent, [people[0]])[people[0]]) == 2


def test_an_undo_happens_once_and_stays_on_record(cast: Cast, people: list[UUID]) -> None:
    with as_viewer(cast.agent) as agent:
        made = same(people[0], people[1], agent)
        undone = actions.undo(judgement_id=made.id, reason="wrong person", by=agent)
        assert undone.undone and undone.undone_reason == "wrong person" and not undone.standing
        with pytest.raises(Conflict):
            actions.undo(judgement_id=made.id, reason="again", by=agent)
        with pytest.raises(NotFound):
            actions.undo(judgement_id=new_id(), reason="none", by=agent)
        assert [j.undone for j in queries.judgements(agent, people)] == [True]


def test_as_of_shows_what_was_one_then(cast: Cast, people: list[UUID]) -> None:
    with as_viewer(cast.agent) as agent:
        made = same(people[0], people[1], agent)
        undone = actions.undo(judgement_id=made.id, reason="wrong", by=agent)
        assert undone.undone_at is not None and undone.undone_at > made.at
        then = queries.members(agent, [people[0]], as_of=made.at)
        assert set(then[people[0]]) == set(people[:2])
        assert queries.members(agent, [people[0]], as_of=undone.undone_at) == {
            people[0]: (people[0],)
        }


Step = tuple[int, int, Verdict]
PAIRS = st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(lambda p: p[0] != p[1])


@given(
    before=st.lists(st.tuples(PAIRS, st.sampled_from(["same", "different", "unsure"])), max_size=4),
    then=st.lists(st.tuples(PAIRS, st.sampled_from(["same", "different", "unsure"])), max_size=5),
    order=st.randoms(use_true_random=False),
)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_undoing_restores_the_composition(
    cast: Cast,
    people: list[UUID],
    before: list[tuple[tuple[int, int], Verdict]],
    then: list[tuple[tuple[int, int], Verdict]],
    order: object,
) -> None:
    """Whatever is decided and then taken back, in any order, leaves what was there before."""
    with as_viewer(cast.agent) as agent:
        for judgement in queries.judgements(agent, people):
            if not judgement.undone:
                actions.undo(judgement_id=judgement.id, reason="clean", by=agent)
        _decide_all(agent, people, before)
        members = queries.members(agent, people)
        made = _decide_all(agent, people, then)
        order.shuffle(made)  # type: ignore[attr-defined]  # Hypothesis' own Random
        for identity in made:
            actions.undo(judgement_id=identity, reason="back", by=agent)
        assert queries.members(agent, people) == members


def _decide_all(
    by: Viewer, people: list[UUID], steps: list[tuple[tuple[int, int], Verdict]]
) -> list[UUID]:
    known = {j.id for j in queries.judgements(by, people)}
    made: dict[UUID, None] = {}
    for (one, two), verdict in steps:
        try:
            made[same(people[one], people[two], by, verdict).id] = None
        except Contradiction:
            continue
    return [identity for identity in made if identity not in known]
