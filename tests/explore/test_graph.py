"""Neighbours, paths, canvases and timelines, composed for the viewer."""

import xml.etree.ElementTree as Xml
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from tests.cast import Cast

from caseloom.access.actions import as_viewer
from caseloom.explore import edges, graph, queries
from caseloom.explore.types import Expansion, Path
from caseloom.kernel import clock
from caseloom.kernel.errors import Invalid, NotFound
from caseloom.kernel.ids import entity_id
from caseloom.resolve import actions as resolve
from caseloom.store import actions as store

Thing = tuple[str, str, dict[str, list[str]]]


def _id(key: str) -> UUID:
    return entity_id("test", key)


def person(key: str) -> Thing:
    return key, "Person", {"name": [f"Person {key}"]}


def paid(key: str, payer: str, payee: str, day: str = "2026-03-01") -> Thing:
    ends = {"payer": [str(_id(payer))], "beneficiary": [str(_id(payee))]}
    return key, "Payment", {**ends, "date": [day], "amount": ["10"], "purpose": [key]}


def owns(key: str, owner: str, asset: str) -> Thing:
    return key, "Ownership", {"owner": [str(_id(owner))], "asset": [str(_id(asset))]}


@pytest.fixture
def world(cast: Cast) -> Cast:
    cast.records(
        "agent",
        cast.scope("public"),
        *map(person, "abcde"),
        ("f", "Company", {"name": ["Firm F"]}),
        paid("p1", "a", "b", "2026-01-05"),
        paid("p2", "a", "b", "2026-02-05"),
        paid("p3", "b", "c"),
        paid("p4", "c", "d", "2025"),
        owns("o1", "a", "f"),
        owns("o2", "d", "ghost"),
    )
    return cast


def expanded(cast: Cast, key: str, who: str = "agent", **options: Any) -> Expansion:
    with as_viewer(cast.viewer(who)) as viewer:
        return queries.expand(viewer, _id(key), **options)


def walked(cast: Cast, left: str, right: str, who: str = "agent", **options: Any) -> Path:
    with as_viewer(cast.viewer(who)) as viewer:
        return queries.path(viewer, _id(left), _id(right), **options)


def same(cast: Cast, left: str, right: str) -> None:
    with as_viewer(cast.supervisor) as viewer:
        resolve.decide(left=_id(left), right=_id(right), verdict="same", reason="a test", by=viewer)


def test_expanding_gives_neighbours_and_links(world: Cast) -> None:
    found = expanded(world, "a")
    assert found.center.caption == "Person a" and found.center.degree == 3
    assert {node.caption for node in found.nodes} == {"Person b", "Firm F"}
    assert sorted(edge.schema for edge in found.edges) == ["Ownership", "Payment", "Payment"]
    assert found.left_out == {}


def test_an_end_without_records_is_there_but_not_known(world: Cast) -> None:
    (ghost,) = [node for node in expanded(world, "d").nodes if not node.known]
    assert ghost.id == _id("ghost") and ghost.caption == ""
    assert expanded(world, "ghost").nodes[0].caption == "Person d"


def test_what_is_left_out_is_counted(world: Cast) -> None:
    world.records("agent", world.scope("public"), *(paid(f"x{n}", "a", f"y{n}") for n in range(9)))
    found = expanded(world, "a", limit=4)
    assert len(found.nodes) <= 4
    given = sum(edge.schema == "Payment" for edge in found.edges)
    assert found.left_out == {"Payment": 11 - given}
    assert "Firm F" in {node.caption for node in found.nodes}


def test_types_and_days_are_filters(world: Cast) -> None:
    assert {e.schema for e in expanded(world, "a", schemata=["Interest"]).edges} == {"Ownership"}
    for name in ("Person", "Ownershp", "Passport:holdr"):
        with pytest.raises(Invalid):
            expanded(world, "a", schemata=[name])
    assert [e.schema for e in expanded(world, "a", schemata=["Ownership"]).edges] == ["Ownership"]
    days = {"since": date(2026, 2, 1), "until": date(2026, 2, 28)}
    (edge,) = expanded(world, "a", **days).edges
    assert edge.start_date == "2026-02-05"
    # A year overlaps each of its days.
    assert len(expanded(world, "d", since=date(2025, 6, 1), until=date(2025, 6, 2)).edges) == 1


def test_what_is_one_expands_as_one(world: Cast) -> None:
    same(world, "a", "c")
    found = expanded(world, "c")
    assert set(found.center.entity_ids) == {_id("a"), _id("c")}
    assert {node.caption for node in found.nodes} == {"Person b", "Person d", "Firm F"}
    same(world, "a", "b")
    found = expanded(world, "a")
    assert {node.caption for node in found.nodes} == {"Person d", "Firm F"}
    assert found.left_out == {}


def test_a_retracted_link_is_gone_except_as_of_before(world: Cast) -> None:
    before = clock.now()
    with as_viewer(world.agent) as viewer:
        record = next(
            e.record_id for e in graph.expand(viewer, _id("a")).edges if e.schema == "Ownership"
        )
    with as_viewer(world.records_officer) as officer:
        store.retract(record_ids=[record], reason="a test", by=officer)
    assert {e.schema for e in expanded(world, "a").edges} == {"Payment"}
    assert {e.schema for e in expanded(world, "a", as_of=before).edges} == {"Payment", "Ownership"}


def test_a_path_is_found_and_cited(world: Cast) -> None:
    found = walked(world, "a", "d")
    assert [node.caption for node in found.nodes] == [f"Person {key}" for key in "abcd"]
    assert found.hops == 3 and not found.hubs and not found.stopped
    assert len(found.edges) == 4  # both payments of the first hop
    assert walked(world, "a", "a").hops == 0
    assert walked(world, "a", "b").hops == 1


def test_no_path_is_no_path(world: Cast) -> None:
    assert walked(world, "a", "e").hops is None
    assert walked(world, "a", "d", max_hops=2).hops is None


def test_a_judgement_shortens_a_path(world: Cast) -> None:
    same(world, "b", "e")
    assert walked(world, "a", "e").hops == 1
    same(world, "c", "a")
    assert walked(world, "a", "d").hops == 1


def test_a_hub_is_not_walked_through_and_that_is_said(
    world: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edges, "HUB", 2)
    found = walked(world, "a", "d")
    assert found.hops is None
    assert "Person b" in {node.caption for node in found.hubs} or found.hubs


def test_a_canvas_has_every_link_among_its_entities(world: Cast) -> None:
    with as_viewer(world.agent) as viewer:
        found = queries.links_among(viewer, [_id(key) for key in "abdf"] + [_id("nobody")])
        assert {node.caption for node in found.nodes} == {
            *("Person a", "Person b", "Person d", "Firm F")
        }
        assert len(found.edges) == 3 and found.complete
        with pytest.raises(Invalid):
            queries.links_among(viewer, [_id(str(n)) for n in range(2001)])


@pytest.mark.parametrize("hub", [0, 1, 2000])
def test_a_canvas_is_the_same_whoever_counts_as_a_hub(
    world: Cast, monkeypatch: pytest.MonkeyPatch, hub: int
) -> None:
    monkeypatch.setattr(edges, "HUB", hub)
    with as_viewer(world.agent) as viewer:
        found = queries.links_among(viewer, [_id(key) for key in "abcdef"])
    assert len(found.edges) == 5


def test_a_canvas_goes_out_with_all_that_it_shows(world: Cast) -> None:
    ids = [_id(key) for key in "abf"]
    with as_viewer(world.supervisor) as viewer:
        shown = queries.links_among(viewer, ids)
        written = queries.graphml(viewer, ids)
        gephi = queries.gexf(viewer, ids)
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    root = Xml.fromstring(written)
    assert {n.get("id") for n in root.findall(".//g:node", space)} == {
        str(n.id) for n in shown.nodes
    }
    drawn = root.findall(".//g:edge", space)
    assert len(drawn) == len(shown.edges) == 3
    texts = {data.text for data in root.iter(f"{{{space['g']}}}data")}
    assert {"Person a", "Firm F", "Payment", "2026-01-05"} <= texts
    assert gephi.count("<edge ") == 3 and "Firm F" in gephi


def test_a_timeline_is_in_order_and_names_the_other_end(world: Cast) -> None:
    with as_viewer(world.agent) as viewer:
        found = queries.timeline(viewer, [_id("b")])
    assert [one.when for one in found.moments] == ["2026-01-05", "2026-02-05", "2026-03-01"]
    assert [one.title for one in found.moments] == ["Person a", "Person a", "Person c"]


def test_absent_is_not_found(world: Cast) -> None:
    for ask in (
        lambda: expanded(world, "nobody"),
        lambda: walked(world, "a", "nobody"),
        lambda: walked(world, "nobody", "a"),
    ):
        with pytest.raises(NotFound):
            ask()
