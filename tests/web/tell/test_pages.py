"""The public pages in a real Chromium: with and without scripts, three languages, narrow, axe."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.cast import Cast
from tests.tips.hotline import Hotline
from tests.web.browser import Problems, Site, assert_nothing_clipped, check

MOST_BYTES = 100_000
SAID = {
    "en": "The foreman keeps our passports.",
    "es": "El capataz guarda nuestros pasaportes.",
    "ar": "رئيس العمال يحتفظ بجوازاتنا.",
}


class Weighed:
    """A page that counts the bytes it loads and every address it asks."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.site = page, site
        self.bytes = 0
        self.elsewhere: list[str] = []
        page.on("request", self._asked)
        page.on("requestfinished", self._came)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(self.site.url):
            self.elsewhere.append(request.url)

    def _came(self, request: Request) -> None:
        sizes = request.sizes()
        self.bytes += sizes["responseBodySize"] + sizes["responseHeadersSize"]

    def check(self, name: str) -> None:
        """Fail on a heavy page, on one that asks others, and on what axe finds."""
        assert self.bytes <= MOST_BYTES, f"{name} weighs {self.bytes}"
        assert self.elsewhere == []
        check(self.page, name)
        assert_nothing_clipped(self.page, name)
        self.bytes = 0


@pytest.fixture(scope="module")
def told(site: Site, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        Hotline(Cast())
        yield


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("code", list(SAID))
def test_the_whole_way_on_a_telephone(
    chromium: Browser, site: Site, told: None, code: str, scripts: bool
) -> None:
    context = chromium.new_context(
        base_url=site.url, viewport={"width": 390, "height": 844}, bypass_csp=False,
        java_script_enabled=scripts, color_scheme="dark" if scripts else "light",
    )  # fmt: skip
    page = context.new_page()
    problems, weighed = Problems(page), Weighed(page, site)
    page.goto(f"/tell/{code}/")
    _look(page, weighed, scripts, f"{code}-start")
    page.click(".choices a >> nth=0")
    _look(page, weighed, scripts, f"{code}-form")
    page.fill("#a-what", SAID[code])
    page.fill("#a-where", "Pier 4")
    page.click("button[value=check]")
    _look(page, weighed, scripts, f"{code}-check")
    page.set_input_files("#files", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"x"})
    page.click("button[value=send]")
    _look(page, weighed, scripts, f"{code}-sent")
    digits = page.inner_text(".code .digits")
    page.goto(f"/tell/{code}/messages/")
    _look(page, weighed, scripts, f"{code}-ask")
    page.fill("#receipt", digits)
    page.click("button[value=open]")
    assert "a.txt" in page.inner_text(".talk")
    page.click("details summary")
    assert SAID[code] in page.inner_text("details")
    _look(page, weighed, scripts, f"{code}-box")
    page.fill("#text", "…")
    page.click("button[value=write]")
    page.click("button[value=close]")
    assert context.cookies() == []
    assert not problems.found, "\n".join(problems.found)
    context.close()


def _look(page: Page, weighed: Weighed, scripts: bool, name: str) -> None:
    if folder := os.environ.get("CASELOOM_PICTURES"):
        page.screenshot(
            path=f"{folder}/{name}-{'dark' if scripts else 'light'}.png", full_page=True
        )
    # Without scripts nothing can be run in the page to look at it; the way through it is the test.
    if scripts:
        weighed.check(name)
