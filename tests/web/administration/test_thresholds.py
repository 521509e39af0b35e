"""The page of thresholds: what it teaches when nothing is set, setting one, and ending it."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from tests.cast import Cast
from tests.resolve.conftest import ROBERT
from tests.resolve.test_truth import write_truth
from tests.web.clients import signed_in

from caseloom.access.actions import as_viewer
from caseloom.resolve import actions, queries

PAGE = "/administration/thresholds/"


@pytest.fixture
def measured(cast: Cast, tmp_path: Path) -> UUID:
    """Figures that are good enough, handed over by the analyst."""
    things = [(f"a-{at}", "Person", ROBERT) for at in range(11)]
    cast.records("agent", cast.scope("agency"), *things)
    truth = write_truth(tmp_path / "robert.csv", [("test", key, "r") for key, *_ in things])
    with as_viewer(cast.analyst) as analyst:
        actions.run(by=analyst)
        return actions.keep_evaluation(truth=truth, threshold=6.0, by=analyst).id


def test_the_empty_page_says_that_nothing_merges_by_itself(cast: Cast) -> None:
    page = signed_in(cast, "administrator").get(PAGE).content.decode()
    assert "Nothing merges by itself" in page
    assert "caseloom resolve evaluate --truth truth.csv --keep" in page
    assert "/thresholds/person/set/" not in page


def test_one_is_set_from_a_measurement_used_and_ended(cast: Cast, measured: UUID) -> None:
    client = signed_in(cast, "administrator")
    listed = client.get(PAGE).content.decode()
    assert "robert.csv" in listed and "/thresholds/person/set/" in listed
    assert "/thresholds/vehicle/set/" not in listed
    form = client.get(f"{PAGE}person/set/").content.decode()
    assert "precision 1.000 on 55 labelled pairs" in form
    given = {"evaluation": str(measured), "reason": "Measured on our own labels"}
    assert client.post(f"{PAGE}person/set/", given).status_code == 302
    page = client.get(PAGE).content.decode()
    assert "The machine, from 6 bits on" in page and "Measured on our own labels" in page

    reviewer = signed_in(cast, "agent")
    with as_viewer(cast.agent) as agent:
        actions.apply_threshold(group="person", by=agent)
        [one] = queries.automatic(agent, limit=1).items
    found = reviewer.get("/review/automatic/").content.decode()
    assert "Robert Kowalczyk" in found and "Take back" in found
    assert "Judged by the machine" in reviewer.get("/review/").content.decode()
    undone = reviewer.post(f"/review/undo/{one.judgement.id}/", {"reason": "not so sure"})
    assert undone.status_code == 302

    assert client.post(f"{PAGE}person/end/", {"reason": ""}).status_code == 422
    assert client.post(f"{PAGE}person/end/", {"reason": "Too many twins"}).status_code == 302
    page = client.get(PAGE).content.decode()
    assert "Too many twins" in page and "The machine, from" not in page


def test_what_was_not_measured_is_refused(cast: Cast, measured: UUID) -> None:
    client = signed_in(cast, "administrator")
    for wrong in ({"evaluation": str(uuid4())}, {"evaluation": "x"}, {"reason": ""}):
        given = {"evaluation": str(measured), "reason": "x", **wrong}
        assert client.post(f"{PAGE}person/set/", given).status_code == 422
    assert b"Nothing was measured" in client.get(f"{PAGE}vehicle/set/").content
    assert client.get(f"{PAGE}ship/set/").status_code == 404


@pytest.mark.parametrize("who", ["agent", "supervisor", "auditor", "analyst"])
def test_nobody_else_sees_or_sets_them(cast: Cast, who: str) -> None:
    client = signed_in(cast, who)
    assert client.get(PAGE).status_code == 403
    assert client.get(f"{PAGE}person/set/").status_code == 403
    assert client.post(f"{PAGE}person/end/", {"reason": "x"}).status_code == 403


def test_the_machines_judgements_are_for_those_who_judge(cast: Cast) -> None:
    assert signed_in(cast, "auditor").get("/review/automatic/").status_code == 403
    page = signed_in(cast, "agent").get("/review/automatic/")
    assert b"The machine judged nothing" in page.content
