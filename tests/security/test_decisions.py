"""What an insider decides is seen by others; what he knew when he did is not."""

import json
from itertools import pairwise
from uuid import UUID

import pytest

from caseloom.access import actions as access
from caseloom.access import queries as access_read
from caseloom.access.actions import as_viewer
from caseloom.cases import actions as cases
from caseloom.engine.linkage import batch, blocking
from caseloom.engine.linkage.features import Features, extract
from caseloom.kernel.errors import NotAllowed, NotFound
from caseloom.resolve import actions as resolve
from caseloom.resolve import queries as resolved
from caseloom.store import actions as store
from tests.cast import Cast
from tests.web.clients import signed_in

OPEN = {"name": ["Marisol Vega"], "birthDate": ["1987-03-14"]}
SECRET = {"name": ["Marisol Vega"], "passportNumber": ["X7781234"], "email": ["hidden@example.org"]}


def test_a_judgement_keeps_no_value_of_a_compartment_that_it_does_not_rest_on(cast: Cast) -> None:
    agency, sealed = cast.scope("agency"), cast.sealed("supervisor")
    left, right = (
        record.entity_id
        for record in cast.records("agent", agency, ("1", "Person", OPEN), ("2", "Person", OPEN))
    )
    cast.records("supervisor", sealed, ("1", "Person", SECRET), ("2", "Person", SECRET))

    with as_viewer(cast.supervisor) as supervisor:
        resolve.decide(left=left, right=right, verdict="same", reason="the same day", by=supervisor)

    with as_viewer(cast.outsider) as outsider:
        (seen,) = resolved.judgements(outsider, [left])
    assert seen.weights
    assert "X7781234" not in json.dumps([[*one.left, *one.right] for one in seen.weights])
    assert "hidden@example.org" not in repr(seen)


def person(name: str) -> Features:
    return extract("Person", [{"name": [name], "birthDate": ["1987-03-14"]}])


def pairs(hidden: int) -> set[tuple[str, str]]:
    units = [
        batch.Unit("a", "a", person("Marisol Vega")),
        batch.Unit("b", "b", person("Marisol Vega")),
        batch.Unit("c", "c", person("Marisol Vega"), open=False, scope=7),
        *(
            batch.Unit(f"x{n}", f"x{n}", person("Marisol Vega"), open=False, scope=8)
            for n in range(hidden)
        ),
    ]
    duck = batch.connect()
    batch.load_units(duck, units)
    batch.block(duck, dict.fromkeys(blocking.KINDS, 20))
    found = duck.execute("SELECT join_key_l, join_key_r FROM candidate").fetchall()
    return {(one, other) for one, other in found if "x" not in one + other}


@pytest.mark.parametrize("hidden", [0, 5, 19, 200])
def test_what_a_key_is_used_for_does_not_depend_on_hidden_holders(hidden: int) -> None:
    assert pairs(hidden) == {("a", "b"), ("a", "c"), ("b", "c")}


def test_a_source_under_a_scope_that_is_not_held_is_the_same_as_under_none(cast: Cast) -> None:
    hidden = cast.sealed("supervisor")
    refusals = set()
    for scope in (hidden, 999):
        with as_viewer(cast.analyst) as by, pytest.raises(NotFound) as refused:
            store.add_source(
                key="new", title="", kind="file", legal_authority="x", scope_id=scope, by=by
            )
        refusals.add(str(refused.value))
    assert len(refusals) == 1


def test_numbers_of_scopes_and_sources_do_not_count_up(cast: Cast) -> None:
    scopes = [cast.sealed("supervisor", f"sealed:{n}") for n in range(4)]
    sources = [cast.records("agent", 2, ("1", "Person", OPEN), source=f"s{n}") for n in range(4)]
    for numbers in (scopes, [found[0].source_id for found in sources]):
        steps = {after - before for before, after in pairwise(numbers)}
        assert all(abs(step) > 10 for step in steps), numbers


def test_a_record_of_a_hidden_source_is_the_same_as_none(cast: Cast) -> None:
    (hidden,) = cast.records("supervisor", cast.sealed("supervisor"), ("1", "Person", SECRET))
    answers = set()
    for record in (hidden.id, UUID(int=7)):
        with as_viewer(cast.viewer("records_officer")) as by, pytest.raises(NotFound) as refused:
            store.retract(record_ids=[record], reason="wrong", by=by)
        answers.add(str(refused.value))
    assert len(answers) == 1


@pytest.mark.parametrize("key", ["agency", "team:fraud"])
def test_who_is_in_a_team_neither_lets_others_in_nor_puts_them_out(cast: Cast, key: str) -> None:
    scope = cast.scope(key, "agent")
    with as_viewer(cast.agent) as agent:
        with pytest.raises(NotAllowed):
            access.grant(
                scope_id=scope, person_id=cast.person_id("outsider"), reason="a friend", by=agent
            )
        with pytest.raises(NotAllowed):
            access.revoke(
                scope_id=scope, person_id=cast.person_id("analyst"), reason="no friend", by=agent
            )


def test_no_door_but_the_case_lets_people_into_it(cast: Cast) -> None:
    with as_viewer(cast.agent) as agent:
        case = cases.open_case(
            title="A case", type="Fraud", predicate="A tip.", legal_authority="A law.",
            member_ids=[cast.person_id("analyst")], by=agent,
        )  # fmt: skip
    member = signed_in(cast, "analyst")
    in_api, in_pages = f"/api/v1/scopes/case:{case.id}", f"/administration/scopes/{case.scope}"
    friend, agent_id = str(cast.person_id("outsider")), cast.person_id("agent")
    for address, body in (
        (f"{in_api}/members", {"person_id": friend, "reason": "a friend"}),
        (f"{in_api}/members/{agent_id}/revoke", {"reason": "no friend"}),
        (f"{in_pages}/", {"person_id": friend, "reason": "a friend"}),
        (f"{in_pages}/revoke/{agent_id}/", {"reason": "no friend"}),
    ):
        answer = member.post(
            address, body, content_type="application/json", headers={"X-Purpose": "a test"}
        )
        assert answer.status_code == 403, address
    with as_viewer(cast.agent) as agent:
        held = {one.person_id for one in access_read.members(agent, case.scope)}
    assert held == {cast.person_id("agent"), cast.person_id("analyst")}
