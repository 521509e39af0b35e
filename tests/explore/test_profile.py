"""The profile: every value with its source, why it is here, and what else it may be."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests.cast import Cast

from caseloom.access.actions import as_viewer
from caseloom.audit import queries as audit
from caseloom.explore import queries
from caseloom.kernel import clock
from caseloom.kernel.errors import NotFound
from caseloom.kernel.ids import entity_id
from caseloom.resolve import actions as resolve
from caseloom.store import actions as store


def _id(key: str) -> UUID:
    return entity_id("test", key)


@pytest.fixture
def world(cast: Cast) -> Cast:
    cast.records(
        "agent",
        cast.scope("public"),
        ("a", "Person", {"name": ["Ann Onymous"], "birthDate": ["1980-01-01"]}),
        ("b", "Person", {"name": ["A. Onymous"], "nationality": ["us"]}),
        ("own", "Ownership", {"owner": [str(_id("a"))], "asset": [str(_id("firm"))]}),
        ("pass", "Passport", {"holder": [str(_id("b"))], "number": ["X1"]}),
    )
    with as_viewer(cast.supervisor) as viewer:
        resolve.decide(left=_id("a"), right=_id("b"), verdict="same", reason="a test", by=viewer)
    return cast


def test_any_id_addresses_the_whole_entity(world: Cast) -> None:
    for key in "ab":
        with as_viewer(world.agent) as viewer:
            found = queries.profile(viewer, _id(key))
        assert set(found.entity.entity_ids) == {_id("a"), _id("b")}
        assert {value.value for value in found.entity.values["name"]} == {
            *("Ann Onymous", "A. Onymous")
        }


def test_each_value_cites_source_and_row(world: Cast) -> None:
    with as_viewer(world.agent) as viewer:
        found = queries.profile(viewer, _id("a"))
    (said,) = found.entity.values["birthDate"][0].statements
    assert (said.source_title, str(said.citation)) == ("Source test", "test.csv, row 2")
    assert said in found.statements


def test_links_judgements_and_reasons(world: Cast) -> None:
    with as_viewer(world.agent) as viewer:
        found = queries.profile(viewer, _id("a"))
    assert [(one.schema, one.outgoing, one.incoming) for one in found.links] == [
        ("Identification:holder", 0, 1),
        ("Ownership", 1, 0),
    ]
    assert [one.verdict for one in found.judgements] == ["same"]
    (why,) = found.why_here
    assert (why.legal_authority, why.records, why.retained_until) == ("a test", 2, None)


def test_retention_ends_after_the_last_record(cast: Cast) -> None:
    public = cast.scope("public")
    with as_viewer(cast.supervisor) as viewer:
        store.add_source(
            key="kept", title="Kept", kind="file", legal_authority="a law", retention_days=30,
            scope_id=public, by=viewer,
        )  # fmt: skip
    (record,) = cast.records(
        "supervisor", public, ("a", "Person", {"name": ["Ann"]}), source="kept"
    )
    with as_viewer(cast.agent) as viewer:
        (why,) = queries.profile(viewer, entity_id("kept", "a")).why_here
    assert why.retained_until == record.recorded_at + timedelta(days=30)


def test_as_of_shows_what_was_known(world: Cast) -> None:
    before = clock.now()
    world.records("agent", world.scope("public"), ("a", "Person", {"name": ["Ann O'Nymous"]}))
    with as_viewer(world.agent) as viewer:
        now, then = queries.profile(viewer, _id("a")), queries.profile(viewer, _id("a"), before)
        assert len(now.entity.values["name"]) == 3
        assert len(then.entity.values["name"]) == 2
        assert then.links == now.links
        with pytest.raises(NotFound):
            queries.profile(viewer, _id("a"), before - timedelta(days=1))


def test_hidden_and_absent_are_told_alike(cast: Cast) -> None:
    cast.records("agent", cast.scope("team:fraud"), ("a", "Person", {"name": ["Hidden"]}))
    told = []
    for key in ("a", "nobody"):
        with as_viewer(cast.outsider) as viewer, pytest.raises(NotFound) as error:
            queries.profile(viewer, _id(key))
        told.append((error.value.message, error.value.remedy, error.value.field))
    assert told[0] == told[1]


def test_a_look_is_on_record(world: Cast) -> None:
    with as_viewer(world.agent) as viewer:
        queries.profile(viewer, _id("b"))
    with as_viewer(world.auditor) as auditor:
        (event,) = audit.events(auditor, verb="profile.viewed").items
    assert event.object_kind == "entity" and event.actor_id == world.agent.id
