"""Somebody of another team cannot tell that the inquiry, its records or its sources exist."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.actors import Actors, go, text

pytestmark = pytest.mark.browser

CASE = "Payments to the family of a procurement officer"
# Sources that only the fraud team, the warrant's holders or the informant's handler see.
HIDDEN = ("Transfers, four banks", "Telephones seized on 4 May", "Informant 14")
SEEN = "Calder company register"
NAME = "gull point"


def test_the_agent_sees_all_that_the_outsider_must_not(actors: Actors) -> None:
    page = actors.at("agent")
    go(page, "/cases/")
    assert CASE in text(page)
    page.goto(f"/search/?q={NAME}")
    found = text(page)
    for source in HIDDEN[:1]:
        assert source in found
    page.goto("/sources/")
    for source in HIDDEN:
        assert source in text(page)


def test_lists_counts_and_facets_are_free_of_it(actors: Actors) -> None:
    page = actors.at("outsider")
    for url in ("/", "/cases/", "/sources/", "/review/", f"/search/?q={NAME}", "/search/?q=voss"):
        page.goto(url)
        said = text(page)
        assert CASE not in said
        for source in HIDDEN:
            assert source not in said, url
    page.goto(f"/search/?q={NAME}")
    assert SEEN in text(page)
    # The total and the facets count the same things: those that this person sees.
    total = re.search(r"\d+", page.locator(".result-count").inner_text())
    kinds = page.locator("section", has=page.get_by_role("heading", name="Type"))
    counts = kinds.locator(".count").all_inner_texts()
    assert total and sum(map(int, counts)) == int(total[0]) >= 1


def test_completions_are_free_of_it(actors: Actors) -> None:
    known, blind = actors.at("agent"), actors.at("outsider")
    asked = "/search/suggest/?q=boss%20m"
    assert "Boss M" in known.request.get(asked).text()
    assert "Boss M" not in blind.request.get(asked).text()


def test_a_case_that_is_hidden_and_one_that_is_not_answer_alike(actors: Actors) -> None:
    page, insider = actors.at("outsider"), actors.at("agent")
    insider.goto("/cases/")
    hidden = _number(insider, CASE)
    assert hidden
    _alike(page, f"/cases/{hidden}/", "/cases/2026-000000/")
    _alike(page, f"/cases/{hidden}/notes/", "/cases/2026-000000/notes/")


def test_a_profile_its_edges_and_its_pairs_are_absent(actors: Actors) -> None:
    page, insider = actors.at("outsider"), actors.at("agent")
    insider.goto("/search/?q=boss+m")
    hidden = insider.locator(".hit a").first.get_attribute("href") or ""
    assert hidden.startswith("/entities/")
    nobody = "/entities/00000000-0000-8000-8000-000000000000/"
    for tab in ("", "links/", "timeline/", "history/", "graph/"):
        _alike(page, hidden + tab, nobody + tab)
    # What both see has fewer edges for the one who may not see the transfers.
    insider.goto(f"/search/?q={NAME}")
    shared = insider.locator(".hit").filter(has_text=SEEN).locator("a").first.get_attribute("href")
    assert shared
    kinds = [_schemata(one, f"{shared}graph/data/") for one in (insider, page)]
    assert "Payment" in kinds[0]
    assert kinds[1] < kinds[0] and "Payment" not in kinds[1]


def _number(page: Page, title: str) -> str:
    row = page.locator("[data-row]").filter(has_text=title)
    expect(row).to_be_visible()
    found = re.search(r"\d{4}-\d+", row.inner_text())
    return found[0] if found else ""


def _alike(page: Page, hidden: str, absent: str) -> None:
    """The two answers differ in nothing but the address that was asked for."""
    one, other = page.request.get(hidden), page.request.get(absent)
    assert (one.status, other.status) == (404, 404)
    assert _told(one.text(), hidden) == _told(other.text(), absent)


def _told(page: str, asked: str) -> str:
    """A page without what differs at each request: the form token and what was asked for."""
    for part in sorted({asked, *asked.strip("/").split("/")}, key=len, reverse=True):
        if any(letter.isdigit() for letter in part):
            page = page.replace(part, "")
    return re.sub(r'"[A-Za-z0-9]{64}"', "", page)


def _schemata(page: Page, url: str) -> set[str]:
    return {edge["schema"] for edge in page.request.get(url).json()["edges"]}
