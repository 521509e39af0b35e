"""Making anew what follows from the records, from the terminal."""

from typing import Any

import pytest
from tests.cast import Cast
from tests.cli.commands.conftest import Terminal

from caseloom.access.actions import as_viewer
from caseloom.resolve import rows
from caseloom.store import actions as store


@pytest.fixture(scope="module")
def cast(database: object) -> Cast:
    return Cast()


def kept(viewer: Any) -> list[Any]:
    with as_viewer(viewer):
        return rows.fetch("SELECT record_id, keys, described FROM resolve_keyed ORDER BY 1")


def test_what_was_lost_comes_back_and_is_on_record(terminal: Terminal, cast: Cast) -> None:
    scope, mine = cast.scope("team:fraud"), ("1", "Person", {"name": ["Ada Byron"]})
    cast.records("agent", scope, mine, source="one")
    before = kept(cast.agent)
    with as_viewer(cast.agent):
        rows.execute("UPDATE resolve_keyed SET described = NULL, keys = '{}'")
    told = terminal.run("rebuild", "--projection", "keys", who=None)
    assert (told.status, told.out) == (0, "Rebuilt: keys.\n")
    assert kept(cast.agent) == before and before[0][2]
    verbs = [one["verb"] for one in terminal.json("audit", "list", who="auditor")["items"]]
    assert "projection.rebuilt" in verbs
    assert terminal.json("rebuild", who=None)["rebuilt"] == list(store.projections())


def test_what_is_sealed_only_who_holds_it_rebuilds(terminal: Terminal, cast: Cast) -> None:
    sealed = cast.sealed("supervisor")
    cast.records("supervisor", sealed, ("2", "Person", {"name": ["Hidden Byron"]}), source="two")
    with as_viewer(cast.supervisor):
        rows.execute("UPDATE resolve_keyed SET described = NULL WHERE scope = %s", [sealed])
    assert terminal.run("rebuild", "--projection", "keys", who=None).status == 0
    assert None in [described for _, _, described in kept(cast.supervisor)]
    assert terminal.run("rebuild", "--projection", "keys", who="supervisor").status == 0
    assert None not in [described for _, _, described in kept(cast.supervisor)]


def test_who_may_not_and_what_is_not(terminal: Terminal) -> None:
    assert terminal.run("rebuild", who="auditor").status == 1
    unknown = terminal.run("rebuild", "--projection", "kyes", who=None)
    assert unknown.status == 2 and "Known: " in unknown.err
