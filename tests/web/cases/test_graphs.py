"""Saved graphs on their pages: kept, listed, opened, replaced, removed, and hidden."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from tests.cases.office import Office
from tests.cast import Cast
from tests.web.clients import signed_in, told

from caseloom.cases import actions, queries
from caseloom.cases.types import CaseSummary, Place, SavedGraph

FIRM = ("c-1", "Company", {"name": ["Blue Crane"]})
ABSENT = "2026-000000"


@pytest.fixture
def office(cast: Cast) -> Office:
    return Office(cast)


@pytest.fixture
def case(office: Office) -> CaseSummary:
    return office.open(members=("supervisor",))


@pytest.fixture
def firm(office: Office) -> UUID:
    return office.record(thing=FIRM).entity_id


@pytest.fixture
def agent(cast: Cast) -> Client:
    return signed_in(cast, "agent")


def picture(*nodes: UUID, **place: Any) -> str:
    at = {"x": 1.5, "y": -2, "pinned": True, "hidden": False, **place}
    filters = {"schemata": ["Ownership"], "since": "2025-01-01", "until": ""}
    focus = str(nodes[0]) if nodes else ""
    return json.dumps({"places": {str(one): at for one in nodes}, "filters": filters,
                       "focus": focus})  # fmt: skip


def save(agent: Client, case: CaseSummary, graph: str, **more: Any) -> Any:
    given = {"title": "Owners", "case": case.number, "graph": graph, **more}
    return agent.post("/cases/graphs/save/", given)


def saved(office: Office, case: CaseSummary) -> tuple[SavedGraph, ...]:
    return office.ask("agent", queries.graphs, case.id)


def test_the_canvas_offers_open_cases_alone(
    office: Office, case: CaseSummary, firm: UUID, agent: Client
) -> None:
    closed = office.open()
    office.act(
        "supervisor", actions.move_case, case_id=closed.id, step="close", reason="x",
        given={"outcome": "unfounded"},
    )  # fmt: skip
    page = agent.get(f"/entities/{firm}/graph/").content.decode()
    assert f'<option value="{case.number}">' in page
    assert closed.number not in page
    assert "Save to a case" in page


def test_who_edits_no_cases_is_not_offered_to_save(cast: Cast, office: Office) -> None:
    seen = office.record("agency", FIRM).entity_id
    page = signed_in(cast, "records_officer").get(f"/entities/{seen}/graph/")
    assert page.status_code == 200
    assert b"Save to a case" not in page.content


def test_a_graph_is_saved_listed_opened_and_removed(
    office: Office, case: CaseSummary, firm: UUID, agent: Client
) -> None:
    sent = save(agent, case, picture(firm))
    (graph,) = saved(office, case)
    address = f"/cases/{case.number}/graphs/{graph.id}/"
    assert sent["Location"] == address
    listed = agent.get(f"/cases/{case.number}/graphs/").content.decode()
    assert "Owners" in listed and "Ada Okafor" in listed and address in listed
    assert b"graph saved by Ada Okafor" in agent.get(address).content
    data = agent.get(f"{address}data/").json()
    assert [one["caption"] for one in data["nodes"]] == ["Blue Crane"]
    assert data["places"] == {str(firm): {"x": 1.5, "y": -2, "pinned": True, "hidden": False}}
    assert data["filters"] == {"schemata": ["Ownership"], "since": "2025-01-01", "until": ""}
    assert data["focus"] == str(firm)
    assert agent.get(f"{address}data/?node={firm}").json()["nodes"], "it can be expanded further"
    assert b"Remove" in agent.get(f"{address}remove/").content
    assert agent.post(f"{address}remove/").status_code == 302
    assert saved(office, case) == ()
    assert agent.get(address).status_code == 404


def test_it_can_be_saved_in_place_of_the_one_that_is_open(
    office: Office, case: CaseSummary, firm: UUID, agent: Client
) -> None:
    save(agent, case, picture(firm))
    (first,) = saved(office, case)
    page = agent.get(f"/cases/{case.number}/graphs/{first.id}/").content.decode()
    assert f'name="replaces" value="{first.id}"' in page
    save(agent, case, picture(firm), title="Beside", replaces=first.id)
    assert len(saved(office, case)) == 2
    save(agent, case, picture(firm), title="Instead", replaces=first.id, replace="on")
    assert {one.title for one in saved(office, case)} == {"Beside", "Instead"}


@pytest.mark.parametrize(
    "graph",
    [
        "", "no JSON", "[]", "{}", "1e999", '{"places": {}}', '{"places": 1, "filters": 2}',
        '{"places": {"x": {}}, "filters": {}, "focus": ""}', picture(),
        picture(uuid4()), picture(uuid4(), x="NaN"), picture(uuid4(), x=None),
        picture(uuid4(), y=10**400), "[" * 100_000,
        '{"places": {}, "filters": {"schemata": null, "since": "", "until": ""}, "focus": ""}',
        '{"places": {}, "filters": {"schemata": [], "since": "2025-13-77", "until": ""},'
        ' "focus": ""}',
        '{"places": {}, "filters": {"schemata": [], "since": "", "until": ""}, "focus": "x"}',
    ],
    ids=range(17),
)  # fmt: skip
def test_what_no_canvas_sends_is_refused_beside_the_form(
    office: Office, case: CaseSummary, agent: Client, graph: str
) -> None:
    assert save(agent, case, graph).status_code == 422
    assert saved(office, case) == ()


def test_a_picture_of_what_is_out_of_bounds_is_refused(
    case: CaseSummary, firm: UUID, agent: Client
) -> None:
    assert save(agent, case, picture(firm, x=float("nan"))).status_code == 422
    assert save(agent, case, picture(firm, y=1e300)).status_code == 422
    assert save(agent, case, picture(firm), title=" ").status_code == 422


def test_hidden_and_absent_graphs_answer_alike(
    cast: Cast, office: Office, case: CaseSummary, firm: UUID
) -> None:
    graph = office.act(
        "agent", actions.save_graph, case_id=case.id, title="Owners", places=[Place(firm, 0, 0)]
    )
    client, nothing = signed_in(cast, "outsider"), uuid4()
    assert save(client, case, picture(firm)).status_code == 422
    for part in ("", f"{graph.id}/", f"{graph.id}/data/", f"{graph.id}/remove/"):
        there = client.get(f"/cases/{case.number}/graphs/{part}")
        other = client.get(f"/cases/{ABSENT}/graphs/{part.replace(str(graph.id), str(nothing))}")
        assert there.status_code == other.status_code
        assert there.status_code in (404, 422)
        texts = [
            told(page.content, number).replace(str(id_), "")
            for page, number, id_ in ((there, case.number, graph.id), (other, ABSENT, nothing))
        ]
        assert texts[0] == texts[1]
        assert "Owners" not in texts[0]


def test_a_graph_is_not_found_under_another_case(
    office: Office, case: CaseSummary, firm: UUID, agent: Client
) -> None:
    save(agent, case, picture(firm))
    (graph,) = saved(office, case)
    other = office.open()
    assert agent.get(f"/cases/{other.number}/graphs/{graph.id}/").status_code == 404
    assert agent.get(f"/cases/{other.number}/graphs/{graph.id}/data/").status_code == 422
