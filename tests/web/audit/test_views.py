"""The auditor reads who did what and why; others do not."""

import io
import zipfile

import pytest
from tests.cast import ADA, Cast
from tests.web.clients import signed_in


def test_the_log_shows_who_did_what_and_why(cast: Cast) -> None:
    cast.records("agent", cast.scope("team:fraud"), ADA)
    page = signed_in(cast, "auditor").get("/audit/?verb=record.appended")
    assert b"Ada Okafor" in page.content
    assert b"a test" in page.content


def test_values_of_a_scope_not_held_are_withheld(cast: Cast) -> None:
    cast.records("agent", cast.scope("team:fraud"), ADA)
    client = signed_in(cast, "auditor")
    event = client.get("/audit/?verb=run.started").context["page"].items[0]
    page = client.get(f"/audit/events/{event.id}/")
    assert b"Withheld" in page.content
    assert b"test.csv" not in page.content


@pytest.mark.parametrize("who", ["agent", "supervisor", "administrator", "outsider"])
def test_nobody_else_reads_it(cast: Cast, who: str) -> None:
    client = signed_in(cast, who)
    for address in ("/audit/", "/audit/verify/", "/audit/events/1/"):
        assert client.get(address).status_code == 403


def test_it_verifies_and_exports(cast: Cast, committed: object) -> None:
    cast.records("agent", cast.scope("team:fraud"), ADA)
    client = signed_in(cast, "auditor")
    assert b"complete and unaltered" in client.post("/audit/verify/").content
    packed = b"".join(client.post("/audit/export/").streaming_content)  # type: ignore[arg-type]
    names = zipfile.ZipFile(io.BytesIO(packed)).namelist()
    assert "log/verifier.py" in names
