"""The groups that pairs would make, in the queue and beside a pair, in a real browser."""

from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from tests.cast import Cast
from tests.resolve.conftest import BOB, ROBERT
from tests.resolve.test_groups import LONE, ROB
from tests.web.browser import Site, enter, visit

from caseloom.access.actions import as_viewer
from caseloom.resolve import actions, queries


@pytest.fixture(scope="module")
def pairs(site: Site) -> dict[frozenset[int], UUID]:
    """Suggestions by the numbers of the two records: four that hang together by 3 and 4."""
    cast = Cast()
    things = [(str(n), "Person", one) for n, one in enumerate((ROBERT, BOB, ROB, LONE), 1)]
    made = [r.entity_id for r in cast.records("agent", cast.scope("agency"), *things)]
    with as_viewer(cast.analyst) as analyst:
        actions.run(schemata=("Person",), by=analyst)
        return {
            frozenset((made.index(one.left) + 1, made.index(one.right) + 1)): one.id
            for one in queries.suggestions(analyst).items
        }


@pytest.fixture
def page(browser_page: Page, site: Site, pairs: dict[frozenset[int], UUID]) -> Page:
    enter(browser_page, site)
    return browser_page


def test_the_queue_says_what_each_pair_is_part_of(page: Page) -> None:
    visit(page, "/review/")
    expect(page.get_by_text("Group of 4")).to_have_count(6)
    expect(page.get_by_text("Held by one pair, 99 %").first).to_be_visible()


def test_a_pair_leads_to_the_one_that_holds_its_group(
    page: Page, pairs: dict[frozenset[int], UUID]
) -> None:
    visit(page, f"/review/{pairs[frozenset((1, 2))]}/")
    panel = page.locator("section", has=page.get_by_role("heading", name="Its group"))
    expect(panel).to_contain_text("into a group of 4.")
    expect(panel).to_contain_text("One pair holds it together, at 99 %:")
    expect(panel).to_contain_text("Weak: look at it first")
    panel.get_by_role("link").click()
    page.wait_for_url(f"**/review/{pairs[frozenset((3, 4))]}/")
    expect(page.get_by_text("This pair alone holds it together.")).to_be_visible()
