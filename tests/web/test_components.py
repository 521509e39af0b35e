"""Every component, in a browser: readable, escaped, operable by keys, within the policy."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser import Site, check, enter, keys, visit

pytestmark = pytest.mark.usefixtures("samples")


@pytest.fixture
def page(browser_page: Page, site: Site) -> Page:
    enter(browser_page, site)
    return browser_page


def test_all_components_are_accessible_and_fit_everywhere(page: Page) -> None:
    visit(page, "/sample/components/")
    expect(page.get_by_role("heading", level=1)).to_have_text("<b>\"Otto\" & 'Söhne'</b>")
    expect(page.locator(".note-bad b")).to_have_text("<b>\"Otto\" & 'Söhne'</b>")
    expect(page.locator(".facts .chip-src").nth(0)).to_have_text("Payroll, row 8,112")
    expect(page.locator(".facts .chip-src").nth(1)).to_have_text("Vehicle stops, p. 2")
    expect(page.locator(".facts .chip-src").nth(2)).to_have_text("<b>\"Otto\" & 'Söhne'</b>")
    expect(page.locator("#id_title_error")).to_have_text("This field is required.")


def test_a_dialog_opens_closes_and_sends(page: Page) -> None:
    page.goto("/sample/components/")
    page.get_by_role("button", name="Remove").click()
    dialog = page.get_by_role("dialog", name="Remove the subject?")
    expect(dialog).to_be_visible()
    check(page, "an open dialog")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Remove").click()
    dialog.get_by_label("Reason").fill("a mistake")
    dialog.get_by_role("button", name="Remove").click()
    expect(page.locator("#kept")).to_have_text("a mistake")


def test_keys_walk_rows_open_help_and_go_places(page: Page) -> None:
    page.goto("/sample/components/")
    keys(page, "j", "j")
    expect(page.locator("[data-row][aria-current=true]")).to_contain_text("Harbor Logistics")
    keys(page, "k")
    expect(page.locator("[data-row][aria-current=true]")).to_contain_text("Blue Crane")
    keys(page, "?")
    help_dialog = page.get_by_role("dialog", name="Keyboard")
    expect(help_dialog).to_contain_text("Same")
    expect(help_dialog).to_contain_text("My work")
    check(page, "the keyboard help")
    keys(page, "Escape", "g", "w")
    page.wait_for_url("**/")


def test_keys_stay_out_of_the_way_of_typing_and_can_be_turned_off(page: Page) -> None:
    page.goto("/sample/components/")
    page.locator("#id_title").press_sequentially("gws?/")
    expect(page.locator("#id_title")).to_have_value("gws?/")
    page.locator("body").click(position={"x": 700, "y": 5})
    keys(page, "?")
    page.get_by_label("Single keys work").uncheck()
    keys(page, "Escape", "?")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_theme_is_kept(page: Page) -> None:
    page.goto("/sample/components/")
    page.locator("summary", has=page.locator("text=Ada Okafor")).click()
    page.get_by_role("button", name="Dark", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.url.endswith("/sample/components/")
    check(page, "dark by choice")


def test_pages_load_nothing_from_elsewhere(page: Page, site: Site) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/sample/components/")
    page.goto("/sample/graph/")
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith((site.url, "blob:", "data:"))] == []


def test_templates_hold_nothing_inline() -> None:
    folder = Path(__file__).parents[2] / "src/caseloom/web/templates"
    for template in folder.rglob("*.html"):
        text = template.read_text()
        for inline in (" style=", "<style", " onclick=", " onchange=", "javascript:", "hx-on"):
            assert inline not in text, f"{template} holds {inline}"
