"""Helps tests to use pages as people do, and to notice what people would not."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import DEFAULT_OPTIONS
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from playwright.sync_api import ConsoleMessage, Page

from tests.cast import PASSWORD

PURPOSE = "Case 2026-0142: who was paid"
SIZES = {"wide": {"width": 1440, "height": 900}, "narrow": {"width": 390, "height": 844}}


@dataclass(frozen=True)
class Site:
    """A running server. Browsers reach it as localhost, because passkeys want a host name."""

    url: str
    # Cookies of who has signed in already, by user name: the form is used once per server.
    cookies: dict[str, list[Any]] = field(default_factory=dict)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        return


class _Closing(WSGIHandler):
    """Gives each thread's connection back, so that the test's database can be dropped."""

    def __call__(self, environ: dict, start_response: object) -> Iterator[bytes]:  # type: ignore[override,type-arg]  # the handler is untyped
        response = super().__call__(environ, start_response)  # type: ignore[arg-type]  # as above
        try:
            yield from response
        finally:
            response.close()
            connections.close_all()


def serve() -> Iterator[Site]:
    """Serve the application from threads of this process until the test ends."""
    server = make_server("localhost", 0, _Closing(), server_class=_Server, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(f"http://localhost:{server.server_port}")
    server.shutdown()
    server.server_close()
    thread.join()


@dataclass
class Problems:
    """What a page complains of: console errors and warnings, exceptions, refused resources."""

    page: Page
    found: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.found.append(f"exception: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        text = message.text
        # Chromium prints each error status too; the tests that provoke one say so themselves.
        # Without a graphics card its drawing in software comments on its own speed.
        if "the server responded with" in text or "GL Driver Message" in text:
            return
        if message.type in ("error", "warning"):
            self.found.append(f"{message.type}: {text}")


def enter(page: Page, site: Site, username: str = "agent") -> None:
    """Be signed in with a purpose, by the cookies of an earlier `sign_in` where there was one."""
    if username not in site.cookies:
        sign_in(page, username)
        site.cookies[username] = list(page.context.cookies())
    page.context.add_cookies(site.cookies[username])


def sign_in(page: Page, username: str = "agent", purpose: str = PURPOSE) -> None:
    """Sign in by the form and state a purpose, as a person does."""
    page.goto("/account/sign-in/")
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Or in your own words").fill(purpose)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/")


def visit(page: Page, url: str, *, everywhere: bool = True) -> None:
    """Open `url` and check it with axe: wide and narrow, light and dark, or as it is."""
    page.goto(url)
    if not everywhere:
        check(page)
        return
    for name, size in SIZES.items():
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a dict of the right shape
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # "dark" or "light"
            check(page, f"{url}, {name}, {scheme}")
            assert_nothing_clipped(page, f"{url}, {name}")
    page.set_viewport_size(SIZES["wide"])  # type: ignore[arg-type]  # as above


def check(page: Page, where: str = "") -> None:
    """Fail on anything that axe finds against WCAG 2.2 AA and best practice."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = f"axe.run({json.dumps(DEFAULT_OPTIONS)}).then(found => found.violations)"
    violations = page.evaluate(found)
    told = [
        f"{v['id']}: {v['help']}\n    " + "\n    ".join(n["html"][:200] for n in v["nodes"][:4])
        for v in violations
    ]
    assert not told, f"axe on {where or page.url}:\n" + "\n".join(told)


def assert_nothing_clipped(page: Page, where: str) -> None:
    """Fail when the page is wider than the screen, so that it would scroll sideways."""
    over = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert over <= 0, f"{where} is {over} pixels wider than the screen"


def keys(page: Page, *pressed: str) -> None:
    """Press keys one after another, as sequences such as `g c` are."""
    for key in pressed:
        page.keyboard.press(key)


def payload(page: Page, selector: str) -> object:
    """The JSON that an element holds."""
    return json.loads(page.locator(selector).inner_text())
