"""The rows of the queue are laid out alike, whatever speaks for a pair and against it."""

import pytest
from playwright.sync_api import Page
from tests.cast import Cast
from tests.resolve.conftest import BOB, ROBERT, THIRD
from tests.web.browser import SIZES, Site, enter

from caseloom.access.actions import as_viewer
from caseloom.resolve import actions

TWIN = {**THIRD, "name": ["Rob Kowalczyk"], "nationality": ["us"], "birthDate": ["1978-12-11"]}
ABROAD = {**ROBERT, "nationality": ["fr"]}


@pytest.fixture
def page(browser_page: Page, site: Site) -> Page:
    cast = Cast()
    everybody = (ROBERT, BOB, THIRD, TWIN, ABROAD)
    things = [(str(n), "Person", one) for n, one in enumerate(everybody)]
    cast.records("agent", cast.scope("agency"), *things)
    with as_viewer(cast.analyst) as analyst:
        actions.run(schemata=("Person",), by=analyst)
    enter(browser_page, site)
    return browser_page


def test_every_row_of_the_queue_is_laid_out_alike_where_it_is_narrow(page: Page) -> None:
    page.set_viewport_size(SIZES["narrow"])  # type: ignore[arg-type]  # a dict of the right shape
    page.goto("/review/")
    shapes = page.locator("tr[data-row]").evaluate_all(
        """rows => rows.map(row => [...row.cells].map(cell => {
             const box = cell.getBoundingClientRect(), all = row.getBoundingClientRect();
             const before = [...row.cells].filter(o => o.getBoundingClientRect().height
               && o.getBoundingClientRect().top < box.top - 1).length;
             return box.height ? [before, Math.round(box.left - all.left)] : null;
           }))"""
    )
    assert any(shape[3] for shape in shapes) and not all(shape[3] for shape in shapes)
    pair, kind, reasons, _, estimate = shapes[0]
    assert pair[0] == 0 and kind[0] == estimate[0] == 1 and reasons[0] == 3
    for shape in shapes:
        assert [shape[0], shape[1], shape[2], shape[4]] == [pair, kind, reasons, estimate]
        assert shape[3] is None or shape[3][0] == 4
