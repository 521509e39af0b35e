"""A search for pairs tells by which keys it looked, in a real browser."""

import pytest
from playwright.sync_api import Page, expect
from tests.cast import Cast
from tests.resolve.conftest import BOB, ROBERT, THIRD
from tests.web.browser import Site, enter, visit

from caseloom.access.actions import as_viewer
from caseloom.engine.linkage import blocking
from caseloom.resolve import actions
from caseloom.resolve.types import ResolveRun

HOUSE = {"address": ["7 Elm Row, Ashby 00034"]}
NAMES = ("Ana Lopes", "Ivo Marek", "Zoë Nagy", "Uma Olsen", "Jo Pell", "Li Quist")


@pytest.fixture(scope="module")
def done(site: Site) -> ResolveRun:
    cast = Cast()
    everybody = [ROBERT, BOB, THIRD, *({"name": [name], **HOUSE} for name in NAMES)]
    things = [(str(n), "Person", one) for n, one in enumerate(everybody)]
    cast.records("agent", cast.scope("agency"), *things)
    cap, blocking.CAP = blocking.CAP, 5
    try:
        with as_viewer(cast.analyst) as analyst:
            return actions.run(schemata=("Person",), by=analyst)
    finally:
        blocking.CAP = cap


@pytest.fixture
def page(browser_page: Page, site: Site, done: ResolveRun) -> Page:
    enter(browser_page, site)
    return browser_page


def test_the_queue_leads_to_the_keys_of_the_last_search(page: Page, done: ResolveRun) -> None:
    visit(page, "/review/")
    page.get_by_role("link", name="What it looked at").click()
    page.wait_for_url(f"**/review/searches/{done.id}/")
    visit(page, f"/review/searches/{done.id}/")
    people = page.locator("section", has=page.get_by_role("heading", name="People"))
    expect(people).to_contain_text("share a key that no more than 5 have")
    house = people.get_by_role("row").filter(has_text="house number and street")
    expect(house.get_by_role("cell").last).to_have_text("1, the largest 6")
    phone = people.get_by_role("row").filter(has_text="phone")
    expect(phone.get_by_role("cell").nth(1)).to_have_text("3")


def test_a_search_that_was_not_yours_is_not_there(page: Page) -> None:
    answer = page.goto("/review/searches/6f9619ff-8b86-8d01-b42d-00c04fc964ff/")
    assert answer is not None and answer.status == 404
