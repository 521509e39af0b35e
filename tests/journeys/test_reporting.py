"""From a profile to a case and a report: a supervisor says no, then yes; then a second version."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.actors import Actors, go, look

pytestmark = pytest.mark.browser

CASE = "Calloway: who told her to pay in cash?"
REPORT = "Interview of the bookkeeper"
FIRST = "She says that she keeps the books of Blue Crane."
SECOND = "She says that she kept the books of Blue Crane until May."


def test_a_report_is_written_returned_signed_and_written_anew(actors: Actors) -> None:
    agent, supervisor = actors.at("agent"), actors.at("supervisor")
    _open_case(agent)
    _note_and_task(agent)
    _write(agent)
    _submit(agent)

    _open_for_review(supervisor)
    supervisor.get_by_label("Remarks").fill("Say until when.")
    supervisor.get_by_role("button", name="Return with remarks").click()
    expect(supervisor.locator("#flashes")).not_to_be_empty()

    go(agent, "/")
    expect(agent.locator("main")).to_contain_text("Returned to you")
    returned = agent.locator("[data-row]").filter(has_text=REPORT)
    returned.get_by_role("link", name=re.compile("^Revise")).click()
    agent.wait_for_url("**/edit/")
    expect(agent.locator("main")).to_contain_text("Say until when.")
    look(agent)
    agent.get_by_role("button", name="Save and go on").click()
    _submit(agent)

    _open_for_review(supervisor)
    supervisor.get_by_role("button", name="Sign…").click()
    look(supervisor)
    supervisor.get_by_role("dialog").get_by_role("button", name="Sign", exact=True).click()
    expect(supervisor.locator("aside")).to_contain_text("SHA-256 of the account")
    expect(supervisor.locator("#hash")).to_have_text(re.compile(r"^[0-9a-f]{64}$"))
    look(supervisor)

    _second_version(agent)
    _pdf(agent)


def _open_case(page: Page) -> None:
    page.goto("/search/?q=ruth+calloway")
    page.locator(".hit").filter(has_text="Payroll").first.get_by_role("link").first.click()
    page.get_by_role("link", name="Add to case").click()
    page.wait_for_url("**/add/")
    look(page)
    page.get_by_role("link", name="Open a new case for it").click()
    page.wait_for_url("**/cases/open/?subject=*")
    look(page)
    page.get_by_label("Title").fill(CASE)
    page.get_by_label("Type").fill("Fraud")
    page.get_by_label("Predicate").fill("Two workers report wages paid in cash at her desk.")
    page.get_by_label("Legal authority").fill("Inspector General Act of Calder County, s. 7")
    page.get_by_label("Dana Whitcombe").check()
    page.get_by_role("button", name="Open the case").click()
    # Back at the profile's question: in what role, and why.
    page.wait_for_url("**/add/?case=*")
    page.get_by_label(re.compile("^Role")).select_option("witness")
    page.get_by_label(re.compile("^Why")).fill("Keeps the books.")
    page.get_by_role("button", name="Add to the case").click()
    page.wait_for_url(re.compile(r"/cases/\d{4}-\d+/$"))
    expect(page.locator("main")).to_contain_text("Keeps the books.")
    look(page)
    page.get_by_role("button", name="Start work").click()
    expect(page.get_by_role("link", name="Write a report")).to_be_visible()


def _note_and_task(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^Notes")).click()
    page.get_by_label(re.compile("^Note")).fill("She answers the phone after six only.")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator("[data-row]")).to_contain_text("after six only")
    look(page)
    page.get_by_role("link", name=re.compile("^Tasks")).click()
    page.get_by_role("textbox", name="Task").fill("Ask the bank for the cash withdrawals")
    page.get_by_role("button", name="Add task").click()
    expect(page.locator("[data-row]")).to_contain_text("cash withdrawals")
    look(page)


def _write(page: Page) -> None:
    page.get_by_role("link", name="Write a report").click()
    page.wait_for_url("**/reports/write/*/")
    look(page)
    page.get_by_label("Title").fill(REPORT)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/edit/")
    page.get_by_label("Text").fill(FIRST)
    page.locator(".desk-cite a.chip").first.click()
    page.get_by_role("button", name=re.compile(r"^Cite Position")).first.click()
    expect(page.get_by_label("Text")).to_have_value(
        re.compile(r"\[\[s:[0-9a-f-]{36}\.position\.0\]\]")
    )
    expect(page.locator("#preview sup").first).to_be_visible()
    look(page)
    page.get_by_role("button", name="Save and go on").click()


def _submit(page: Page) -> None:
    page.wait_for_url(re.compile(r"/reports/[0-9a-f-]{36}/\d+/$"))
    expect(page.locator(".footnotes")).to_contain_text("Payroll rolls of county contractors")
    look(page)
    page.get_by_role("button", name="Submit for review").click()
    expect(page.locator("aside")).to_contain_text("It waits for review")


def _open_for_review(page: Page) -> None:
    go(page, "/")
    waiting = page.locator("[data-row]").filter(has_text=REPORT)
    waiting.get_by_role("link").first.click()
    page.wait_for_url(re.compile(r"/reports/"))
    expect(page.locator("main")).to_contain_text(FIRST)
    look(page)


def _second_version(page: Page) -> None:
    page.reload()
    page.get_by_role("button", name="Begin version 2").click()
    page.wait_for_url("**/2/edit/")
    body = page.get_by_label("Text")
    body.fill(body.input_value().replace(FIRST, SECOND))
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("link", name="What changed").click()
    page.wait_for_url("**/diff/1/2/")
    expect(page.locator("del").filter(has_text="keeps")).to_be_visible()
    expect(page.locator("ins").filter(has_text="kept")).to_be_visible()
    look(page)
    # The first version stays as it was signed.
    page.locator("main").get_by_role("link", name="Version 1").click()
    expect(page.locator("main")).to_contain_text(FIRST)
    expect(page.get_by_role("link", name=re.compile("^Edit"))).to_have_count(0)


def _pdf(page: Page) -> None:
    page.locator("summary").filter(has_text="PDF").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="A4").click()
    content = download.value.path().read_bytes()
    assert content.startswith(b"%PDF-") and b"%%EOF" in content[-64:]
