"""The sequencer and the signer on real transactions."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event as Signal
from threading import Thread

import pytest
from django.db import connection, connections, transaction

from caseloom.access.actions import as_viewer
from caseloom.audit import actions, keys, queries, reading, verifier
from caseloom.kernel.errors import Conflict, NotAllowed, Unavailable
from caseloom.kernel.viewer import Viewer
from tests.audit.conftest import Write, seal
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("committed")


def _rows(query: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('caseloom.auditor', 'on', false)")
        cursor.execute(query, values)
        return list(cursor.fetchall())


def test_the_log_verifies_and_grows(cast: Cast, write: Write) -> None:
    write(5)
    seal(cast)
    write(600)
    seal(cast)
    with as_viewer(cast.auditor) as auditor:
        found = queries.verify(auditor)
        assert found.problems == ()
        assert found.ok and found.pinned and found.checkpoints == 2
        assert found.events == found.tree_size >= 605
        first, second = reversed(queries.checkpoints(auditor))
        proof = queries.consistency(auditor, first.tree_size, second.tree_size)
    assert proof.first_root.hex() == first.root_hash
    assert proof.second_root.hex() == second.root_hash
    assert verifier.verify_consistency(
        proof.first, proof.second, proof.first_root, proof.second_root, proof.proof
    )


def test_every_event_has_an_inclusion_proof(cast: Cast, write: Write) -> None:
    event_id = write(300)
    seal(cast)
    with as_viewer(cast.auditor) as auditor:
        proof = queries.inclusion(auditor, event_id)
        last = queries.checkpoints(auditor)[0]
    leaf = verifier.leaf_hash(proof.line)
    assert proof.root_hash.hex() == last.root_hash
    assert verifier.verify_inclusion(
        leaf, proof.sequence, proof.tree_size, proof.proof, proof.root_hash
    )
    assert not verifier.verify_inclusion(
        verifier.leaf_hash(proof.line + b" "), proof.sequence, proof.tree_size, proof.proof,
        proof.root_hash,
    )  # fmt: skip


def test_nothing_new_means_no_checkpoint(cast: Cast, write: Write) -> None:
    write()
    seal(cast)
    with as_viewer(cast.auditor) as auditor:
        assert actions.checkpoint(by=auditor) is None


def test_an_events_line_is_canonical(cast: Cast) -> None:
    """The leaf's bytes are put together by hand, so compare with the one way to write JSON."""
    with as_viewer(cast.agent) as by:
        actions.record(
            verb="search.run", object_kind='"\\', object_id="\x7f\u2028\t\0é𐍈", by=by,
            shown={1: {"é": ["\x1f", 1e16, -0.0]}}, detail={"z": {"b": 1.5, "a": [None, True]}},
        )  # fmt: skip
    seal(cast)
    with as_viewer(cast.auditor):
        lines = [one.line for one in reading.sealed(2**62)]
    assert all(
        line is not None and line == verifier.canonical_json(json.loads(line)) for line in lines
    )


def test_only_an_auditor_or_a_machine_seals(cast: Cast) -> None:
    with as_viewer(cast.agent) as agent, pytest.raises(NotAllowed):
        actions.sequence(by=agent)


def _in_thread(act: Callable[[], None]) -> Thread:
    """Run `act` on a connection of its own."""

    def run() -> None:
        try:
            act()
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    return thread


def test_nothing_is_missed_or_doubled_under_concurrent_commits(cast: Cast, write: Write) -> None:
    """Writers commit in another order than they began, one of them stays open for long."""
    opened, finish, written, agent = Signal(), Signal(), list[int](), cast.agent
    before = len(_rows("SELECT 1 FROM audit_event"))

    def slow() -> None:
        with as_viewer(agent) as by:
            written.append(_event(by, "slow.began"))
            opened.set()
            assert finish.wait(60)
            written.append(_event(by, "slow.ended"))

    def busy() -> None:
        for number in range(60):
            with as_viewer(agent) as by:
                mine = [_event(by, "busy.done") for _ in range(number % 3 + 1)]
                if number % 7 == 0:
                    transaction.set_rollback(True)  # its events must vanish, and leave no hole
                    continue
            written.extend(mine)

    def sequencer() -> None:
        for _ in range(40):
            with as_viewer(cast.auditor) as by:
                actions.sequence(by=by, limit=17)

    long_one = _in_thread(slow)
    assert opened.wait(60)
    threads = [_in_thread(act) for act in (busy, busy, sequencer, sequencer)]
    for thread in threads:
        thread.join()
    assert not _rows("SELECT 1 FROM audit_leaf JOIN audit_event e ON e.id = event_id"
                     " WHERE verb LIKE 'slow%%'")  # fmt: skip
    finish.set()
    long_one.join()
    seal(cast)
    leaves = _rows("SELECT sequence, event_id FROM audit_leaf ORDER BY sequence")
    assert [place for place, _ in leaves] == list(range(len(leaves)))
    assert len({event_id for _, event_id in leaves}) == len(leaves) == before + len(written)
    assert set(written) <= {event_id for _, event_id in leaves}
    assert _rows("SELECT 1 FROM audit_pending") == []
    with as_viewer(cast.auditor) as auditor:
        assert queries.verify(auditor).ok


def _event(by: Viewer, verb: str) -> int:
    return actions.record(verb=verb, object_kind="test", object_id="", by=by)


def test_the_order_is_that_of_the_transactions(cast: Cast) -> None:
    agent, began, second_done = cast.agent, Signal(), Signal()

    def first() -> None:
        with as_viewer(agent) as by:
            _event(by, "first.began")
            began.set()
            assert second_done.wait(60)
            _event(by, "first.ended")

    thread = _in_thread(first)
    assert began.wait(60)
    with as_viewer(agent) as by:
        _event(by, "second.done")
    with as_viewer(cast.auditor) as auditor:
        actions.sequence(by=auditor)
    verbs = "SELECT verb FROM audit_leaf JOIN audit_event e ON e.id = event_id ORDER BY sequence"
    assert ("second.done",) not in _rows(verbs)  # what began before it is still running
    second_done.set()
    thread.join()
    seal(cast)
    assert _rows(verbs)[-3:] == [("first.began",), ("first.ended",), ("second.done",)]


def test_events_of_a_restored_server_are_sequenced(cast: Cast, write: Write) -> None:
    """After a restore, transaction ids start anew: old ones lie in the future."""
    event_id = write()
    _as_owner("UPDATE audit_pending SET xid = '99999999999' WHERE event_id = %s", event_id)
    seal(cast)
    assert _rows("SELECT 1 FROM audit_leaf WHERE event_id = %s", event_id) == [(1,)]


def _as_owner(*statements: str | int, triggers: tuple[str, ...] = ()) -> None:
    """What only somebody with the owner's password could do: change rows, past the triggers."""
    statement, *values = statements
    with connections["owner"].cursor() as cursor:
        for table in triggers:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)


ALTERED = [
    ("UPDATE audit_event SET purpose = 'none' WHERE id = %s", "edited"),
    ("DELETE FROM audit_event WHERE id = %s", "missing"),
    ("DELETE FROM audit_leaf WHERE event_id = %s", "missing"),
    ("UPDATE audit_leaf SET leaf_hash = sha256('x') WHERE event_id = %s", "leaf"),
    ("UPDATE audit_payload SET salt = 'other' WHERE event_id = %s", "payload"),
    ("UPDATE audit_payload SET payload = '{}' WHERE event_id = %s", "payload"),
    ("DELETE FROM audit_payload WHERE event_id = %s", "payload"),
]


@pytest.mark.parametrize(("statement", "kind"), ALTERED)
def test_the_database_verification_names_what_was_altered(
    cast: Cast, write: Write, statement: str, kind: str
) -> None:
    altered = write(3)
    write(2)
    seal(cast)
    tables = ("audit_event", "audit_leaf", "audit_payload")
    _as_owner(statement, altered, triggers=tables)
    with as_viewer(_holding(cast)) as auditor:
        found = queries.verify(auditor)
    assert not found.ok
    assert (kind, True) in [
        (problem.kind, problem.event_id == altered or problem.sequence is not None)
        for problem in found.problems
    ]


def _holding(cast: Cast) -> Viewer:
    return replace(cast.auditor, scopes=cast.auditor.scopes | cast.agent.scopes)


def test_a_cut_tail_is_found_and_never_signed_over(cast: Cast, write: Write) -> None:
    """The last checkpoint is kept beside the key, out of the database's reach."""
    write(3)
    seal(cast)
    size = _rows("SELECT max(tree_size) FROM audit_checkpoint")[0][0]
    write(3)
    seal(cast)
    for statement in (
        "DELETE FROM audit_event WHERE id IN"
        " (SELECT event_id FROM audit_leaf WHERE sequence >= %s)",
        "DELETE FROM audit_leaf WHERE sequence >= %s",
        "DELETE FROM audit_checkpoint WHERE tree_size > %s",
    ):
        _as_owner(statement, size, triggers=("audit_event", "audit_leaf", "audit_checkpoint"))
    with as_viewer(cast.auditor) as auditor:
        kinds = {problem.kind for problem in queries.verify(auditor).problems}
    assert kinds == {"cut"}
    write()
    with pytest.raises(Conflict, match="kept"):
        seal(cast)


def test_another_key_signs_nothing(cast: Cast, write: Write, own_key: Path) -> None:
    write()
    seal(cast)
    own_key.unlink()
    write()
    with pytest.raises(Unavailable, match="Restore"):
        seal(cast)
    assert keys.load() is None
    keys.load_or_make()
    with pytest.raises(Unavailable, match="was signed with"):
        seal(cast)
    with as_viewer(cast.auditor) as auditor:
        assert queries.verify(auditor).ok  # what the right key signed still stands


def test_an_event_that_nobody_sealed_is_found(cast: Cast, write: Write) -> None:
    event_id = write()
    _as_owner("DELETE FROM audit_pending WHERE event_id = %s", event_id)
    seal(cast)
    with as_viewer(cast.auditor) as auditor:
        found = queries.verify(auditor)
    assert [(problem.kind, problem.event_id) for problem in found.problems] == [("stray", event_id)]
