"""The main pages with real content: wide and narrow, light and dark, checked by axe each time."""

import pytest
from playwright.sync_api import Page

from tests.journeys.actors import Actors
from tests.web.browser import visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SEARCH = "/search/?q=calloway"


@pytest.mark.parametrize("url", ["/", SEARCH, "/cases/", "/review/", "/sources/"])
def test_a_page_that_has_an_address(actors: Actors, url: str) -> None:
    visit(actors.at("agent"), url)


@pytest.mark.parametrize(("start", "link"), [(SEARCH, ".hit a"), ("/review/", "td a"),
                                             ("/cases/", "td a")])  # fmt: skip
def test_a_page_behind_a_list(actors: Actors, start: str, link: str) -> None:
    page = actors.at("agent")
    visit(page, _first(page, start, link))


@pytest.mark.parametrize("tab", ["links/", "timeline/", "graph/"])
def test_the_tabs_of_a_profile(actors: Actors, tab: str) -> None:
    page = actors.at("agent")
    visit(page, _first(page, SEARCH, ".hit a") + tab)


def test_the_auditors_log(actors: Actors) -> None:
    visit(actors.at("auditor"), "/audit/")


def test_the_administrators_people(actors: Actors) -> None:
    visit(actors.at("administrator"), "/administration/")


def _first(page: Page, start: str, link: str) -> str:
    page.goto(start)
    return page.locator(link).first.get_attribute("href") or ""
