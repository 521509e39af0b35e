"""Recording, and that no act stands without its event."""

import pytest
from django.db import DatabaseError, connection

from caseloom.access.actions import as_viewer
from caseloom.audit import actions, queries
from caseloom.kernel.errors import Unavailable
from tests.cast import Cast


def test_an_event_is_recorded_with_what_was_shown(cast: Cast) -> None:
    scope = cast.scope("team:fraud", "agent")
    with as_viewer(cast.agent) as agent:
        event_id = actions.record(
            verb="profile.viewed", object_kind="entity", object_id="e1", by=agent,
            shown={scope: {"name": ["Ada"]}}, detail={"links": 3},
        )  # fmt: skip
        event = queries.event(agent, event_id)
    assert (event.actor_id, event.purpose, event.verb) == (agent.id, "a test", "profile.viewed")
    assert event.detail == {"links": 3}
    assert [(one.scope, one.state, one.values) for one in event.shown] == [
        (scope, "shown", {"name": ["Ada"]})
    ]
