"""What speaks against a group stands beside a pair and leads to it, in a real browser."""

import pytest
from playwright.sync_api import Page, expect
from tests.cast import Cast
from tests.resolve.test_opposing import FOUR
from tests.web.browser import Site, enter, visit

from caseloom.access.actions import as_viewer
from caseloom.resolve import actions

IDS = dict[str, str]


@pytest.fixture(scope="module")
def ids(site: Site) -> IDS:
    cast = Cast()
    things = [(str(n), "Person", one) for n, one in enumerate(FOUR)]
    made = cast.records("agent", cast.scope("agency"), *things)
    with as_viewer(cast.analyst) as analyst:
        actions.run(schemata=("Person",), by=analyst)
    names = ("robert", "bob", "rob", "woman")
    return {name: str(one.entity_id) for name, one in zip(names, made, strict=True)}


@pytest.fixture
def page(browser_page: Page, site: Site, ids: IDS) -> Page:
    enter(browser_page, site)
    return browser_page


def test_pairs_that_speak_against_a_group_are_named_and_lead_to_their_page(
    page: Page, ids: IDS
) -> None:
    visit(page, f"/review/compare/?left={ids['robert']}&right={ids['rob']}")
    panel = page.locator("section", has=page.get_by_role("heading", name="Its group"))
    expect(panel).to_contain_text("2 pairs inside it speak against it:")
    doubts = panel.get_by_role("listitem")
    expect(doubts).to_have_count(2)
    expect(doubts.first).to_contain_text("no country in common")
    doubts.first.get_by_role("link").click()
    page.wait_for_url("**/review/compare/?left=*")
    expect(page.get_by_role("heading", name="Are these the same person?")).to_be_visible()
    expect(page.get_by_text("One pair inside it speaks against it:")).to_be_visible()
