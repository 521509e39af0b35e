"""Callers of the API: each person with a token of his own."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.cast import Cast

from caseloom.access import actions
from caseloom.access.actions import as_viewer
from caseloom.kernel import clock


class Caller:
    """Calls the API as one person, by token."""

    def __init__(self, secret: str) -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {secret}"}

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(f"/api/v1/{path}", query, headers=self.headers)

    def send(self, method: str, path: str, body: Any = None) -> HttpResponse:
        return self.client.generic(
            method,
            f"/api/v1/{path}",
            json.dumps(body if body is not None else {}),
            content_type="application/json",
            headers=self.headers,
        )

    def post(self, path: str, body: Any = None) -> HttpResponse:
        return self.send("POST", path, body)


def secret_of(cast: Cast, username: str) -> str:
    """A new token of somebody, with all of his permissions."""
    with as_viewer(cast.viewer(username)) as by:
        _, secret = actions.add_token(
            title="test",
            purpose="a test",
            permissions=sorted(by.permissions),
            expires_at=clock.now() + timedelta(days=1),
            by=by,
        )
    return secret


@pytest.fixture
def caller(cast: Cast) -> Callable[[str], Caller]:
    """`caller("agent")` calls the API with all of the agent's permissions."""
    return lambda username: Caller(secret_of(cast, username))
