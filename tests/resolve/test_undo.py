"""A judgement and its undo leave nothing behind, in a group of fifty as in one of two."""

from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseloom.access.actions import as_viewer
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import actions, queries, reading
from caseloom.resolve.errors import Contradiction
from caseloom.resolve.types import Verdict
from caseloom.store import queries as store
from tests.cast import Cast

FIFTY = 50
PAIRS = st.tuples(st.integers(0, FIFTY - 1), st.integers(0, FIFTY - 1)).filter(
    lambda pair: pair[0] != pair[1]
)
# Mostly “same”, so that groups grow; neighbours often, so that chains form.
VERDICTS = st.sampled_from(["same", "same", "same", "different", "unsure"])
STEPS = st.lists(
    st.tuples(
        PAIRS | st.integers(0, FIFTY - 2).map(lambda n: (n, n + 1)),
        VERDICTS,
    ),
    max_size=30,
)


@pytest.fixture
def fifty(cast: Cast) -> list[UUID]:
    """Fifty records of ten people who look alike five by five, and the pairs that a run queues."""
    made = cast.records("agent", cast.scope("agency"), *(
        (f"u{n}", "Person", {"name": [f"{name} Kowalczyk"], "phone": [f"+1702919{n // 5:04}"]})
        for n, name in enumerate(["Robert", "Bob", "Rob", "R.", "Roberto"] * 10)
    ))  # fmt: skip
    with as_viewer(cast.analyst) as analyst:
        actions.run(schemata=("Person",), by=analyst)
    return [record.entity_id for record in made]


def everything(viewer: Viewer, ids: list[UUID]) -> dict[str, Any]:
    """All that follows from judgements: ids, edges, entities and what is suggested."""
    members = queries.members(viewer, ids)
    made = reading.composition(ids)
    return {
        "ids": members,
        "same": made.same,
        "apart": made.apart,
        "unsure": made.unsure,
        "contradicted": made.contradicted,
        "entities": store.compose_many(viewer, list(members.values())),
        "queue": queries.suggestions(viewer, limit=500).items,
        "may be": queries.suggestions_for(viewer, ids, limit=500),
    }


def decided(by: Viewer, left: UUID, right: UUID, verdict: Verdict) -> UUID | None:
    """The id of a new judgement; None where one stands already or it would contradict."""
    known = {judgement.id for judgement in queries.judgements(by, [left])}
    try:
        made = actions.decide(left=left, right=right, verdict=verdict, reason="test", by=by).id
    except Contradiction:
        return None
    return None if made in known else made


@given(steps=STEPS, pair=PAIRS, verdict=VERDICTS)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_judgement_and_its_undo_restore_everything(
    cast: Cast, fifty: list[UUID], steps: list[Any], pair: tuple[int, int], verdict: Verdict
) -> None:
    with as_viewer(cast.agent) as agent:
        made = [decided(agent, fifty[one], fifty[two], said) for (one, two), said in steps]
        before = everything(agent, fifty)
        judgement = decided(agent, fifty[pair[0]], fifty[pair[1]], verdict)
        if judgement is not None:
            actions.undo(judgement_id=judgement, reason="back", by=agent)
        assert everything(agent, fifty) == before
        for one in made:
            if one is not None:
                actions.undo(judgement_id=one, reason="clean", by=agent)


def test_a_group_of_fifty_parts_and_comes_together_again(cast: Cast, fifty: list[UUID]) -> None:
    with as_viewer(cast.agent) as agent:
        chain = [
            actions.decide(left=one, right=two, verdict="same", reason="a chain", by=agent)
            for one, two in pairwise(fifty)
        ]
        whole = queries.members(agent, fifty)
        assert len(set(whole.values())) == 1 and len(whole[fifty[0]]) == FIFTY
        actions.undo(judgement_id=chain[24].id, reason="not he", by=agent)
        parts = queries.members(agent, fifty)
        assert {len(part) for part in parts.values()} == {25}
        # The half that has it keeps the id; the other goes by one of its own.
        name = whole[fifty[0]][0]
        half, other = (fifty[:25], fifty[25:]) if name in fifty[:25] else (fifty[25:], fifty[:25])
        assert parts[half[0]][0] == name and parts[other[0]][0] in other
        actions.decide(
            left=fifty[24], right=fifty[25], verdict="same", reason="he after all", by=agent
        )
        assert queries.members(agent, fifty) == whole


def test_an_undo_asks_the_same_number_of_questions_in_any_group(
    cast: Cast, fifty: list[UUID], django_assert_num_queries: Any
) -> None:
    with as_viewer(cast.agent) as agent:
        counts = []
        for size in (2, FIFTY):
            last = None
            for one, two in pairwise(fifty[:size]):
                last = actions.decide(left=one, right=two, verdict="same", reason="x", by=agent)
            assert last is not None
            with CaptureQueriesContext(connection) as captured:
                actions.undo(judgement_id=last.id, reason="y", by=agent)
            counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_group_goes_by_the_id_of_the_larger_part(cast: Cast) -> None:
    # The pair is on record before the three.
    agency = cast.scope("agency")
    early = [("a", "Person", {"name": ["A One"]}), ("b", "Person", {"name": ["B Two"]})]
    late = [(key, "Person", {"name": [f"{key} Late"]}) for key in ("c", "d", "e")]
    a, b = (r.entity_id for r in cast.records("agent", agency, *early))
    c, d, e = (r.entity_id for r in cast.records("agent", agency, *late))
    with as_viewer(cast.agent) as agent:
        for one, two in ((a, b), (c, d), (d, e)):
            actions.decide(left=one, right=two, verdict="same", reason="x", by=agent)
        pair, three = queries.members(agent, [a])[a], queries.members(agent, [c])[c]
        last = actions.decide(left=a, right=e, verdict="same", reason="one", by=agent)
        whole = queries.members(agent, [a])[a]
        # Three are more than two, though the two came first; every id still leads there.
        assert whole[0] == three[0]
        assert set(queries.members(agent, [a, b, c, d, e]).values()) == {whole}
        actions.undo(judgement_id=last.id, reason="two", by=agent)
        assert queries.members(agent, [a])[a] == pair
        assert queries.members(agent, [e])[e] == three


@given(steps=STEPS)
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whoever_joins_a_larger_group_changes_no_id(
    cast: Cast, fifty: list[UUID], steps: list[Any]
) -> None:
    with as_viewer(cast.agent) as agent:
        made = []
        for (one, two), verdict in steps:
            before = queries.members(agent, fifty)
            made.append(decided(agent, fifty[one], fifty[two], verdict))
            after = queries.members(agent, fifty)
            larger = max(before[fifty[one]], before[fifty[two]], key=len)
            if len(before[fifty[one]]) != len(before[fifty[two]]) and made[-1]:
                assert after[larger[0]][0] == larger[0]
            apart = set(fifty).difference(before[fifty[one]], before[fifty[two]])
            assert all(after[entity] == before[entity] for entity in apart)
        for judgement in made:
            if judgement is not None:
                actions.undo(judgement_id=judgement, reason="clean", by=agent)
