"""Signed-in test clients, for what needs no browser."""

import re

from django.contrib.auth import get_user_model
from django.test import Client

from tests.cast import Cast

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in(cast: Cast, username: str) -> Client:
    """A client with somebody's session and a stated purpose."""
    client = Client()
    client.force_login(get_user_model().objects.get(id=cast.person_id(username)), backend=BACKEND)
    session = client.session
    session["purpose"] = "a test"
    session.save()
    return client


def told(page: bytes, asked: str) -> str:
    """A page without what differs at every request: the form token and what was `asked` for."""
    return re.sub(r'"[A-Za-z0-9]{64}"', "", page.decode().replace(asked, ""))
