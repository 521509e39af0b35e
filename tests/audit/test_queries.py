"""Who reads the log: auditors all of it, everybody his own; and reading is on record."""

from dataclasses import replace

import pytest
from django.db import connection

from caseloom.access.actions import as_viewer
from caseloom.audit import actions, queries
from caseloom.audit.types import Event
from caseloom.kernel import clock
from caseloom.kernel.errors import Invalid, NotAllowed, NotFound
from caseloom.kernel.viewer import Viewer
from tests.audit.conftest import Write
from tests.cast import Cast


def _all(viewer: Viewer, limit: int, **filters: str) -> list[Event]:
    found, cursor = list[Event](), None
    while True:
        page = queries.events(viewer, limit=limit, cursor=cursor, **filters)  # type: ignore[arg-type]  # texts only
        found.extend(page.items)
        if page.next is None:
            return found
        cursor = page.next


def test_an_auditor_sees_who_looked(cast: Cast, write: Write) -> None:
    write(4)
    with as_viewer(cast.auditor) as auditor:
        (event,) = queries.events(auditor, object_kind="entity", object_id="e1").items
        assert (event.actor_name, event.purpose) == ("Ada Okafor", "a test")
        assert {shown.state for shown in event.shown} == {"shown", "withheld"}
        assert queries.events(auditor, actor=cast.agent.id, verb="profile.viewed").items
        assert queries.events(auditor, since=clock.now()).items == ()
        assert queries.events(auditor, verb="no.such").items == ()


@pytest.mark.parametrize("limit", [1, 3, 500])
def test_pages_give_each_event_once_latest_first(cast: Cast, write: Write, limit: int) -> None:
    write(7)
    with as_viewer(cast.auditor) as auditor:
        found = _all(auditor, limit, verb="profile.viewed")
    assert [event.object_id for event in found] == [f"e{n}" for n in reversed(range(7))]


def test_others_see_their_own_only(cast: Cast, write: Write) -> None:
    event_id = write(3)
    with as_viewer(cast.outsider) as outsider:
        assert all(event.actor_id == outsider.id for event in queries.events(outsider).items)
        with pytest.raises(NotFound):
            queries.event(outsider, event_id)
        for act in (queries.verify, queries.checkpoints):
            with pytest.raises(NotAllowed):
                act(outsider)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM audit_event WHERE actor_id <> %s", [outsider.id])
            assert cursor.fetchone() == (0,)
            cursor.execute("SELECT count(*) FROM audit_payload")
            assert cursor.fetchone() == (0,)
    with as_viewer(cast.agent) as agent:
        event = queries.event(agent, event_id)
        assert event.sequence is None
        assert {shown.state for shown in event.shown} == {"shown"}


def test_a_lost_scope_hides_what_was_shown(cast: Cast, write: Write) -> None:
    event_id = write(3)
    with as_viewer(replace(cast.agent, scopes=frozenset({1}))) as agent:
        assert {shown.scope for shown in queries.event(agent, event_id).shown} <= {1}


def test_without_a_viewer_the_log_is_empty(cast: Cast, write: Write) -> None:
    write(3)
    with connection.cursor() as cursor:
        for table in ("event", "payload", "leaf", "pending", "checkpoint", "destruction"):
            cursor.execute(f"SELECT count(*) FROM audit_{table}")
            assert cursor.fetchone() == (0,)


def test_reading_the_log_is_on_record(cast: Cast, write: Write) -> None:
    event_id = write(2)
    with as_viewer(cast.auditor) as auditor:
        queries.events(auditor, object_id="e1")
        queries.event(auditor, event_id)
        queries.verify(auditor)
        found = queries.events(auditor, actor=auditor.id).items
    assert [event.verb for event in found] == ["log.verified", "event.read", "log.read"]
    assert found[2].detail == {"filters": {"object_id": "e1"}, "events": 1}


def test_ids_do_not_count(cast: Cast) -> None:
    """Two events of one person, with another's between: the ids tell nothing of it."""
    with as_viewer(cast.agent) as agent, clock.freeze(clock.now()):
        ids = [
            actions.record(verb="a.b", object_kind="", object_id="", by=agent) for _ in range(30)
        ]
    assert len(set(ids)) == 30 and ids != sorted(ids)
    assert all(0 < one < 2**53 for one in ids)


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"limit": 501}, {"cursor": "x"}])
def test_a_bad_page_is_told(cast: Cast, wrong: dict[str, object]) -> None:
    with as_viewer(cast.auditor) as auditor, pytest.raises(Invalid):
        queries.events(auditor, **wrong)  # type: ignore[arg-type]  # wrong on purpose
