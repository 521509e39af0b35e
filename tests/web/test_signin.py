"""Signing in with a password, and what everybody else is answered."""

import pytest
from django.test import Client

from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db


def sign_in(client: Client, username: str = "agent", password: str = PASSWORD, onward: str = "/"):
    return client.post(
        "/account/sign-in/", {"login": username, "password": password, "next": onward}
    )


def test_a_page_asks_to_sign_in_and_comes_back(cast: Cast, client: Client) -> None:
    response = client.get("/?x=1")
    assert response.status_code == 302
    assert response.headers["Location"] == "/account/sign-in/?next=%2F%3Fx%3D1"
    assert b"User name" in client.get(response.headers["Location"]).content
    response = sign_in(client, onward="/?x=1")
    assert response.headers["Location"] == "/?x=1"


def test_purpose_is_asked_before_anything_is_read(cast: Cast, client: Client) -> None:
    sign_in(client)
    response = client.get("/")
    assert response.headers["Location"] == "/account/purpose/?next=%2F"
    assert client.get("/account/purpose/?next=/").status_code == 200
    response = client.post("/account/purpose/", {"words": "Case 2026-0142", "next": "/"})
    assert response.headers["Location"] == "/"
    page = client.get("/").content.decode()
    assert "Case 2026-0142" in page and "Nothing waits for you" in page
