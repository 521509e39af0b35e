"""Signed-in test clients, for what needs no browser."""

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
