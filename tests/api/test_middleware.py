"""Who may call, and what a caller is told when something is wrong."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.api.conftest import Caller
from tests.cast import ADA, Cast

Callers = Callable[[str], Caller]


@pytest.mark.django_db
def test_nobody_gets_nothing() -> None:
    for headers in ({}, {"Authorization": "Bearer cl_wrong"}, {"Authorization": "Basic eA=="}):
        answer = Client().get("/api/v1/me", headers=headers)
        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"
        assert answer["WWW-Authenticate"] == "Bearer"
        assert "token" in answer.json()["remedy"]


def test_a_token_makes_its_person_the_viewer(caller: Callers, cast: Cast) -> None:
    me = caller("agent").get("me").json()
    assert (me["id"], me["purpose"]) == (cast.agent.id, "a test")


def test_a_room_error_is_a_problem(caller: Callers) -> None:
    answer = caller("agent").get("runs/00000000-0000-4000-8000-000000000000")
    assert (answer.status_code, answer.json()["title"]) == (404, "Not found")


def test_wrong_input_names_the_field(caller: Callers) -> None:
    answer = caller("administrator").post("teams", {"key": "Not A Key", "title": "T"})
    assert answer.status_code == 422
    assert answer.json()["field"].endswith("key")


def test_an_address_that_is_none_is_a_problem(caller: Callers) -> None:
    answer = caller("agent").get("nonsense")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_the_description_is_open_and_complete() -> None:
    described = Client().get("/api/v1/openapi.json").json()
    for path, methods in described["paths"].items():
        for operation in methods.values():
            assert {"401", "403", "404", "422"} <= set(operation["responses"]), path


def test_hidden_and_absent_records_answer_alike(caller: Callers, cast: Cast) -> None:
    [hidden] = cast.records("supervisor", cast.sealed("supervisor"), ADA)
    outsider = caller("outsider")
    absent = outsider.get("records/00000000-0000-4000-8000-000000000000")
    found = outsider.get(f"records/{hidden.id}")
    assert (found.status_code, found.content) == (absent.status_code, absent.content)


def test_an_error_undoes_what_was_done(caller: Callers) -> None:
    administrator = caller("administrator")
    new = {"username": "new", "name": "New", "roles": ["agent"], "password": "short"}
    assert administrator.post("people", new).status_code == 422
    assert "new" not in [one["username"] for one in administrator.get("people").json()]


def test_a_session_needs_a_purpose_and_its_token(cast: Cast, client: Client) -> None:
    from django.contrib.auth import get_user_model

    person = get_user_model().objects.get(id=cast.person_id("agent"))
    client = Client(enforce_csrf_checks=True)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/api/v1/me").status_code == 403
    assert client.get("/api/v1/me", headers={"X-Purpose": "case 7"}).status_code == 200
    answer = client.post(
        "/api/v1/teams", "{}", content_type="application/json", headers={"X-Purpose": "case 7"}
    )
    assert (answer.status_code, "CSRF" in answer.json()["remedy"]) == (403, True)
