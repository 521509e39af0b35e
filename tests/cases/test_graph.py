"""Saved graphs: ids and places alone, opened as each viewer may see them."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection
from tests.cases.office import Office

from caseloom.access.actions import as_viewer
from caseloom.audit import actions as audit
from caseloom.cases import actions, queries
from caseloom.cases.types import CaseSummary, GraphFilters, OpenedGraph, Place, SavedGraph
from caseloom.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from caseloom.resolve import actions as resolve

MARISOL = ("p-1", "Person", {"name": ["Marisol Vega"]})
TEO = ("p-2", "Person", {"name": ["Teo Vega"]})
FIRM = ("c-1", "Company", {"name": ["Blue Crane"]})


def entity(office: Office, thing: Any, scope: str = "team:fraud", who: str = "agent") -> UUID:
    return office.record(scope, thing, who).entity_id


def save(
    office: Office, case: CaseSummary, *places: Place, who: str = "agent", **more: Any
) -> SavedGraph:
    given = {"title": "Owners", **more}
    return office.act(who, actions.save_graph, case_id=case.id, places=places, **given)


def opened(office: Office, who: str, graph: SavedGraph) -> OpenedGraph:
    return office.ask(who, queries.graph, graph.id)


def test_a_graph_comes_back_as_it_was(office: Office) -> None:
    case = office.open()
    marisol, firm = entity(office, MARISOL), entity(office, FIRM)
    owns = ("o-1", "Ownership", {"owner": [str(marisol)], "asset": [str(firm)]})
    office.record(thing=owns)
    places = (Place(marisol, -3.25, 4, pinned=True), Place(firm, 10, 0.5, hidden=True))
    filters = GraphFilters(("Ownership",))
    graph = save(office, case, *places, filters=filters, focus=marisol)
    assert (graph.nodes, graph.saved_by_name, graph.case_number) == (
        2, "Ada Okafor", case.number,
    )  # fmt: skip
    back = opened(office, "supervisor", graph)
    assert set(back.places) == set(places)
    assert {node.caption for node in back.graph.nodes} == {"Marisol Vega", "Blue Crane"}
    assert [(one.source, one.target) for one in back.graph.edges] == [(marisol, firm)]
    assert (back.filters, back.focus) == (filters, marisol)
    assert office.ask("supervisor", queries.graphs, case.number) == (graph,)
    assert office.ask("supervisor", queries.case, case.id).graphs == 1


def test_no_name_is_kept(office: Office) -> None:
    case = office.open()
    save(office, case, Place(entity(office, MARISOL), 0, 0))
    with as_viewer(office.cast.agent), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(g)::text FROM cases_graph g")
        ((kept,),) = cursor.fetchall()
    assert "Marisol" not in kept


def test_what_the_opener_may_not_see_is_absent_and_uncounted(office: Office) -> None:
    seen, other = entity(office, MARISOL, "agency"), entity(office, FIRM, "agency")
    sealed = office.cast.sealed("supervisor")
    [record] = office.cast.records("supervisor", sealed, TEO)
    hidden = record.entity_id
    case = office.open()
    links = [
        ("k-1", "Ownership", {"owner": [str(hidden)], "asset": [str(other)]}),
        ("k-2", "Ownership", {"owner": [str(seen)], "asset": [str(other)]}),
    ]
    office.cast.records("supervisor", sealed, links[0])
    office.record("agency", links[1])
    places = [Place(one, at, 0) for at, one in enumerate((seen, other))]
    with_it = save(office, case, *places, Place(hidden, 9, 9), focus=hidden, who="supervisor")
    without = save(office, case, *places)
    assert opened(office, "supervisor", with_it).summary.nodes == 3
    told, plain = (opened(office, "agent", one) for one in (with_it, without))
    assert (told.graph, told.places, told.focus) == (plain.graph, plain.places, None)
    assert told.summary.nodes == plain.summary.nodes == 2
    assert str(hidden) not in repr(told)
    assert {one.nodes for one in office.ask("agent", queries.graphs, case.id)} == {2}


def test_what_is_one_for_one_viewer_may_be_two_for_another(office: Office) -> None:
    case = office.open()
    marisol, teo = entity(office, MARISOL), entity(office, TEO)
    same = office.act(
        "agent", resolve.decide, left=marisol, right=teo, verdict="same", reason="one woman"
    )
    graph = save(office, case, Place(marisol, 2, 2), Place(teo, 5, 5))
    assert graph.nodes == 1
    office.act("agent", resolve.undo, judgement_id=same.id, reason="two after all")
    back = opened(office, "agent", graph)
    assert {one.node_id for one in back.places} == {marisol, teo}
    assert len({(one.x, one.y) for one in back.places}) == 2, "neither covers the other"


def test_the_saver_keeps_only_what_he_sees(office: Office) -> None:
    case = office.open("outsider", members=())
    hidden = entity(office, MARISOL)
    mine = entity(office, FIRM, "agency", "outsider")
    told = []
    for unseen in (hidden, uuid4()):
        with pytest.raises(Invalid) as refusal:
            office.act(
                "outsider", actions.save_graph, case_id=case.id, title="x",
                places=[Place(unseen, 0, 0)],
            )  # fmt: skip
        told.append(str(refusal.value))
        graph = office.act(
            "outsider", actions.save_graph, case_id=case.id, title="x",
            places=[Place(mine, 0, 0), Place(unseen, 1, 1)],
        )  # fmt: skip
        assert graph.nodes == 1
    assert told[0] == told[1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": "  "},
        {"title": "x" * 301},
        {"places": []},
        {"places": [Place(uuid4(), float("nan"), 0)]},
        {"places": [Place(uuid4(), 0, float("inf"))]},
        {"places": [Place(uuid4(), 1e9, 0)]},
        {"places": [Place(uuid4(), 0, 0)] * 2001},
        {"filters": GraphFilters(("x" * 101,))},
        {"filters": GraphFilters(tuple(f"T{at}" for at in range(101)))},
    ],
)
def test_what_is_no_picture_is_refused(office: Office, wrong: dict[str, Any]) -> None:
    case = office.open()
    given = {"title": "x", "places": [Place(entity(office, FIRM), 0, 0)], **wrong}
    with pytest.raises(Invalid):
        office.act("agent", actions.save_graph, case_id=case.id, **given)


def test_members_remove_and_replace(office: Office) -> None:
    case, firm = office.open(), entity(office, FIRM)
    first = save(office, case, Place(firm, 0, 0))
    second = save(office, case, Place(firm, 1, 1), title="Owners, later", replaces=first.id)
    assert office.ask("agent", queries.graphs, case.id) == (second,)
    for gone in (queries.graph, lambda viewer, id_: actions.remove_graph(graph_id=id_, by=viewer)):
        with pytest.raises(NotFound):
            office.ask("agent", gone, first.id)
    office.act("supervisor", actions.remove_graph, graph_id=second.id)
    assert office.ask("agent", queries.graphs, case.id) == ()
    told = [one.text for one in office.ask("agent", queries.timeline, case.id)]
    assert {"Graph saved: Owners, later", "Graph removed: Owners"} <= set(told)


def test_a_graph_of_another_case_is_not_replaced(office: Office) -> None:
    firm = entity(office, FIRM)
    one, other = office.open(), office.open()
    graph = save(office, one, Place(firm, 0, 0))
    with pytest.raises(Invalid):
        save(office, other, Place(firm, 0, 0), replaces=graph.id)
    assert office.ask("agent", queries.graphs, other.id) == ()
    assert office.ask("agent", queries.graphs, one.id) == (graph,)


def test_a_closed_case_keeps_its_graphs_as_they_are(office: Office) -> None:
    case, firm = office.open(), entity(office, FIRM)
    graph = save(office, case, Place(firm, 0, 0))
    office.act(
        "supervisor", actions.move_case, case_id=case.id, step="close", reason="done",
        given={"outcome": "unfounded"},
    )  # fmt: skip
    with pytest.raises(Conflict):
        save(office, case, Place(firm, 0, 0))
    with pytest.raises(Conflict):
        office.act("agent", actions.remove_graph, graph_id=graph.id)
    assert opened(office, "agent", graph).summary == graph


def test_who_reads_no_cases_opens_no_graph(office: Office) -> None:
    graph = save(office, office.open(), Place(entity(office, FIRM), 0, 0))
    for who in ("auditor", "administrator"):
        with pytest.raises(NotAllowed):
            opened(office, who, graph)


def test_nobody_deletes_a_row(office: Office) -> None:
    save(office, office.open(), Place(entity(office, FIRM), 0, 0))
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        as_viewer(office.cast.agent),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM cases_graph")


def test_saving_opening_and_removing_are_events(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, firm = office.open(), entity(office, FIRM, "agency")
    kept: dict[str, Any] = {}
    real = audit.record

    def listening(**given: Any) -> int:
        kept[given["verb"]] = given["shown"]
        return real(**given)

    monkeypatch.setattr(audit, "record", listening)
    graph = save(office, case, Place(firm, 0, 0))
    opened(office, "supervisor", graph)
    office.act("supervisor", actions.remove_graph, graph_id=graph.id)
    for verb in ("graph.saved", "graph.opened", "graph.removed"):
        assert set(kept[verb]) == {case.scope}
        assert kept[verb][case.scope]["title"] == "Owners"
    assert "Blue Crane" in json.dumps(kept["graph.viewed"], default=str)
