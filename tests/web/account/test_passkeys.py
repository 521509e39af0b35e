"""Passkeys want a host name: pages at a number say so, and lead to the same page at localhost."""

import pytest
from django.test import Client

from caseloom.web.account import security


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("http://127.0.0.1:8000/account/sign-in/", "http://localhost:8000/account/sign-in/"),
        ("http://[::1]:8000/account/security/?a=b", "http://localhost:8000/account/security/?a=b"),
        ("http://10.0.0.7/account/sign-in/", ""),
        ("http://localhost:8000/account/sign-in/", ""),
        ("https://caseloom.example/account/sign-in/", ""),
    ],
)
def test_a_page_at_a_number_leads_to_the_same_at_a_name(url: str, named: str) -> None:
    assert security.at_a_name(url) == named


def test_at_a_number_signing_in_says_where_passkeys_work(client: Client, db: None) -> None:
    page = client.get("/account/sign-in/", headers={"host": "127.0.0.1:8000"}).content.decode()
    assert 'href="http://localhost:8000/account/sign-in/"' in page
    assert "Sign in with a passkey" not in page
    page = client.get("/account/sign-in/", headers={"host": "localhost:8000"}).content.decode()
    assert "Sign in with a passkey" in page
