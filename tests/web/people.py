"""Clients that are signed in, for tests that need no browser."""

from django.http import HttpResponse
from django.test import Client

from tests.cast import PASSWORD


def sign_in(
    client: Client, username: str = "agent", password: str = PASSWORD, onward: str = "/"
) -> HttpResponse:
    """Send the sign-in form."""
    return client.post(
        "/account/sign-in/", {"login": username, "password": password, "next": onward}
    )


def enter(client: Client, username: str = "agent", purpose: str = "Case 2026-0142") -> Client:
    """Sign in and state a purpose."""
    sign_in(client, username)
    client.post("/account/purpose/", {"words": purpose})
    return client
