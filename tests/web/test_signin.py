"""Signing in: purpose, lockout, idle lock, second step; and what is put on record."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.test import Client

from caseloom.access.actions import as_viewer
from caseloom.audit import queries as audit
from caseloom.kernel import clock
from caseloom.web import lockout, models
from tests.cast import PASSWORD, Cast
from tests.web.people import enter, sign_in

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_a_page_asks_to_sign_in_and_comes_back(cast: Cast, client: Client) -> None:
    response = client.get("/?x=1")
    assert response.headers["Location"] == "/account/sign-in/?next=%2F%3Fx%3D1"
    assert b"User name" in client.get(response.headers["Location"]).content
    assert sign_in(client, onward="/?x=1").headers["Location"] == "/?x=1"


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(cast: Cast, client: Client) -> None:
    there = {"HX-Request": "true", "HX-Current-URL": "http://testserver/cases/?q=a"}
    response = client.get("/cases/rows/", headers=there)
    assert response.headers["HX-Redirect"] == "/account/sign-in/?next=%2Fcases%2F%3Fq%3Da"
    elsewhere = {"HX-Request": "true", "HX-Current-URL": "http://evil.example/x"}
    response = client.get("/cases/rows/", headers=elsewhere)
    assert response.headers["HX-Redirect"] == "/account/sign-in/?next=%2F"


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_signing_in_never_leads_elsewhere(cast: Cast, client: Client, onward: str) -> None:
    assert sign_in(client, onward=onward).headers["Location"] == "/"
    response = client.post("/account/purpose/", {"words": "Case 2026-0142", "next": onward})
    assert response.headers["Location"].startswith("/")
    assert not response.headers["Location"].startswith("//")


def test_a_purpose_is_stated_before_anything_is_read(cast: Cast, client: Client) -> None:
    sign_in(client)
    assert client.get("/").headers["Location"] == "/account/purpose/?next=%2F"
    assert client.get("/account/purpose/?next=/").status_code == 200
    refused = client.post("/account/purpose/", {"words": "abc"})
    assert refused.status_code == 422
    assert b"A purpose needs a few words." in refused.content
    response = client.post("/account/purpose/", {"words": " Case   2026-0142 ", "next": "/"})
    assert response.headers["Location"] == "/"
    assert "Purpose: Case 2026-0142" in client.get("/").content.decode()


def test_nobody_signs_up_or_resets_a_password_by_mail(cast: Cast, client: Client) -> None:
    for path in ("signup", "password/reset", "email", "login"):
        assert client.get(f"/account/{path}/").status_code == 404


def test_five_failures_lock_a_name_for_fifteen_minutes(cast: Cast, client: Client) -> None:
    with clock.freeze(NOON):
        for _ in range(5):
            assert sign_in(client, password="wrong").status_code == 200
    with clock.freeze(NOON + timedelta(minutes=14, seconds=59)):
        page = sign_in(client, username="AGENT ").content.decode()
        assert "locked until 12:15 UTC" in page
        assert sign_in(Client()).status_code == 200, "another browser is not locked"
    with clock.freeze(NOON + timedelta(minutes=15)):
        assert sign_in(client).status_code == 302


def test_an_unknown_name_locks_just_the_same(cast: Cast, client: Client) -> None:
    pages = []
    for name in ("agent", "nobody-of-this-name"):
        with clock.freeze(NOON):
            tries = [sign_in(client, name, "wrong").content.decode() for _ in range(6)]
        pages.append([page.split("<main")[1].replace(name, "") for page in tries])
    assert [strip(page) for page in pages[0]] == [strip(page) for page in pages[1]]


def test_a_success_forgets_the_failures_before_it(cast: Cast, client: Client) -> None:
    for _ in range(3):
        for _ in range(4):
            sign_in(client, password="wrong")
        assert sign_in(client).status_code == 302
        client.post("/account/sign-out/")


def test_the_lock_is_stored_without_the_name(cast: Cast, client: Client) -> None:
    sign_in(client, username="hunter2-typed-in-the-wrong-field", password="wrong")
    (stored,) = models.SignInAttempts.objects.all()
    assert "hunter2" not in stored.key
    assert stored.failures == 1


def test_a_lock_is_not_prolonged_by_what_it_refuses(cast: Cast) -> None:
    with clock.freeze(NOON):
        for _ in range(5):
            lockout.begin("agent")
    for minute in range(1, 15):
        with clock.freeze(NOON + timedelta(minutes=minute)):
            assert lockout.begin("agent").locked_until == NOON + timedelta(minutes=15)


def test_thirty_idle_minutes_lock_and_lead_back(cast: Cast, client: Client) -> None:
    with clock.freeze(NOON):
        enter(client)
    with clock.freeze(NOON + timedelta(minutes=29)):
        assert client.get("/").status_code == 200
    with clock.freeze(NOON + timedelta(minutes=58)):
        assert client.get("/").status_code == 200, "activity starts the half hour anew"
    with clock.freeze(NOON + timedelta(minutes=88)):
        response = client.get("/?tab=tasks")
        assert response.headers["Location"] == "/account/sign-in/?next=%2F%3Ftab%3Dtasks"
        page = client.get(response.headers["Location"]).content.decode()
        assert "Locked after 30 minutes" in page
        assert client.get("/").status_code == 302


def test_what_asks_by_itself_keeps_no_session_awake(cast: Cast, client: Client) -> None:
    with clock.freeze(NOON):
        enter(client)
    for minute in (10, 20, 29):
        with clock.freeze(NOON + timedelta(minutes=minute)):
            assert client.get("/", headers={"X-Background": "1"}).status_code == 200
    with clock.freeze(NOON + timedelta(minutes=30)):
        assert client.get("/").status_code == 302


def test_a_closed_account_is_out_at_once(cast: Cast, client: Client) -> None:
    enter(client)
    get_user_model().objects.filter(username="agent").update(is_active=False)
    assert client.get("/").headers["Location"].startswith("/account/sign-in/")


def test_the_second_step_is_asked_and_its_guesses_are_counted(cast: Cast, client: Client) -> None:
    person = get_user_model().objects.get(username="agent")
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(person, secret)
    assert sign_in(client).headers["Location"].startswith("/account/code/")
    assert client.get("/").status_code == 302, "a password alone does not open the account"
    with clock.freeze(NOON):
        for _ in range(5):
            client.post("/account/code/", {"code": "000000"})
        page = client.post("/account/code/", {"code": code(secret)}).content.decode()
        assert "locked until 12:15 UTC" in page
    with clock.freeze(NOON + timedelta(minutes=15)):
        assert client.post("/account/code/", {"code": code(secret)}).status_code == 302
    assert client.get("/").headers["Location"].startswith("/account/purpose/")


def test_one_can_end_all_other_sessions(cast: Cast, client: Client) -> None:
    other = enter(Client())
    enter(client)
    assert UserSession.objects.count() == 2
    client.post("/account/sessions/")
    assert other.get("/").status_code == 302
    assert client.get("/").status_code == 200


def test_signing_in_and_failing_are_on_record(cast: Cast, client: Client) -> None:
    for _ in range(5):
        sign_in(client, password="wrong")
    sign_in(Client(), username="supervisor")
    with as_viewer(cast.auditor):
        seen = [event.verb for event in audit.events(cast.auditor, limit=7).items]
    assert seen.count("person.sign_in_failed") == 4
    assert seen.count("person.locked_out") == 1
    assert seen.count("person.signed_in") == 1


def test_a_new_password_is_checked_and_on_record(cast: Cast, client: Client) -> None:
    enter(client)
    weak = {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    assert b"too short" in client.post("/account/password/", weak).content
    good = weak | {"password1": "another long pass phrase", "password2": "another long pass phrase"}
    assert client.post("/account/password/", good).headers["Location"] == "/account/security/"
    assert sign_in(Client(), password="another long pass phrase").status_code == 302


def strip(page: str) -> str:
    """A page without what differs each time: tokens."""
    return "\n".join(line for line in page.splitlines() if "csrf" not in line)


def code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))
