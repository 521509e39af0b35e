"""What the pages can do, through the API, and what it must not betray."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.api.conftest import Caller
from tests.cast import ADA, Cast

Callers = Callable[[str], Caller]
ABSENT = "00000000-0000-4000-8000-000000000000"
BOB = ("2", "Person", {"name": ["Bob Byron"]})


def ok(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content
    return answer.json() if status != 204 and answer.content else None


@pytest.fixture
def ada(cast: Cast) -> str:
    [record, _] = cast.records("agent", cast.scope("team:fraud"), ADA, BOB)
    return str(record.entity_id)


@pytest.fixture
def case(caller: Callers, cast: Cast) -> dict[str, Any]:
    new = {
        "title": "Blue Crane", "type": "Fraud", "predicate": "Cash", "legal_authority": "a law",
        "member_ids": [str(cast.person_id("supervisor"))],
    }  # fmt: skip
    made: dict[str, Any] = ok(caller("agent").post("cases", new), 201)
    return made


class TestSecrecy:
    def test_no_answer_holds_the_number_of_a_scope_or_a_source(
        self, caller: Callers, ada: str, case: dict[str, Any]
    ) -> None:
        agent = caller("agent")
        assert agent.get("search", q="ada").json()["hits"][0]["sources"] == ["test"]
        assert agent.get("search", q="ada").json()["facets"]["sources"] == [
            {"value": "test", "count": 1}
        ]
        assert case["scope"] == f"case:{case['id']}"
        paths = ("search?q=ada", "sources", "runs", "scopes", f"entities/{ada}",
                 f"entities/{ada}/expand", f"entities/{ada}/timeline", f"cases/{case['id']}",
                 "work", "uploads", "me", "people", "tasks", "events")  # fmt: skip
        for path in paths:
            for name, value in leaves(ok(agent.get(path))):
                if re.search(r"scope|source", name):
                    assert not isinstance(value, int), (path, name)
                assert name not in ("source_id", "scope_id"), path

    def test_events_of_others_are_not_counted(self, caller: Callers, ada: str) -> None:
        agent, auditor = caller("agent"), caller("auditor")
        ok(agent.get(f"entities/{ada}"))
        own = ok(agent.get("events"))["items"]
        assert {one["verb"] for one in own} >= {"profile.viewed", "token.added"}
        assert {(one["id"], one["sequence"]) for one in own} == {(None, None)}
        every = ok(auditor.get("events", verb="profile.viewed"))["items"]
        assert every[0]["id"] > 0
        assert every[0]["shown"][0] == {
            "scope": "", "state": "withheld", "values": {},
            "commitment": every[0]["shown"][0]["commitment"],
        }  # fmt: skip
        assert agent.get(f"events/{every[0]['id']}").status_code == 403

    def test_hidden_and_absent_answer_alike(
        self, caller: Callers, ada: str, case: dict[str, Any]
    ) -> None:
        outsider = caller("outsider")
        pairs = [("entities/{}", ada), ("entities/{}/expand", ada), ("cases/{}", case["id"]),
                 ("cases/{}", case["number"]), ("entities/{}/judgements", ada)]  # fmt: skip
        for path, hidden in pairs:
            seen = outsider.get(path.format(hidden))
            absent = outsider.get(path.format(ABSENT if "-" in hidden[5:] else "2026-00000"))
            assert (seen.status_code, seen.content) == (absent.status_code, absent.content), path

    def test_a_cursor_is_good_only_where_it_was_given(self, caller: Callers, cast: Cast) -> None:
        agent = caller("agent")
        for number in range(3):
            cast.records("agent", cast.scope("agency"), (str(number), *ADA[1:]), source="s")
        first = ok(agent.get("runs", limit=2))
        rest = ok(agent.get("runs", limit=2, cursor=first["next"]))
        assert len(rest["items"]) == 1 and rest["next"] is None
        for wrong in (first["next"][:-1], "W10", "x" * 50):
            assert agent.get("runs", cursor=wrong).status_code == 422
        assert agent.get("cases", cursor=first["next"]).status_code == 422


def leaves(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, name)
    else:
        yield name, value


class TestHostileInput:
    @pytest.mark.parametrize("path", ["search?q=%00", "cases/%00", "search?q=%ff", "cases/a%ff"])
    def test_broken_text_in_an_address(self, caller: Callers, path: str) -> None:
        assert caller("agent").get(path).status_code in (400, 404, 422)

    @pytest.mark.parametrize(
        "body",
        [b"", b"{", b"[1]", b"null", b'{"note": "\\u0000"}', b'{"note": "\\ud800"}', b"\xff",
         b'{"note": NaN}', b"[" * 100_000, b'{"note": ' + b"1" * 10_000 + b"}",
         b'{"note": "x", "nothing": 1}'],
        ids=range(11),
    )  # fmt: skip
    def test_a_body_that_makes_no_sense(
        self, caller: Callers, case: dict[str, Any], body: bytes
    ) -> None:
        agent = caller("agent")
        answer = agent.client.generic(
            "POST", f"/api/v1/cases/{case['id']}/notes", body, headers=agent.headers,
            content_type="application/json",
        )  # fmt: skip
        assert answer.status_code in (400, 422)
        assert answer["Content-Type"] == "application/problem+json"

    def test_another_content_type(self, caller: Callers, case: dict[str, Any]) -> None:
        agent = caller("agent")
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
            answer = agent.client.generic(
                "POST", f"/api/v1/cases/{case['id']}/notes", b'{"note": "x"}', content_type=kind,
                headers=agent.headers,
            )  # fmt: skip
            assert answer.status_code == 415
        broken = agent.client.generic(
            "POST", "/api/v1/uploads", b"x", content_type="multipart/form-data",
            headers=agent.headers,
        )  # fmt: skip
        assert broken.status_code == 400

    @pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "DELETE", "TRACE", "BREW"])
    def test_a_method_that_is_not_taken(self, caller: Callers, method: str) -> None:
        answer = caller("agent").send(method, "people")
        assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
        assert set(answer["Allow"].split(", ")) == {"GET", "POST"}

    def test_dates_beyond_every_calendar(self, caller: Callers, case: dict[str, Any]) -> None:
        agent = caller("agent")
        for due in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-01-01", "x"):
            task = {"title": "Call", "due_at": due}
            assert agent.post(f"cases/{case['id']}/tasks", task).status_code == 422


def test_two_answers_are_two_answers(caller: Callers, ada: str) -> None:
    """A pair once was taken for a status and a body."""
    found = ok(caller("agent").get("suggest", prefix="byron"))
    assert sorted(one["caption"] for one in found) == ["Ada Byron", "Bob Byron"]


def test_from_a_case_to_a_signed_pdf(caller: Callers, ada: str, case: dict[str, Any]) -> None:
    agent, supervisor = caller("agent"), caller("supervisor")
    value = ok(agent.get(f"entities/{ada}"))["entity"]["values"]["name"][0]
    cited = value["statements"][0]["id"]
    subject = {"entity_id": ada, "role": "subject", "why": "named", "sources": [cited]}
    ok(agent.post(f"cases/{case['id']}/subjects", subject), 201)
    new = {"title": "Interview", "body": f"Ada is the bookkeeper [[s:{cited}]]."}
    report = ok(agent.post(f"cases/{case['id']}/reports", new), 201)
    first = f"reports/{report['id']}/versions/1"
    revision = ok(agent.get(f"reports/{report['id']}"))["revision"]
    ok(agent.post(f"{first}/submit", {"revision": revision}))
    assert agent.post(f"{first}/sign", {"revision": revision}).status_code == 403
    ok(supervisor.post(f"{first}/return", {"remarks": "Say when."}))
    draft = {"title": "Interview", "body": new["body"] + " On Monday.", "revision": revision}
    assert agent.send("PUT", first, {**draft, "revision": 99}).status_code == 409
    revision = ok(agent.send("PUT", first, draft))["revision"]
    ok(agent.post(f"{first}/submit", {"revision": revision}))
    signed = ok(supervisor.post(f"{first}/sign", {"revision": revision}))
    assert (signed["state"], len(signed["hash"])) == ("signed", 64)
    pdf = agent.get(f"reports/{report['id']}/pdf")
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert ok(agent.post(f"reports/{report['id']}/versions"), 201)["version"] == 2
    assert ok(agent.get(f"reports/{report['id']}/diff", before=1, after=2))["body"]


def test_a_file_is_brought_mapped_and_queued(caller: Callers, cast: Cast) -> None:
    agent = caller("agent")
    source = {"key": "dmv", "title": "DMV", "kind": "file", "legal_authority": "Subpoena 17",
              "scope": "team:fraud"}  # fmt: skip
    assert ok(agent.post("sources", source), 201)["scope"] == "team:fraud"
    file = SimpleUploadedFile("people.csv", b"id,name\n1,Ada Byron\n")
    made = ok(agent.client.post("/api/v1/uploads", {"file": file}, headers=agent.headers), 201)
    assert "path" not in made
    place = f"uploads/{made['id']}"
    assert ok(agent.get(f"{place}/preview"))["columns"] == ["id", "name"]
    assert ok(agent.get(f"{place}/import"))["state"] == "unmapped"
    assert agent.post(f"{place}/import").status_code == 422
    drafted = ok(agent.get(f"{place}/draft"))["mapping"]
    ok(agent.send("PUT", f"{place}/mapping", {"mapping": drafted, "source": "dmv"}))
    assert agent.post(f"{place}/import").status_code == 202
    assert ok(agent.get(f"{place}/import"))["state"] == "waiting"
    assert caller("supervisor").get(place).status_code == 404
    ok(agent.post(f"{place}/discard"), 204)


def test_judging_and_taking_back(caller: Callers, ada: str) -> None:
    agent = caller("agent")
    [bob] = ok(agent.get("search", q="bob"))["hits"]
    new = {"left": ada, "right": bob["entity_id"], "verdict": "different", "reason": "siblings"}
    made = ok(agent.post("judgements", new), 201)
    assert agent.post("judgements", {**new, "verdict": "same"}).status_code == 409
    ok(agent.post(f"judgements/{made['id']}/undo", {"reason": "unclear"}))
    assert ok(agent.get(f"entities/{ada}/judgements"))[0]["undone"]
    assert ok(agent.post("resolutions", {"types": ["Person"]}), 202) == {"state": "queued"}


@pytest.mark.usefixtures("committed")
def test_the_log_is_proved(caller: Callers, cast: Cast) -> None:
    auditor = caller("auditor")
    assert ok(auditor.post("log/verify"))["ok"]
    [last, *_] = ok(auditor.get("log/checkpoints"))
    event = ok(auditor.get("events", verb="person.added"))["items"][0]
    proof = ok(auditor.get(f"events/{event['id']}/proof"))
    assert (proof["root_hash"], proof["tree_size"]) == (last["root_hash"], last["tree_size"])
    assert json.loads(proof["line"])["verb"] == "person.added"
    assert ok(auditor.get("log/consistency", first=1, second=last["tree_size"]))["proof"]
    packed = auditor.post("log/export")
    with zipfile.ZipFile(io.BytesIO(b"".join(packed.streaming_content))) as archive:  # type: ignore[attr-defined]  # a streaming answer
        assert "log/verifier.py" in archive.namelist()
    assert caller("agent").post("log/export").status_code == 403


def test_an_export_is_a_zip_of_what_one_may_see(caller: Callers, ada: str) -> None:
    for who, count in (("agent", 2), ("outsider", 0)):
        packed = caller(who).post("export", {})
        assert packed["Content-Type"] == "application/zip"
        with zipfile.ZipFile(io.BytesIO(b"".join(packed.streaming_content))) as archive:  # type: ignore[attr-defined]  # a streaming answer
            assert archive.read("export/records.ftm.jsonl").count(b"\n") == count
        assert caller("intake").post("export", {}).status_code == 403


def test_the_canvas_goes_out_as_graphml_and_gexf(caller: Callers, ada: str) -> None:
    for form in ("graphml", "gexf"):
        answer = caller("agent").post(f"graph.{form}", {"entity_ids": [ada]})
        assert answer["Content-Type"] == f"application/{form}+xml"
        assert b"Ada Byron" in answer.content


def test_every_operation_has_a_name_of_its_own_and_says_what_it_does() -> None:
    described = Client().get("/api/v1/openapi.json").json()
    every = [one for methods in described["paths"].values() for one in methods.values()]
    names = [one["operationId"] for one in every]
    assert len(set(names)) == len(names)
    for one in every:
        assert one["description"].endswith((".", ".)")), one["operationId"]
        problem = one["responses"]["404"]["content"]
        assert list(problem) == ["application/problem+json"]


def test_the_reference_lists_every_operation() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "api.md").read_text()
    told = re.findall(r"^\| `([A-Z]+ [^`]+)`", page, re.M)
    described = Client().get("/api/v1/openapi.json").json()
    assert sorted(told) == sorted(
        f"{method.upper()} {path.removeprefix('/api/v1/')}"
        for path, methods in described["paths"].items()
        for method in methods
    )
