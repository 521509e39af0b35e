"""Tips in a real browser: readable everywhere, by keys, and without JavaScript where forms do."""

import os
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.cast import Cast
from tests.tips.hotline import Hotline
from tests.web.browser import Site, assert_nothing_clipped, check, enter, keys, visit

from caseloom.access.actions import as_viewer
from caseloom.kernel import clock
from caseloom.tips import actions, queries
from caseloom.tips.types import Contact, LineSettings, NewFile

LONG = "They keep the passports of nine workers in a drawer of the office. " * 12
THREAT = "He has a gun and says he will kill her tonight. Call +1 202 555 0143."
ARABIC = "يحتفظ المشرف بجوازات سفر العمال ويهددهم. الرقم 555-0142."
HOSTILE = "<script>alert(1)</script>\n\u202egnp.exe\u202c " + "x" * 300


@dataclass(frozen=True)
class Story:
    """Tips in every state that a page shows: told, taken, late, judged, named, ended."""

    rich: str
    closed: str
    arabic: str
    hotline: Hotline


def tell(hotline: Hotline, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Everything that was told, oldest first."""
    now = clock.now()
    with monkeypatch.context() as then:
        then.setattr(clock, "now", lambda: now - timedelta(days=12))
        late = hotline.send("They pour oil into the river at night.", subject="environment")
    arabic = hotline.send(ARABIC, language="ar", channel="phone", answers={"where": "رصيف 4"})
    hostile = hotline.send(HOSTILE, channel="api")
    hotline.send("Ada Okafor takes money from the clerks.", subject="staff")
    photo = b"\xff\xd8\xff\xe1" + b"not one that can be read" * 400
    rich = hotline.send(
        f"{LONG}\n\n{THREAT}", language="es", subject="trafficking",
        answers={"danger": "yes", "who": "Blue Crane Staffing", "where": "Pier 4, the grey hall"},
        contact=Contact("Rosa Díaz", "555 0199, evenings"),
        files=(
            NewFile("hall with a rather long name of a file that goes on.jpg", BytesIO(photo)),
            NewFile("wages.xlsx", BytesIO(b"PK" + b"0" * 90_000)),
        ),
    )  # fmt: skip
    closed = hotline.send("I saw something.")
    return {"late": late, "arabic": arabic, "hostile": hostile, "rich": rich, "closed": closed}


def reread(hotline: Hotline) -> None:
    """Of two weeks: one that was held for more urgent, and one that is overdue."""
    now = clock.now()
    for days in (24, 17):
        with pytest.MonkeyPatch.context() as then:
            then.setattr(clock, "now", lambda days=days: now - timedelta(days=days))
            sent = hotline.send("A rather dull story about a dog, and about its owner. " * 3)
            hotline.act("intake", actions.assess, tip_id=sent.tip_id, category="other", priority=0)
            hotline.act(
                "intake", actions.close, tip_id=sent.tip_id, outcome="unfounded", reason="Before."
            )
    with pytest.MonkeyPatch.context() as then:
        then.setattr(clock, "now", lambda: now - timedelta(days=9))
        actions.draw_due()
        first = hotline.ask("agent", queries.rereads)[0]
        hotline.act(
            "agent", actions.reread, tip_id=first.id, category="trafficking", priority=2,
            reason="Its owner is held there.",
        )  # fmt: skip


@pytest.fixture(scope="module")
def story(site: Site) -> Story:
    with pytest.MonkeyPatch.context() as then:
        now = clock.now()
        then.setattr(clock, "now", lambda: now - timedelta(days=30))
        hotline = Hotline(Cast(), LineSettings(judge_first_share=0))
    reread(hotline)
    with pytest.MonkeyPatch.context() as monkeypatch:
        told = tell(hotline, monkeypatch)
    rich = told["rich"].tip_id
    actions.read(tip_id=rich, scope=told["rich"].scope)
    hotline.act("intake", actions.take, tip_id=rich)
    hotline.act(
        "intake", actions.assess, tip_id=rich, category="trafficking", priority=3,
        reason="They are locked in, and it goes on.",
    )  # fmt: skip
    hotline.act(
        "intake", actions.assess, tip_id=told["arabic"].tip_id, category="other", priority=2
    )
    hotline.act("intake", actions.write_to_reporter, tip_id=rich, text="Which pier?\nWhen?")
    hotline.write(told["rich"], "Pier 4, every evening.", NewFile("map.pdf", BytesIO(b"%PDF-")))
    hotline.act("agent", actions.ask_identity, tip_id=rich, reason="To meet her.")
    hotline.act(
        "supervisor", actions.close, tip_id=told["closed"].tip_id, outcome="too_little",
        reason="No place, no name, no time; asked twice, no answer.",
    )  # fmt: skip
    with as_viewer(hotline.cast.viewer("supervisor")) as viewer:
        number = {
            name: queries.tip(viewer, sent.tip_id).summary.number for name, sent in told.items()
        }
    return Story(number["rich"], number["closed"], number["arabic"], hotline)


@pytest.fixture
def page(browser_page: Page, site: Site, story: Story) -> Page:
    enter(browser_page, site, "supervisor")
    return browser_page


ADDRESSES = (
    "/tips/", "/tips/?whose=nobody", "/tips/?whose=all&state=any&language=es&late=on",
    "/tips/overview/", "/", "/tips/bundles/", "/tips/bundles/take/",
    "/tips/oversight/", "/tips/oversight/lots/",
    "/tips/oversight/cards/", "/tips/oversight/cards/threat/", "/tips/reread/",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_queues_and_the_overview_are_readable_everywhere(page: Page, address: str) -> None:
    visit(page, address)


@pytest.mark.parametrize("name", ["rich", "closed", "arabic"])
def test_a_tip_is_readable_everywhere(page: Page, story: Story, name: str) -> None:
    visit(page, f"/tips/{getattr(story, name)}/")


def test_the_pages_of_steps_are_readable(page: Page, story: Story) -> None:
    for step in ("follow", "refer", "close"):
        visit(page, f"/tips/{story.arabic}/steps/{step}/", everywhere=False)
    visit(page, f"/tips/{story.rich}/identity/ask/", everywhere=False)
    visit(page, f"/tips/{story.rich}/case/")


def test_what_goes_to_another_agency_is_seen_before_it_is_kept(page: Page, story: Story) -> None:
    story.hotline.act("administrator", actions.make_signing_key)
    visit(page, f"/tips/{story.rich}/send/")
    page.get_by_label("Which agency").fill("Harbor police")
    page.get_by_label("Legal ground and purpose").fill("Art. 12: danger to life")
    page.get_by_role("button", name="See what they get").click()
    expect(page.get_by_role("heading", name="text.txt")).to_be_visible()
    check(page)
    picture(page, "send-check")
    page.get_by_role("button", name="Put it on record").click()
    expect(page.get_by_text("It waits for a second person.")).to_be_visible()
    visit(page, page.url)
    picture(page, "bundle")
    visit(page, "/tips/bundles/")
    picture(page, "bundles")
    page.goto(f"/tips/{story.rich}/send/")
    picture(page, "send")


def picture(page: Page, name: str) -> None:
    """The page as it looks, where a folder for pictures is named."""
    if folder := os.environ.get("CASELOOM_PICTURES"):
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1440, "height": 900})


def test_what_is_read_again_is_readable_everywhere(
    browser_page: Page, site: Site, story: Story
) -> None:
    enter(browser_page, site, "agent")
    visit(browser_page, "/tips/reread/")
    browser_page.get_by_role("table").get_by_role("link").first.click()
    expect(browser_page.get_by_role("heading", level=1)).to_contain_text("Re-read tip")
    visit(browser_page, browser_page.url)
    expect(browser_page.get_by_text("Unfounded")).to_have_count(0)


LINES = (
    "/tips/lines/", "/tips/lines/add/", "/tips/lines/hotline/", "/tips/lines/hotline/questions/",
    "/tips/lines/hotline/questions/subjects/work/", "/tips/lines/hotline/questions/asked/danger/",
    "/tips/lines/hotline/questions/texts/ar/", "/tips/lines/hotline/questions/versions/",
    "/tips/lines/hotline/mail/",
    "/tips/lines/hotline/questions/versions/1/?language=ar&subject=harm",
)  # fmt: skip


@pytest.mark.parametrize("address", LINES)
def test_lines_are_readable_everywhere(
    browser_page: Page, site: Site, story: Story, address: str
) -> None:
    enter(browser_page, site, "administrator")
    visit(browser_page, address)


def test_the_queue_is_worked_by_keys(page: Page, story: Story) -> None:
    page.goto("/")
    keys(page, "g", "t")
    page.wait_for_url("**/tips/")
    page.goto("/tips/?whose=all")
    keys(page, "j", "Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(story.rich)
    keys(page, "c")
    expect(page.get_by_role("dialog")).to_be_visible()
    check(page)
    page.get_by_label("Outcome").select_option("known")
    page.get_by_label("Why; what was considered").fill("It is in case 1.")
    page.get_by_role("dialog").get_by_role("button", name="Close it").click()
    expect(page.get_by_text("It is closed. The reasons stay on record.")).to_be_visible()
    keys(page, "o")
    page.get_by_role("dialog").get_by_label("Why").fill("It was the wrong one.")
    page.get_by_role("dialog").get_by_role("button", name="Reopen it").click()
    expect(page.get_by_text("It is open again.")).to_be_visible()


def test_nothing_that_was_told_acts(page: Page, story: Story) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"it acted: {dialog.message}"))
    page.goto("/tips/?whose=nobody")
    page.locator("tr", has_text="alert(1)").get_by_role("link").first.click()
    expect(page.get_by_text("‹U+202E›gnp.exe")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    assert_nothing_clipped(page, "a hostile tip")


def test_a_subject_is_moved_without_javascript(chromium: Browser, site: Site, story: Story) -> None:
    context = chromium.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    enter(page, site, "administrator")
    page.goto("/tips/lines/hotline/questions/")
    page.get_by_role("button", name="Down: work").click()
    expect(page.get_by_text("Saved as version 2")).to_be_visible()
    expect(page.get_by_role("button", name="Up: work")).to_be_visible()
    context.close()


def test_a_clerk_sees_whom_a_call_is_about_while_she_writes(page: Page, story: Story) -> None:
    person = ("w-1", "Person", {"name": ["Jonas Webb"], "phone": ["+12025550142"]})
    story.hotline.cast.records("agent", story.hotline.cast.scope("agency"), person)
    visit(page, "/tips/call/")
    visit(page, "/tips/call/hotline/work/?language=en")
    page.get_by_label("What happened?").press_sequentially("Jonas Webb, 202-555-0142 ")
    expect(page.locator("#about").get_by_role("link", name="Jonas Webb").first).to_be_visible()
    check(page)
    page.get_by_role("button", name="Take it down").click()
    expect(page.get_by_role("heading", name="It is taken down")).to_be_visible()
    check(page)
    if folder := os.environ.get("CASELOOM_PICTURES"):
        page.screenshot(path=f"{folder}/taken-down.png", full_page=True)
