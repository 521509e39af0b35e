"""One viewer, one transaction, one translation of errors; and the headers of every page."""

import pytest
from django.db import OperationalError
from django.test import Client

from caseloom.web import models
from tests.cast import Cast
from tests.web.people import enter, sign_in

pytestmark = pytest.mark.usefixtures("samples")

FAILURES = [
    ("not-found", 404, "Nothing here that you may see"),
    ("not-allowed", 403, "Your roles do not allow this"),
    ("invalid", 422, "That does not fit"),
    ("conflict", 409, "Something changed meanwhile"),
    ("unavailable", 503, "Not reachable just now"),
]


@pytest.mark.parametrize(("kind", "status", "title"), FAILURES)
def test_each_failure_has_its_page(
    cast: Cast, client: Client, kind: str, status: int, title: str
) -> None:
    enter(client)
    response = client.get(f"/sample/fail/{kind}/")
    assert response.status_code == status
    page = response.content.decode()
    assert title in page and "It did not work. Do the other thing." in page
    assert "My work" in page, "the way out is there"


def test_a_part_gets_a_note_above_the_page(cast: Cast, client: Client) -> None:
    enter(client)
    response = client.get("/sample/fail/conflict/", headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert response.headers["HX-Retarget"] == "#flashes"
    assert b"<html" not in response.content and b"It did not work." in response.content


def test_an_absent_page_is_told_like_a_hidden_thing(cast: Cast, client: Client) -> None:
    enter(client)
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert b"Nothing here that you may see" in response.content


def test_the_unforeseen_gets_a_reference_and_nothing_of_the_cause(
    cast: Cast, client: Client
) -> None:
    enter(client)
    client.raise_request_exception = False
    response = client.get("/sample/broken/")
    assert response.status_code == 500
    assert b"give your administrator the reference" in response.content
    assert b"ZeroDivision" not in response.content


def test_a_gone_database_is_told_as_such(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(client)

    def gone(*_: object, **__: object) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr("caseloom.access.queries.viewer_of", gone)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 503
    assert b"The database cannot be reached" in response.content


def test_a_failure_undoes_what_the_view_wrote(cast: Cast, client: Client) -> None:
    enter(client)
    assert client.get("/sample/write/?fail=1").status_code == 409
    assert not models.SignInAttempts.objects.filter(key="sample").exists()
    assert client.get("/sample/write/").status_code == 200
    assert models.SignInAttempts.objects.filter(key="sample").exists()


def test_a_streamed_answer_is_read_as_the_viewer(cast: Cast, client: Client) -> None:
    enter(client)
    response = client.get("/sample/stream/")
    assert b"".join(response.streaming_content).decode() == cast.agent.id


@pytest.mark.parametrize(
    ("username", "shown", "absent"),
    [
        ("agent", {"My work", "Purpose"}, {"Administration", "Audit<"}),
        ("administrator", {"My work"}, {"Review<", "Cases<"}),
        ("auditor", {"My work"}, {"Search people", "Administration"}),
    ],
)
def test_the_frame_holds_only_what_the_roles_allow(
    cast: Cast, client: Client, username: str, shown: set[str], absent: set[str]
) -> None:
    page = enter(client, username).get("/").content.decode()
    assert all(words in page for words in shown)
    assert not any(words in page for words in absent)


def test_headers_keep_pages_private(cast: Cast, client: Client) -> None:
    for response in (client.get("/account/sign-in/"), enter(client).get("/")):
        headers = response.headers
        policy = headers["Content-Security-Policy"]
        assert "script-src 'self';" in f"{policy};" and "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy and "default-src 'none'" in policy
        assert (
            headers["Cache-Control"] == "no-store, private"
            or "no-store" in headers["Cache-Control"]
        )
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_form_without_its_token_changes_nothing(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = sign_in(strict)
    assert response.status_code == 403
    assert b"Send this form again" in response.content


def test_the_theme_follows_the_system_until_chosen(cast: Cast, client: Client) -> None:
    enter(client)
    assert b"data-theme" not in client.get("/").content
    client.post("/account/theme/", {"theme": "dark"})
    assert b'data-theme="dark"' in client.get("/").content
    client.post("/account/theme/", {"theme": "<script>"})
    assert b"data-theme" not in client.get("/").content
