"""Administration adds people and teams, and reads nothing else."""

import pytest
from tests.cast import Cast
from tests.web.clients import signed_in

from caseloom.access import queries


def test_a_person_and_a_team_are_added(cast: Cast) -> None:
    client = signed_in(cast, "administrator")
    new = {
        "username": "nina", "name": "Nina New", "password": "very long words here",
        "roles": ["agent"],
    }  # fmt: skip
    there = client.post("/administration/people/add/", new)["Location"]
    assert b"Nina New" in client.get(there).content
    team = client.post("/administration/teams/add/", {"title": "Labour", "key": "labour"})
    nina = queries.person_by_username(cast.administrator, "nina").id
    granted = client.post(team["Location"], {"person_id": str(nina), "reason": "joined"})
    assert granted.status_code == 302
    assert b"Nina New" in client.get(team["Location"]).content
    gone = client.post(f"{team['Location']}revoke/{nina}/", {"reason": "left"})
    assert gone.status_code == 302


def test_errors_stand_beside_the_field(cast: Cast) -> None:
    new = {"username": "agent", "name": "Again", "password": "very long words here"}
    page = signed_in(cast, "administrator").post("/administration/people/add/", new)
    assert page.status_code == 422
    assert b"taken" in page.content


def test_nobody_sets_his_own_roles(cast: Cast) -> None:
    client = signed_in(cast, "administrator")
    address = f"/administration/people/{cast.person_id('administrator')}/"
    assert b"This is you" in client.get(address).content
    assert client.post(address, {"roles": ["agent"]}).status_code == 422


@pytest.mark.parametrize("who", ["agent", "supervisor", "auditor", "outsider"])
def test_nobody_else_administers(cast: Cast, who: str) -> None:
    client = signed_in(cast, who)
    for address in ("/administration/", "/administration/people/add/"):
        assert client.get(address).status_code == 403


def test_an_administrator_reads_no_sources_records_or_log(cast: Cast) -> None:
    client = signed_in(cast, "administrator")
    assert client.get("/audit/").status_code == 403
    assert b"data-row" not in client.get("/sources/").content
