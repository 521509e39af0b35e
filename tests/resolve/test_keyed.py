"""A run keeps by which keys it looked, in kinds and counts; no value, and not for everybody."""

import json
from dataclasses import asdict
from uuid import UUID

import pytest

from caseloom.access.actions import as_viewer
from caseloom.engine.linkage import blocking, choosing
from caseloom.kernel.errors import NotFound
from caseloom.resolve import actions, keyed, queries, rows
from tests.cast import Cast
from tests.resolve.conftest import BOB, ROBERT

HOUSE = {"address": ["7 Elm Row, Ashby 00034"]}
NAMES = ("Ana Lopes", "Ivo Marek", "Zoë Nagy", "Uma Olsen", "Jo Pell", "Li Quist")


def test_a_run_tells_what_each_kind_of_key_found_and_left_out(
    cast: Cast, people: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocking, "CAP", 5)
    things = [(name, "Person", {"name": [name], **HOUSE}) for name in NAMES]
    cast.records("agent", cast.scope("agency"), *things)
    with as_viewer(cast.analyst) as analyst:
        done = actions.run(schemata=("Person", "vehicle"), by=analyst)
        assert queries.run(analyst, done.id) == done
    assert set(done.keys) == {"person", "vehicle"} and done.keys["vehicle"].kinds == ()
    found = {one.title: one for one in done.keys["person"].kinds}
    assert (found["phone"].pairs, found["phone"].reach, found["phone"].left_out) == (3, 5, 0)
    house = found["house number and street"]
    assert (house.pairs, house.left_out, house.largest, house.worth) == (0, 1, 6, None)
    assert sum(one.left_out for one in found.values()) == done.counts["keys_left_out"]
    assert done.keys["person"].rules == ()


def test_the_rules_that_were_chosen_are_kept(
    cast: Cast, people: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "LEAST_UNITS", 1)
    with as_viewer(cast.analyst) as analyst:
        done = actions.run(schemata=("Person",), by=analyst)
        [kept] = queries.runs(analyst)
    rules = kept.keys["person"].rules
    assert kept == done and {rule.kind for rule in rules} >= {"p", "d"}
    phone = next(one for one in kept.keys["person"].kinds if one.kind == "p")
    assert phone.reach == max(r.size for r in rules if r.kind == "p" and r.taken)
    assert phone.worth is not None and 0 < phone.worth <= 1


def test_no_value_is_kept_and_who_lacks_a_scope_sees_no_run(cast: Cast) -> None:
    sealed = cast.sealed()
    cast.records("supervisor", sealed, ("1", "Person", ROBERT), ("2", "Person", BOB))
    with as_viewer(cast.supervisor) as supervisor:
        done = actions.run(schemata=("Person",), by=supervisor)
        [[stored]] = rows.fetch("SELECT keys::text FROM resolve_run WHERE id = %s", [done.id])
    assert done.keys["person"].kinds
    kept = json.dumps(asdict(done.keys["person"])) + stored
    values = [value for one in (ROBERT, BOB) for many in one.values() for value in many]
    assert not any(part.lower() in kept.lower() for v in values for part in v.split())
    with as_viewer(cast.agent) as agent:
        assert queries.runs(agent) == ()
        with pytest.raises(NotFound):
            queries.run(agent, done.id)


def test_runs_of_before_have_no_keys() -> None:
    assert keyed.from_json("{}") == {}
