"""Cases and reports in a real browser: readable everywhere, by keys, and citing by a press."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect
from tests.cases.office import Office
from tests.cast import Cast
from tests.web.browser import Site, check, enter, visit

from caseloom.cases import actions
from caseloom.cases.types import CaseSummary, ReportSummary


@dataclass(frozen=True)
class Story:
    """A case at work, with a subject, notes, tasks, a signed report and a returned one."""

    case: CaseSummary
    signed: ReportSummary
    returned: ReportSummary
    entity: str


@pytest.fixture(scope="module")
def story(site: Site) -> Story:
    office = Office(Cast())
    record = office.record()
    case = office.open(restricted=True)
    office.act("agent", actions.move_case, case_id=case.id, step="activate")
    office.act(
        "agent", actions.add_subject, case_id=case.id, entity_id=record.entity_id, role="witness",
        why="Paid the clerks.", sources=[office.statement(record).id],
    )  # fmt: skip
    note = office.act("agent", actions.add_note, case_id=case.id, note="She called at nine.")
    office.act("agent", actions.add_note, case_id=case.id, note="At ten.", corrects=note.id)
    office.act("agent", actions.add_task, case_id=case.id, title="Ask the bank", detail="In May.")
    signed = office.write(case, f"# What she said\n\nMarisol Vega paid. {office.mark(record)}")
    office.submit(signed)
    office.sign(signed)
    office.act("agent", actions.new_version, report_id=signed.id)
    office.act(
        "agent", actions.edit_report, report_id=signed.id, version=2, revision=1, title="Interview",
        body=f"# What she said\n\nMarisol Vega was paid. {office.mark(record)}",
    )  # fmt: skip
    returned = office.write(case, "She left.")
    office.submit(returned)
    office.act(
        "supervisor", actions.return_report, report_id=returned.id, version=1, remarks="Cite it."
    )
    return Story(case, signed, returned, str(record.entity_id))


@pytest.fixture
def page(browser_page: Page, site: Site, story: Story) -> Page:
    enter(browser_page, site)
    return browser_page


@pytest.mark.parametrize("tab", ["", "notes/", "tasks/", "reports/", "timeline/", "people/"])
def test_each_tab_of_a_case_is_readable_everywhere(page: Page, story: Story, tab: str) -> None:
    visit(page, f"/cases/{story.case.number}/{tab}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Blue Crane staffing")


@pytest.mark.parametrize(
    "address", ["/", "/cases/", "/cases/open/", "/cases/subjects/{entity}/add/"]
)
def test_lists_and_forms_are_readable_everywhere(page: Page, story: Story, address: str) -> None:
    visit(page, address.format(entity=story.entity))


def test_reports_are_readable_everywhere(page: Page, story: Story) -> None:
    for tail in ("1/", "diff/1/2/", "2/edit/"):
        visit(page, f"/reports/{story.signed.id}/{tail}")
    visit(page, f"/reports/{story.returned.id}/1/")
    expect(page.get_by_text("Returned by Dana Lind")).to_be_visible()


def test_a_step_is_asked_for_in_a_dialog(page: Page, story: Story) -> None:
    page.goto(f"/cases/{story.case.number}/")
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Close the case…").click()
    dialog = page.get_by_role("dialog", name="Close the case?")
    expect(dialog.get_by_label("Outcome")).to_be_visible()
    check(page, "the dialog that closes a case")
    dialog.get_by_label("Outcome").fill("Referred.")
    dialog.get_by_label("Why").fill("It is over.")
    dialog.get_by_role("button", name="Close the case").click()
    expect(page.get_by_text("Open tasks: 1.")).to_be_visible()
    check(page, "a step that was refused")


def test_n_opens_a_case_from_the_list(page: Page) -> None:
    page.goto("/cases/")
    page.keyboard.press("n")
    page.wait_for_url("**/cases/open/")


def test_a_press_cites_a_value_and_the_preview_follows(page: Page, story: Story) -> None:
    page.goto(f"/reports/{story.returned.id}/1/edit/")
    page.get_by_label("Text", exact=True).fill("Marisol Vega left.")
    page.get_by_role("link", name="Marisol Vega").click()
    page.get_by_role("button", name="Cite Name: Marisol Vega").click()
    expect(page.locator("#preview .footnotes")).to_contain_text("Marisol Vega")
    expect(page.locator("#preview")).to_contain_text("Every sentence has a source")
    check(page, "the editor with what can be cited")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.locator(".footnotes")).to_contain_text("Source test")
    expect(page.get_by_role("button", name="Submit for review")).to_be_enabled()
