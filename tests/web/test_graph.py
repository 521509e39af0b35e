"""The graph in a browser: canvas, list, undo, path, export; with the keyboard alone too."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.browser import Site, enter, payload, visit

pytestmark = pytest.mark.usefixtures("samples")


@pytest.fixture
def page(browser_page: Page, site: Site) -> Page:
    enter(browser_page, site)
    browser_page.goto("/sample/graph/")
    expect(status(browser_page)).to_contain_text("8 nodes, 6 links")
    return browser_page


def test_it_is_accessible_and_fits_everywhere(page: Page) -> None:
    visit(page, "/sample/graph/")


def test_the_list_holds_what_the_canvas_holds(page: Page) -> None:
    expect(nodes(page)).to_have_count(8)
    page.get_by_label("Find a node").fill("person")
    expect(nodes(page)).to_have_count(6)


def test_expanding_adds_and_tells_what_was_left_out(page: Page) -> None:
    choose(page, "Person 1")
    tool(page, "Expand").click()
    expect(status(page)).to_contain_text("9 nodes, 7 links")
    expect(status(page)).to_contain_text("Left out: 120 Payment")
    expect(side(page)).to_contain_text("Call × 61, 2025-05-01")
    with page.expect_request("**/graph.json?*") as asked:
        page.get_by_role("button", name="Show more of it").click()
    assert "limit=200" in asked.value.url


def test_filters_go_with_the_question(page: Page) -> None:
    choose(page, "Person 2")
    page.get_by_label("Types of links").select_option("Call")
    page.get_by_label("From", exact=True).fill("2025-01-01")
    with page.expect_request("**/graph.json?*") as asked:
        tool(page, "Expand").click()
    assert "node=p2" in asked.value.url
    assert "schemata=Call" in asked.value.url
    assert "since=2025-01-01" in asked.value.url


def test_hide_undo_redo_and_show_all(page: Page) -> None:
    choose(page, "MD 4471")
    tool(page, "Hide").click()
    expect(status(page)).to_contain_text("7 nodes, 6 links1 hidden")
    tool(page, "Undo").click()
    expect(status(page)).to_contain_text("8 nodes")
    tool(page, "Redo").click()
    expect(status(page)).to_contain_text("7 nodes")
    tool(page, "Show all").click()
    expect(status(page)).to_contain_text("8 nodes")


def test_a_path_selects_what_lies_on_it(page: Page) -> None:
    choose(page, "Person 1")
    expect(tool(page, "Path")).to_be_disabled()
    nodes(page).filter(has_text="Person 2").click(modifiers=["Shift"])
    tool(page, "Path").click()
    expect(nodes(page).and_(page.locator("[aria-pressed=true]"))).to_have_count(3)


def test_no_path_is_said(page: Page) -> None:
    choose(page, "Person 1")
    nodes(page).filter(has_text="MD 4471").click(modifiers=["Shift"])
    tool(page, "Path").click()
    expect(page.get_by_role("alert")).to_contain_text("No path of four links or fewer")


def test_a_refusal_is_shown_in_the_words_of_the_server(page: Page) -> None:
    choose(page, "Person 6")
    tool(page, "Expand").click()
    expect(page.get_by_role("alert")).to_have_text("Nothing here that you may see. Search again.")


def test_the_canvas_works_by_keys(page: Page) -> None:
    canvas = page.get_by_role("application")
    canvas.focus()
    page.wait_for_function("() => !document.querySelector('[data-graph][aria-busy]')")
    before = page.locator("[data-part=selected] b").inner_text()
    for arrow in ("ArrowUp", "ArrowLeft", "ArrowDown", "ArrowRight"):
        page.keyboard.press(arrow)
    assert before
    page.keyboard.press("Delete")
    expect(status(page)).to_contain_text("7 nodes")
    page.keyboard.press("z")
    expect(status(page)).to_contain_text("8 nodes")


def test_pins_and_places_are_saved(page: Page) -> None:
    choose(page, "Person 3")
    tool(page, "Pin").click()
    expect(tool(page, "Pin")).to_have_attribute("aria-pressed", "true")
    choose(page, "MD 4471")
    tool(page, "Hide").click()
    page.get_by_label("Types of links").select_option("Call")
    page.get_by_label("From", exact=True).fill("2025-01-01")
    page.get_by_text("Keep", exact=True).click()
    page.get_by_role("button", name="Save to a case…").click()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/sample/keep/")
    kept = payload(page, "#kept")
    assert isinstance(kept, dict)
    assert len(kept["places"]) == 8
    assert kept["places"]["p3"]["pinned"] is True
    assert kept["places"]["p4"]["pinned"] is False
    assert kept["filters"] == {"schemata": ["Call"], "since": "2025-01-01", "until": ""}
    hidden = {one for one, place in kept["places"].items() if place["hidden"]}
    assert hidden == {"alone"}
    assert "Person 3" not in json.dumps(kept), "no name is kept"


def test_graphml_and_png_come_out(page: Page, tmp_path: Path) -> None:
    page.get_by_text("Keep", exact=True).click()
    with page.expect_download() as got:
        page.get_by_role("button", name="Graph (GraphML)").click()
    got.value.save_as(tmp_path / "graph.graphml")
    space = "{http://graphml.graphdrawing.org/xmlns}"
    root = ET.parse(tmp_path / "graph.graphml").getroot()
    assert len(root.findall(f".//{space}node")) == 8
    assert {edge.get("target") for edge in root.findall(f".//{space}edge")} == {"c"}
    page.get_by_text("Keep", exact=True).click()
    if not page.get_by_role("button", name="Picture (PNG)").is_visible():
        page.get_by_text("Keep", exact=True).click()
    with page.expect_download() as picture:
        page.get_by_role("button", name="Picture (PNG)").click()
    picture.value.save_as(tmp_path / "graph.png")
    assert (tmp_path / "graph.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "graph.png").stat().st_size > 4000, "the picture is not blank"


def test_layout_runs_in_a_worker_of_our_own(page: Page, site: Site) -> None:
    with page.expect_worker() as worker:
        tool(page, "Lay out anew").click()
    assert worker.value.url.startswith(f"{site.url}/static/caseloom/files/layout.worker-")


def test_the_canvas_limit_is_told(page: Page) -> None:
    many = [
        {"id": f"n{i}", "schema": "Person", "caption": f"N {i}", "records": 1, "sources": 1}
        for i in range(2100)
    ]
    body = json.dumps({"nodes": many, "edges": [], "left_out": {}})
    page.route("**/graph.json?node=*", lambda route: route.fulfill(body=body))
    choose(page, "Person 1")
    tool(page, "Expand").click()
    expect(status(page)).to_contain_text("2000 nodes")
    expect(status(page)).to_contain_text("108 did not fit")


def status(page: Page) -> Locator:
    return page.locator(".graph-status")


def side(page: Page) -> Locator:
    return page.locator(".graph-side")


def nodes(page: Page) -> Locator:
    return page.locator("[data-part=list] button")


def tool(page: Page, name: str) -> Locator:
    return page.locator(".graph-tools").get_by_role("button", name=name, exact=True)


def choose(page: Page, caption: str) -> None:
    nodes(page).filter(has_text=caption).click()
