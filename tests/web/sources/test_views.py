"""The pages of sources and imports, as those who may and may not see them."""

import pytest
from tests.cast import ADA, Cast
from tests.web.clients import signed_in, told

from caseloom.access.actions import as_viewer

NEW = {
    "title": "Payroll", "key": "payroll", "kind": "file", "legal_authority": "Subpoena 17",
}  # fmt: skip


def test_an_empty_list_teaches_the_next_step(cast: Cast) -> None:
    page = signed_in(cast, "agent").get("/sources/")
    assert page.status_code == 200
    assert b"Add the first source" in page.content


def test_a_source_is_added_and_shown(cast: Cast) -> None:
    client = signed_in(cast, "agent")
    added = client.post("/sources/add/", {**NEW, "scope_id": cast.scope("team:fraud")})
    assert added["Location"] == "/sources/payroll/"
    assert b"Subpoena 17" in client.get("/sources/payroll/").content
    outsider = signed_in(cast, "outsider")
    assert outsider.get("/sources/payroll/").status_code == 404
    assert b"Payroll" not in outsider.get("/sources/").content


def test_a_missing_legal_authority_is_told_beside_the_field(cast: Cast) -> None:
    given = {**NEW, "legal_authority": "", "scope_id": cast.scope("team:fraud")}
    page = signed_in(cast, "agent").post("/sources/add/", given)
    assert page.status_code == 422


def test_a_record_shows_where_it_is_from_and_can_be_retracted(cast: Cast) -> None:
    [record] = cast.records("analyst", cast.scope("team:fraud"), ADA)
    client = signed_in(cast, "analyst")
    address = f"/sources/records/{record.id}/"
    assert b"test.csv" in client.get(address).content
    assert client.post(f"{address}turn/", {"reason": "wrong man"})["Location"] == address
    assert b"Retracted" in client.get(address).content
    assert client.post(f"{address}turn/", {"reason": ""}).status_code == 422


def test_hidden_and_absent_records_answer_alike(cast: Cast) -> None:
    [hidden] = cast.records("supervisor", cast.sealed("supervisor"), ADA)
    client = signed_in(cast, "outsider")
    absent = "00000000-0000-4000-8000-000000000000"
    there = client.get(f"/sources/records/{hidden.id}/")
    not_there = client.get(f"/sources/records/{absent}/")
    assert (there.status_code, not_there.status_code) == (404, 404)
    assert told(there.content, str(hidden.id)) == told(not_there.content, absent)


def test_an_upload_is_mapped_and_queued(cast: Cast, committed: object) -> None:
    team = cast.scope("team:fraud")
    with as_viewer(cast.analyst) as by:
        cast.source(by, team, "payroll")
    client = signed_in(cast, "analyst")
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("people.csv", b"id,name\n1,Ada Byron\n2,Charles Babbage\n")
    address = client.post("/sources/bring/", {"file": file})["Location"]
    page = client.get(address)
    assert page.status_code == 200
    assert b"Charles Babbage" in page.content
    mapping = page.context["form"].initial["mapping"]
    sent = client.post(address, {"mapping": mapping, "source_key": "payroll"})
    assert sent["Location"] == f"{address}progress/"
    assert b"Waiting" in client.get(sent["Location"]).content


@pytest.mark.parametrize("who", ["recruiter", "auditor", "administrator"])
def test_who_may_not_bring_files_is_told_so(cast: Cast, who: str) -> None:
    assert signed_in(cast, who).get("/sources/bring/").status_code == 403
