"""A person's own account in a browser: every page looked at by axe, an app and a passkey added."""

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from playwright.sync_api import Page, expect

from tests.cast import PASSWORD
from tests.web.browser import Site, check, enter, sign_in, visit


def test_the_way_in_is_accessible_and_fits_everywhere(browser_page: Page) -> None:
    visit(browser_page, "/account/sign-in/")
    browser_page.get_by_label("User name").fill("agent")
    browser_page.get_by_label("Password").fill("wrong")
    browser_page.get_by_role("button", name="Sign in", exact=True).click()
    expect(browser_page.locator(".note-bad")).to_be_visible()
    check(browser_page)


@pytest.mark.parametrize(
    "address",
    ["/", "/account/security/", "/account/purpose/", "/account/password/", "/account/sessions/",
     "/account/app/activate/", "/account/passkeys/", "/account/sign-out/", "/no/such/page/"],
)  # fmt: skip
def test_each_page_is_accessible_and_fits_everywhere(
    browser_page: Page, site: Site, address: str
) -> None:
    enter(browser_page, site)
    visit(browser_page, address)


def test_an_app_is_added_and_asked_for(browser_page: Page) -> None:
    page = browser_page
    sign_in(page, "intake")
    page.goto("/account/security/")
    page.get_by_role("link", name="Add an app").click()
    confirm(page)
    secret = page.locator("code.fingerprint").inner_text()
    page.get_by_label("Authenticator code").fill(code(secret))
    page.get_by_role("button", name="Add the app").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    recovery = page.locator("#codes").inner_text().split()
    assert len(recovery) == 10
    check(page)
    page.goto("/account/security/")
    expect(page.get_by_text("Your password alone opens your account.")).to_have_count(0)
    page.context.clear_cookies()
    page.goto("/account/sign-in/")
    page.get_by_label("User name").fill("intake")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    check(page)
    page.get_by_label("Code").fill(recovery[0])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Why do you look?")).to_be_visible()


def test_a_passkey_is_made_and_opens_the_account(browser_page: Page) -> None:
    page = browser_page
    authenticator(page)
    sign_in(page, "recruiter")
    page.goto("/account/passkeys/add/")
    confirm(page)
    page.get_by_label("Name").fill("Work key")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/account/security/")
    expect(page.get_by_text("Work key", exact=True)).to_be_visible()
    page.context.clear_cookies()
    page.goto("/account/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Why do you look?")).to_be_visible()


def test_a_refused_passkey_is_told_in_plain_words(browser_page: Page) -> None:
    page = browser_page
    authenticator(page, verified=False)
    page.goto("/account/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey was not used.")


def confirm(page: Page) -> None:
    """Give the password again, as is asked before one changes how one signs in."""
    expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def authenticator(page: Page, *, verified: bool = True) -> None:
    """Put a security key into the browser, by its debugging protocol."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": verified,
        "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def code(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
