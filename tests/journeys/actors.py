"""People at their browsers: signed in with a purpose, looking closely at every page."""

from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, expect

from tests.web.browser import Problems, Site, assert_nothing_clipped, check

PURPOSE = "Journey: who was paid"
# A page takes a tenth of a second; a machine that builds three other things at once takes longer.
PATIENCE = 60_000
WIDE = {"width": 1440, "height": 900}

expect.set_options(timeout=PATIENCE / 3)


@dataclass
class Actors:
    """The demonstration's people by user name."""

    chromium: Browser
    site: Site
    passwords: dict[str, str]
    _pages: dict[str, Page] = field(default_factory=dict)
    _problems: list[Problems] = field(default_factory=list)

    def at(self, username: str, purpose: str = PURPOSE) -> Page:
        """The page of somebody who is signed in; the same one for the same person."""
        if username not in self._pages:
            self._pages[username] = self._enter(username, purpose)
        return self._pages[username]

    def _enter(self, username: str, purpose: str) -> Page:
        context = self.chromium.new_context(
            base_url=self.site.url,
            viewport=WIDE,  # type: ignore[arg-type]  # a dict of the right shape
            accept_downloads=True,
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        self._problems.append(Problems(page))
        page.goto("/account/sign-in/")
        page.get_by_label("User name").fill(username)
        page.get_by_label("Password").fill(self.passwords[username])
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.get_by_label("Or in your own words").fill(purpose)
        page.get_by_role("button", name="Go on").click()
        page.wait_for_url("**/")
        return page

    def complain(self) -> None:
        """Fail on what reached the console since the last time, refused resources included."""
        told = [line for one in self._problems for line in one.found]
        for one in self._problems:
            one.found.clear()
        assert not told, "\n".join(told)

    def leave(self) -> None:
        """Close all browsers."""
        for page in self._pages.values():
            page.context.close()


def look(page: Page) -> None:
    """Fail on anything that axe finds, and on a page wider than its window."""
    check(page)
    assert_nothing_clipped(page, page.url)


def go(page: Page, url: str) -> None:
    """Open `url` and look."""
    page.goto(url)
    look(page)


def text(page: Page) -> str:
    """What the page's main part says, without the words that differ at each visit."""
    return page.locator("#main").inner_text()
