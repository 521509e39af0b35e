"""The thin path: run, suggestions, decide, members, undo."""

from uuid import UUID

import pytest

from caseloom.access.actions import as_viewer
from caseloom.resolve import actions, matching, queries, running, tasks, types
from caseloom.resolve.types import Suggestion
from tests.cast import Cast


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


def test_a_run_again_adds_nothing(cast: Cast, people: list[UUID]) -> None:
    with as_viewer(cast.analyst) as analyst:
        first = actions.run(by=analyst)
        before = queries.suggestions(analyst).items
        second = actions.run(by=analyst)
        assert queries.suggestions(analyst).items == before
    assert first.counts["added"] == first.counts["suggestions"] > 0
    assert (second.counts["added"], second.counts["gone"]) == (0, 0)


def test_weights_add_up_and_say_why(cast: Cast, people: list[UUID]) -> None:
    robert, bob, *_ = people
    with as_viewer(cast.analyst) as analyst:
        actions.run(schemata=("person",), by=analyst)
        shown = next(
            s for s in queries.suggestions(analyst).items if {s.left, s.right} == {robert, bob}
        )
        side_by_side = queries.compare(analyst, robert, bob)
    assert (
        sum(w.weight for w in shown.weights) == shown.score
        or abs(sum(w.weight for w in shown.weights) - shown.score) < 0.01
    )
    assert side_by_side.score is not None and abs(side_by_side.score - shown.score) < 1e-6
    name = next(w for w in side_by_side.weights if w.field == "names")
    assert name.left == ("Robert Kowalczyk",) or name.right == ("Robert Kowalczyk",)
    assert name.explanation == "the same name in another spelling, order or short form"
    assert (side_by_side.if_same.records, side_by_side.if_same.entities) == (2, 2)


def test_match_finds_by_nickname_and_phone(cast: Cast, people: list[UUID]) -> None:
    with as_viewer(cast.agent) as agent:
        found = queries.match(
            agent,
            schema="Person",
            properties={"name": ["Bobby Kowalczyk"], "phone": ["7029191300"]},
        )
        nothing = queries.match(agent, schema="Person", properties={"name": ["Zoe Nobody"]})
    assert {c.entity_id for c in found} >= set(people[:2])
    assert found.candidates[0].probability > 0.5
    assert not len(nothing)


def test_a_key_that_too_many_share_is_left_out_and_said(
    cast: Cast, people: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "KEY_CAP", 1)
    with as_viewer(cast.agent) as agent:
        found = queries.match(
            agent,
            schema="Person",
            properties={"phone": ["7029191300"], "email": ["rk@example.org"]},
        )
    assert found.left_out == ("t:7029191300", "p:9191300")
    assert [c.entity_id for c in found] == [people[2]]


def test_a_job_does_the_run_group_by_group(cast: Cast, people: list[UUID]) -> None:
    told: list[types.Progress] = []
    done = tasks.work(schemata=("Person", "vehicle"), by=cast.analyst, progress=told.append)
    assert {"person done", "vehicle done"} <= {progress.step for progress in told}
    with as_viewer(cast.analyst) as analyst:
        found = queries.run(analyst, done.id)
        assert (found.state, found.groups) == ("done", ("person", "vehicle"))
        assert found.counts["units"] == 4 and found in queries.runs(analyst)
    with as_viewer(cast.outsider) as outsider:
        assert queries.runs(outsider) == ()


def test_a_run_that_fails_says_why(
    cast: Cast, people: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object) -> dict[str, int]:
        raise OSError("the disk is full")

    monkeypatch.setattr(running, "_run_group", no_room)
    with pytest.raises(OSError, match="full"):
        tasks.work(schemata=("Person",), by=cast.analyst)
    with as_viewer(cast.analyst) as analyst:
        (found,) = queries.runs(analyst)
    assert (found.state, found.error) == ("failed", "the disk is full")


def test_the_queue_goes_on_where_a_page_ended(cast: Cast, people: list[UUID]) -> None:
    with as_viewer(cast.analyst) as analyst:
        actions.run(schemata=("Person",), by=analyst)
        whole = queries.suggestions(analyst)
        pages: list[Suggestion] = []
        cursor: str | None = None
        while True:
            page = queries.suggestions(analyst, cursor=cursor, limit=1)
            pages.extend(page.items)
            cursor = page.next
            if cursor is None:
                break
    assert len(whole.items) > 1 and tuple(pages) == whole.items
