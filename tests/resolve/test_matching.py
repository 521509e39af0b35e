"""The match of one description: what is kept beside records, keys that many share, and secrecy."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from caseloom.access.actions import as_viewer
from caseloom.engine.linkage import online
from caseloom.engine.linkage.defaults import default_model
from caseloom.kernel.errors import Unavailable
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import actions, matching, modelling, queries, rows
from caseloom.store import actions as store
from caseloom.store import queries as store_queries
from tests.cast import Cast
from tests.resolve.conftest import BOB, ROBERT


def asked(viewer: Viewer, properties: dict[str, list[str]], **options: Any) -> Any:
    return queries.match(viewer, schema="Person", properties=properties, **options)


def test_what_is_kept_and_what_is_made_anew_give_one_answer(cast: Cast, people: list[UUID]) -> None:
    with as_viewer(cast.agent) as agent:
        kept = asked(agent, ROBERT)
        rows.execute("UPDATE resolve_keyed SET described = NULL")
        without = asked(agent, ROBERT)
        rows.execute("UPDATE resolve_keyed SET described = '[0,[\"somebody else\"],[]]'")
        older = asked(agent, ROBERT)
        # Nor does a record matter whose row is missing altogether.
        rows.execute("DELETE FROM resolve_keyed")
        nothing = asked(agent, ROBERT)
    assert kept.candidates[0].entity_id in people[:2]
    assert kept == without == older == nothing


def test_the_answer_is_that_of_the_comparison(cast: Cast, people: list[UUID]) -> None:
    robert, bob, *_ = people
    with as_viewer(cast.agent) as agent:
        found = {one.entity_id: one for one in asked(agent, ROBERT)}
        beside = queries.compare(agent, robert, bob)
    assert found[bob].score == beside.score
    assert {(w.field, w.level, w.weight, w.left, w.right) for w in found[bob].weights} == {
        (w.field, w.level, w.weight, w.left, w.right) for w in beside.weights
    }
    assert found[bob].caption == "Kowalczyk, Bob"


def test_a_retracted_record_is_not_weighed_nor_shown(cast: Cast, people: list[UUID]) -> None:
    bob = people[1]
    cast.records("agent", cast.scope("agency"), ("2", "Person", {**BOB, "email": ["b@x.org"]}))
    with as_viewer(cast.records_officer) as officer:
        (first, _) = store_queries.records(officer, [bob])
        store.retract(record_ids=[first.id], reason="wrong", by=officer)
        found = {one.entity_id: one for one in asked(officer, ROBERT)}
        weights = [w for w in found[bob].weights if w.field == "names"]
        assert weights[0].right == ("Kowalczyk, Bob",)
        rows.execute("DELETE FROM resolve_keyed")
        assert {one.entity_id: one for one in asked(officer, ROBERT)} == found
        (_, second) = store_queries.records(officer, [bob], include_retracted=True)
        store.retract(record_ids=[second.id], reason="wrong", by=officer)
        assert bob not in {one.entity_id for one in asked(officer, ROBERT)}


def test_what_was_judged_one_is_one_candidate(cast: Cast, people: list[UUID]) -> None:
    robert, bob, third, _ = people
    # The third shares no key with the description: it comes in by the judgement alone.
    given = {"name": ["Bob Kowalczyk"], "birthDate": ["1978-12-11"]}
    with as_viewer(cast.agent) as agent:
        before = {one.entity_id for one in asked(agent, given)}
        actions.decide(left=bob, right=third, verdict="same", reason="phone", by=agent)
        found = asked(agent, given)
        joined = queries.members(agent, [bob])[bob]
    assert third not in before and {robert, bob} <= before
    assert [one.entity_id for one in found].count(joined[0]) == 1
    both = next(one for one in found if one.entity_id == joined[0])
    assert {"R. Kowalczyk", "Kowalczyk, Bob"} <= {
        value for w in both.weights if w.field == "names" for value in w.right
    }


def test_two_keys_that_many_share_are_telling_together(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [
        (f"n{n}", "Person", {"name": ["Ann Li"], "birthDate": [f"19{n}-01-01"]})
        for n in range(50, 58)
    ]
    more = [
        (f"d{n}", "Person", {"name": [f"Quentin{'abcdefgh'[n]}x Zorro"], "email": ["i@x.org"]})
        for n in range(8)
    ]
    (both,) = cast.records("agent", cast.scope("agency"), *many, *more, (
        "both", "Person", {"name": ["Ann Li"], "email": ["i@x.org"]}
    ))[-1:]  # fmt: skip
    monkeypatch.setattr(matching, "KEY_CAP", 5)
    given = {"name": ["Ann Li"], "email": ["i@x.org"]}
    with as_viewer(cast.agent) as agent:
        found = asked(agent, given)
        assert [one.entity_id for one in found] == [both.entity_id]
        assert "e:i@x.org" in found.left_out and len(found.left_out) > 1
        # By itself such a key leads to nobody, and that is said.
        alone = asked(agent, {"email": ["i@x.org"]})
        assert (alone.candidates, alone.left_out) == ((), ("e:i@x.org",))
        # What even more share is not read.
        monkeypatch.setattr(matching, "BROAD_CAP", 6)
        assert asked(agent, given).candidates == ()


def test_the_likeliest_is_weighed_however_many_share_something(cast: Cast) -> None:
    crowd = [
        (f"c{n}", "Person", {"name": [f"{first} {last}"], "phone": [f"+1{700 + n}5550101"]})
        for n, (first, last) in enumerate(
            (f, s) for f in ("Ada", "Ben", "Cyd", "Dan", "Eve", "Fay", "Gus", "Hal")
            for s in ("Abbott", "Brown", "Clarke", "Dixon", "Evans", "Foster")
        )
    ]  # fmt: skip
    (him,) = cast.records("agent", cast.scope("agency"), *crowd, (
        "him", "Person", {"name": ["Zbigniew Zawadzki"], "phone": ["+19995550101"]}
    ))[-1:]  # fmt: skip
    with as_viewer(cast.agent) as agent:
        found = asked(agent, {"name": ["Somebody Else"], "phone": ["+19995550101"]})
        assert len(crowd) > 2 * matching.WEIGHED
        assert found.candidates[0].entity_id == him.entity_id
        # Whoever wants many gets many.
        assert len(asked(agent, {"phone": ["+19995550101"]}, limit=40)) == 40


def test_who_is_hidden_changes_no_candidate_and_no_key_left_out(
    cast: Cast, people: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "KEY_CAP", 4)
    with as_viewer(cast.outsider) as outsider:
        before = asked(outsider, ROBERT)
    crowd = [(f"h{n}", "Person", {**ROBERT, "email": [f"h{n}@x.org"]}) for n in range(12)]
    hidden = cast.records("agent", cast.scope("team:fraud"), *crowd)
    with as_viewer(cast.agent) as agent:
        actions.decide(
            left=people[0], right=hidden[0].entity_id, verdict="same", reason="he", by=agent
        )
        assert asked(agent, ROBERT).left_out and not before.left_out
    with as_viewer(cast.outsider) as outsider:
        assert asked(outsider, ROBERT) == before


def test_hidden_keys_are_not_even_passed_over(cast: Cast) -> None:
    """What the viewer may not see costs no time: the scope is looked up, not read and refused."""
    with as_viewer(cast.outsider):
        rows.execute("SET LOCAL enable_seqscan = off")
        plan = "\n".join(line for (line,) in rows.fetch(
            "EXPLAIN SELECT entity_id FROM resolve_key r WHERE r.key = 5 LIMIT 101"
        ))  # fmt: skip
    assert "Index Cond: ((key = " in plan and "(scope = ANY" in plan.split("Index Cond:")[1]
    assert "Filter" not in plan


def test_a_match_asks_the_database_twice(
    cast: Cast, people: list[UUID], django_assert_num_queries: Any
) -> None:
    with as_viewer(cast.agent) as agent, django_assert_num_queries(2):  # and puts itself on record
        asked(agent, ROBERT)


def kept_model(**changes: Any) -> str:
    model = default_model("person").with_frequencies(1_000, {"ada byron": 0.01}, {})
    model_hash = modelling.keep(model)
    for name, value in changes.items():
        rows.execute(
            "UPDATE resolve_model SET body = jsonb_set(body, %s, %s) WHERE hash = %s",
            [[name], value, model_hash],
        )
    modelling.forget()
    return model_hash


def test_a_model_is_read_once(cast: Cast, django_assert_num_queries: Any) -> None:
    with as_viewer(cast.agent):
        model_hash = kept_model()
        assert modelling.current("person").hash == model_hash
        with django_assert_num_queries(1):
            assert modelling.current("person").population == 1_000


def test_a_model_of_an_earlier_version_is_not_used(cast: Cast, people: list[UUID]) -> None:
    with as_viewer(cast.agent) as agent:
        before = asked(agent, ROBERT)
        kept_model(fields='{"names": {"exact": [0.5, 0.1, 0.1]}}')
        assert modelling.current("person") == default_model("person")
        assert asked(agent, ROBERT) == before


def test_a_model_that_was_changed_in_the_database_is_refused(
    cast: Cast, people: list[UUID]
) -> None:
    with as_viewer(cast.agent) as agent:
        kept_model(per_entity="40.0")
        with pytest.raises(Unavailable, match="not what it was") as refused:
            asked(agent, ROBERT)
        assert "resolve run" in refused.value.remedy
    with as_viewer(cast.analyst) as analyst:
        actions.run(schemata=("Person",), by=analyst)  # the remedy
        assert asked(analyst, ROBERT).candidates


def test_every_record_that_is_compared_has_its_words(cast: Cast) -> None:
    # A country is no key, and still speaks.
    cast.records("agent", cast.scope("agency"), ("1", "Person", {"country": ["de"]}))
    with as_viewer(cast.agent), connection.cursor() as cursor:
        cursor.execute("SELECT keys, described FROM resolve_keyed")
        (found,) = cursor.fetchall()
    assert found == (
        [],
        online.pack(online.unpack("person", f'[{online.FORM},[],[],[],[],["de"]]')),
    )
