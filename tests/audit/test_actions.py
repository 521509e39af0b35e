"""Recording, destroying by order, and that no act stands without its event."""

import json

import pytest
from django.db import connection, connections, transaction
from django.db.utils import ProgrammingError

from caseloom.access.actions import as_viewer
from caseloom.audit import actions, queries
from caseloom.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from caseloom.kernel.viewer import Viewer
from tests.audit.conftest import Write, seal
from tests.cast import Cast


def _view(by: Viewer, scope: int, verb: str = "profile.viewed") -> int:
    return actions.record(
        verb=verb, object_kind="entity", object_id="e1", by=by,
        shown={scope: {"name": ["Ada"]}}, detail={"links": 3},
    )  # fmt: skip


def test_an_event_is_recorded_with_what_was_shown(cast: Cast) -> None:
    scope = cast.scope("team:fraud", "agent")
    with as_viewer(cast.agent) as agent:
        event = queries.event(agent, _view(agent, scope))
    assert (event.actor_id, event.actor_kind) == (agent.id, "person")
    assert (event.purpose, event.verb, event.detail) == ("a test", "profile.viewed", {"links": 3})
    (shown,) = event.shown
    assert (shown.scope, shown.state, shown.values) == (scope, "shown", {"name": ["Ada"]})


def test_hostile_text_is_recorded_too(cast: Cast) -> None:
    with as_viewer(cast.agent) as agent:
        event_id = actions.record(
            verb="search.run", object_kind="text", object_id="\0\ud800'; DROP TABLE", by=agent,
            detail={"text": "\0\ud800"},
        )  # fmt: skip
        assert "\ufffd" in queries.event(agent, event_id).object_id


def test_outside_a_transaction_nothing_is_recorded(committed: object, cast: Cast) -> None:
    with pytest.raises(Unavailable, match="stand or fall"):
        _view(cast.agent, 1)


@pytest.mark.parametrize(
    "wrong",
    [{"verb": "viewed"}, {"verb": "profile."}, {"object_id": "x" * 501}, {"detail": {"a": b"raw"}}],
)
def test_a_bad_event_takes_the_act_with_it(
    committed: object, cast: Cast, wrong: dict[str, object]
) -> None:
    good = {"verb": "a.b", "object_kind": "k", "object_id": "o", "detail": {}}
    with as_viewer(cast.agent) as agent:
        kept = _view(agent, 1)
    with as_viewer(cast.agent) as agent:
        lost = _view(agent, 1)
        with pytest.raises(Invalid):
            actions.record(**{**good, **wrong}, by=agent)  # type: ignore[arg-type]  # wrong on purpose
        # Somebody swallows the error and goes on: the act must not stand all the same.
    with as_viewer(cast.agent) as agent:
        assert queries.event(agent, kept)
        with pytest.raises(NotFound):
            queries.event(agent, lost)


def test_an_event_that_cannot_be_written_takes_the_act_with_it(
    committed: object, cast: Cast
) -> None:
    with connections["owner"].cursor() as owner:
        owner.execute("ALTER TABLE audit_pending ADD CONSTRAINT full_disk CHECK (false) NOT VALID")
    agent = cast.agent
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE act (done boolean) ON COMMIT PRESERVE ROWS")
    with pytest.raises(Unavailable, match="nothing was done"), as_viewer(agent) as by:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO act VALUES (true)")
        _view(by, 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM act")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("table", [
    "event", "payload", "pending", "leaf", "node", "checkpoint", "publickey", "destruction",
])  # fmt: skip
@pytest.mark.parametrize("role", ["default", "owner"])
def test_nobody_changes_the_log(
    committed: object, cast: Cast, write: Write, table: str, role: str
) -> None:
    write(300)
    seal(cast)
    write(2)
    with as_viewer(cast.administrator) as by:
        destroyed = write(2)
        actions.destroy_payload(event_id=destroyed, order="Order 1", by=by)
    statements = [f"TRUNCATE audit_{table}"]
    if table != "pending" or role == "default":
        statements.append(f"DELETE FROM audit_{table}")
        column = {"event": "verb", "payload": "payload", "pending": "xid", "leaf": "leaf_hash",
                  "node": "hash", "checkpoint": "at", "publickey": "public_key",
                  "destruction": "order_text"}[table]  # fmt: skip
        statements.append(f"UPDATE audit_{table} SET {column} = {column}")
    if role == "default":
        statements.append(f"INSERT INTO audit_{table} DEFAULT VALUES")
    for statement in statements:
        with (
            pytest.raises(ProgrammingError),
            transaction.atomic(using=role),
            connections[role].cursor() as cursor,
        ):
            cursor.execute("SELECT set_config('caseloom.auditor', 'on', true)")
            cursor.execute(statement)


def test_a_destroyed_payload_is_gone_and_every_proof_still_holds(
    committed: object, cast: Cast
) -> None:
    scope = cast.scope("team:fraud", "agent")
    with as_viewer(cast.agent) as agent:
        event_id = _view(agent, scope)
    seal(cast)
    with as_viewer(cast.administrator) as by:
        order_id = actions.destroy_payload(event_id=event_id, order="Court order 7/26", by=by)
    seal(cast)
    with as_viewer(cast.agent) as agent:
        event = queries.event(agent, event_id)
        assert [(one.state, one.values) for one in event.shown] == [("destroyed", {})]
        assert event.order == "Court order 7/26"
    with as_viewer(cast.auditor) as auditor:
        found = queries.verify(auditor)
        assert found.ok and found.destroyed == 1
        order = queries.event(auditor, order_id)
    assert (order.verb, order.object_id) == ("payload.destroyed", str(event_id))
    assert json.dumps(order.detail) == '{"order": "Court order 7/26"}'
    with as_viewer(cast.administrator) as by, pytest.raises(Conflict):
        actions.destroy_payload(event_id=event_id, order="again", by=by)


def test_nothing_is_destroyed_without_an_order(cast: Cast) -> None:
    with as_viewer(cast.agent) as agent:
        event_id = _view(agent, 1)
        with pytest.raises(NotAllowed):
            actions.destroy_payload(event_id=event_id, order="mine", by=agent)
    with as_viewer(cast.administrator) as by:
        with pytest.raises(Invalid):
            actions.destroy_payload(event_id=event_id, order="  ", by=by)
        with pytest.raises(NotFound):
            actions.destroy_payload(event_id=5, order="Order 1", by=by)
        with (
            pytest.raises(ProgrammingError, match="no order"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT audit_destroy(%s, %s)", [event_id, event_id])
