"""An analyst brings a file of her own: upload, mapping, import, and what was rejected and why."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Page, expect
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.journeys.actors import Actors, go, look

pytestmark = pytest.mark.browser

ROWS = """number,name,birth date,phone
1,Hetty Quillfeather,1979-03-31,+1 202 555 0181
2,Osric Quillfeather,1981-02-30,+1 202 555 0182
,Nobody Knows,1990-01-01,
"""


def test_a_file_becomes_records_and_what_did_not_is_told(actors: Actors, tmp_path: Path) -> None:
    page = actors.at("analyst")
    file = tmp_path / "tenants.csv"
    file.write_text(ROWS, encoding="utf-8")
    _add_source(page)
    go(page, "/sources/bring/")
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    page.wait_for_url("**/sources/bring/*/")
    expect(page.locator("main")).to_contain_text("Hetty Quillfeather")
    look(page)
    page.get_by_label("Source").select_option("tenants")
    page.get_by_role("button", name="Import").click()
    page.wait_for_url("**/progress/")
    expect(page.locator("main")).to_contain_text("Waiting for the worker")
    look(page)
    _work()
    page.wait_for_url(re.compile(r"/sources/runs/"))
    expect(page.locator("main")).to_contain_text("Rejected")
    look(page)
    counts = page.locator("main .facts").first
    expect(counts.locator("tr").filter(has_text="Rows read")).to_contain_text("3")
    expect(counts.locator("tr").filter(has_text="Rejected")).to_contain_text("1")
    rejects = page.locator("[data-row]")
    expect(rejects).to_have_count(1)
    expect(rejects).to_contain_text("4")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download rejects").click()
    assert "file,row,column,value,reason" in Path(download.value.path()).read_text("utf-8")
    # What came in is found, and says its row.
    go(page, "/search/?q=quillfeather")
    page.locator(".hit").filter(has_text="Osric").get_by_role("link").first.click()
    expect(page.locator(".facts").first).to_contain_text("Tenants of Cannery Road, row 3")


def _add_source(page: Page) -> None:
    go(page, "/sources/add/")
    page.get_by_role("textbox", name="Name").fill("Tenants of Cannery Road")
    page.get_by_role("textbox", name="Key").fill("tenants")
    page.get_by_label("Legal authority").fill("Consent of the landlord, 3 June")
    page.get_by_role("button", name="Add source").click()
    page.wait_for_url("**/sources/tenants/")
    look(page)


def _work() -> None:
    """What the worker would do, in a thread: Playwright keeps an event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(_do_what_waits).result(timeout=120)


def _do_what_waits() -> None:
    try:
        for job in ProcrastinateJob.objects.filter(queue_name="ingest", status="todo"):
            app.tasks[job.task_name].func(**job.args)
    finally:
        connections.close_all()
