"""A person makes API tokens for himself: shown once, never wider than he is."""

import re
from datetime import timedelta

from django.test import Client
from tests.cast import Cast
from tests.web.clients import signed_in

from caseloom.kernel import clock


def given(**changes: object) -> dict[str, object]:
    ends = (clock.now() + timedelta(days=30)).date().isoformat()
    return {
        "title": "script",
        "purpose": "nightly",
        "permissions": ["search"],
        "ends": ends,
    } | changes


def test_the_secret_is_shown_once_and_works(cast: Cast) -> None:
    client = signed_in(cast, "agent")
    page = client.post("/account/tokens/", given()).content.decode()
    [secret] = set(re.findall(r"cl_[A-Za-z0-9_-]{43}", page))
    assert secret not in client.get("/account/tokens/").content.decode()
    answer = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
    assert answer.json()["permissions"] == ["search"]


def test_it_ends_when_its_person_says_so(cast: Cast) -> None:
    client = signed_in(cast, "agent")
    page = client.post("/account/tokens/", given())
    [secret] = set(re.findall(r"cl_[A-Za-z0-9_-]{43}", page.content.decode()))
    token = page.context["tokens"][0]
    client.post(f"/account/tokens/{token.id}/revoke/")
    answer = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 401


def test_it_is_no_wider_than_its_person_and_ends_within_a_year(cast: Cast) -> None:
    client = signed_in(cast, "agent")
    far = (clock.now() + timedelta(days=800)).date().isoformat()
    for changes in ({"permissions": ["audit.read"]}, {"ends": far}):
        assert client.post("/account/tokens/", given(**changes)).status_code == 422
