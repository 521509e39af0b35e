"""An agent finds who is in the records, judges who is the same, and takes it back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.actors import Actors, go, look, text

pytestmark = pytest.mark.browser

GRAPH = "Around Blue Crane"
HALF_REMEMBERED = "teodor mar*"


def test_from_a_half_remembered_name_to_a_judgement_and_back(actors: Actors) -> None:
    page = actors.at("agent")
    go(page, "/")
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")

    profile = _find(page)
    _every_value_has_its_source(page)
    _graph(page)

    go(page, profile)
    before = text(page)
    _say_same(page)
    go(page, profile)
    assert text(page) != before
    _take_back(page, profile)
    go(page, profile)
    # The judgement and its undo stay on record; nothing else remembers them.
    assert _without_counts(text(page)) == _without_counts(before)


def _find(page: Page) -> str:
    """Search by the keyboard, read the hits, open the one that the payroll knows."""
    page.keyboard.press("/")
    page.keyboard.type(HALF_REMEMBERED)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    hit = page.locator("[data-row]").filter(has_text="Payroll").first
    expect(hit).to_contain_text("Person, United States")
    expect(hit.locator("mark").first).to_have_text(re.compile("teodor", re.IGNORECASE))
    look(page)
    hit.get_by_role("link").first.click()
    page.wait_for_url("**/entities/*/")
    look(page)
    return page.url


def _every_value_has_its_source(page: Page) -> None:
    facts = page.locator("main .split > .stack .facts")
    born = facts.locator("tr").filter(has_text="Birth date")
    expect(born).to_contain_text("17 August 1983")
    expect(born).to_contain_text(re.compile(r"Payroll rolls of county contractors, row \d+"))
    values = facts.locator("td > ul > li")
    assert values.count() > 5
    for at in range(values.count()):
        expect(values.nth(at).locator("a.chip-src").first).to_be_visible()
    # From a value to the very row, and when it was entered.
    born.locator("a.chip-src").first.click()
    page.wait_for_url("**/sources/records/*/")
    look(page)
    expect(page.locator("aside")).to_contain_text("Procurement Code s. 44")
    expect(page.locator("aside")).to_contain_text("Entered")
    page.go_back()


def _graph(page: Page) -> None:
    page.keyboard.press("x")
    page.wait_for_url("**/graph/")
    status = page.locator(".graph-status")
    expect(status).to_contain_text(re.compile(r"[1-9]\d* nodes, [1-9]\d* links"))
    look(page)
    before = status.inner_text()
    page.get_by_label("Find a node").fill("Blue Crane")
    page.locator(".graph-list [data-node]").filter(has_text="Blue Crane").last.click()
    page.get_by_role("button", name="Expand", exact=True).click()
    expect(status).not_to_have_text(before)
    _save_graph(page)


def _save_graph(page: Page) -> None:
    """Pin one, hide one, save; it comes back so, and can be taken out of the case again."""
    status = page.locator(".graph-status")
    page.get_by_role("button", name="Pin").click()
    page.get_by_label("Find a node").fill("")
    page.locator(".graph-list [data-node]").first.click()
    page.get_by_role("button", name="Hide", exact=True).click()
    expect(status).to_contain_text("1 hidden")
    told = status.locator("[data-part=counts]").inner_text()
    page.get_by_text("Keep", exact=True).click()
    page.get_by_role("button", name="Save to a case…").click()
    dialog = page.get_by_role("dialog", name="Save to a case")
    look(page)
    dialog.get_by_label("Title").fill(GRAPH)
    dialog.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/graphs/*/")
    expect(page.get_by_role("heading", level=1)).to_have_text(GRAPH)
    expect(status).to_contain_text("1 hidden")
    expect(status.locator("[data-part=counts]")).to_contain_text(told.split(",")[0])
    look(page)
    page.get_by_role("link", name="Back to the case").click()
    row = page.locator("[data-row]").filter(has_text=GRAPH)
    expect(row).to_contain_text("Nora Ellison")
    look(page)
    row.get_by_role("link", name="Remove").click()
    look(page)
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("#flashes")).to_contain_text("The graph is removed.")
    expect(page.locator("main")).to_contain_text("No graph is saved here")


def _say_same(page: Page) -> None:
    """Compare, see why, and decide with one key."""
    page.get_by_role("link", name="Compare").first.click()
    page.wait_for_url("**/review/*/")
    look(page)
    expect(page.locator("table.pair")).to_contain_text("Before any evidence")
    expect(page.locator("table.pair tbody tr").first.locator("svg.weigh")).to_be_visible()
    expect(page.locator("main")).to_contain_text("You can take it back at any time.")
    # Without a reason the key only leads to the field where it goes.
    page.keyboard.press("s")
    expect(page.get_by_label(re.compile("^Why"))).to_be_focused()
    page.keyboard.type("The same phone and the same date of birth.")
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    expect(page.locator("#flashes")).to_contain_text("Judged the same.")


def _take_back(page: Page, profile: str) -> None:
    go(page, f"{profile}history/")
    row = page.locator("[data-row]").filter(has_text="The same phone and the same date of birth.")
    expect(row).to_contain_text("Nora Ellison")
    row.get_by_placeholder("Why take it back?").fill("The phone is shared by the crew.")
    row.get_by_role("button", name="Take back").click()
    expect(page.locator("#flashes")).to_contain_text("Everything is as it was before.")
    expect(row).to_contain_text("Taken back by Nora Ellison: The phone is shared by the crew.")
    look(page)


def _without_counts(said: str) -> str:
    return re.sub(r"Judgements\s*\d+", "Judgements", said)


def test_the_keyboard_alone_is_enough(actors: Actors) -> None:
    page = actors.at("agent")
    go(page, "/")
    for key in ("g", "c"):
        page.keyboard.press(key)
    page.wait_for_url("**/cases/")
    for key in ("g", "s"):
        page.keyboard.press(key)
    page.wait_for_url("**/search/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#search-box")).to_be_focused()
    page.keyboard.type("calloway")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    page.locator("h1").click()
    page.keyboard.press("j")
    first = page.locator("[data-row]").first
    expect(first).to_have_attribute("aria-current", "true")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(first).to_have_attribute("aria-current", "true")
    page.keyboard.press("Enter")
    page.wait_for_url("**/entities/*/")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard")
    expect(keys).to_contain_text("Expand in graph")
    look(page)
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
