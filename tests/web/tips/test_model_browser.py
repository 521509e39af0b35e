"""The model server's pages in a real browser: readable everywhere, also with hostile answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect
from tests.assist.remote.server import Call, ModelServer, filled, model_server, translated
from tests.cast import Cast
from tests.tips.hotline import Hotline
from tests.web.browser import Site, enter, visit

from caseloom.assist import actions as assist
from caseloom.tips import actions, queries
from caseloom.tips.types import LineSettings

TOLD = (
    "يحتفظ المشرف بجوازات سفر تسعة عمال في درج المكتب ويهددهم كل مساء.\n"
    "They are locked in at night behind Pier 4. Call +1 202 555 0143 or ask Maria Lopez.\n"
    + "He takes half of what they earn and says that nobody will believe them. "
    * 12
)
HOSTILE = "<script>alert(1)</script><b>x</b>\u202egnp.exe " + "y" * 300


@dataclass(frozen=True)
class Story:
    number: str
    asking: str


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server() as found, pytest.MonkeyPatch.context() as patch:
        prices = {"PRICE_IN": "2.5", "PRICE_OUT": "10", "MOST_A_DAY": "5", "MOST_A_TIP": "1"}
        patch.setattr(settings, "CASELOOM_MODEL", found.settings(**prices))
        yield found


def arabic(call: Call) -> Any:
    return translated(call, lambda text: f"ترجمة: {text}")


@pytest.fixture(scope="module")
def story(site: Site, server: ModelServer) -> Story:
    hotline = Hotline(Cast(), LineSettings(judge_first_share=0))
    hotline.act("supervisor", assist.switch, tier=2, reason="Agreed on 3 May.")
    hotline.act("supervisor", actions.allow_model, key="hotline", allowed=True, reason="Ours.")
    sent = hotline.send(TOLD, language="ar")
    signs = [{"quote": "locked in at night", "why": "held"}]
    server.script = [
        filled(arabic), filled(lambda call: translated(call, lambda _: HOSTILE)),
        filled({"sentences": [
            {"text": "The writer says that nine workers are locked in at night and that half of"
                     " what they earn is taken.", "quotes": ["They are locked in at night"]},
            {"text": "Nobody.", "quotes": ["stands nowhere"]},
        ]}),
        filled({"urgency": "immediate", "threat_to_life": True, "signs": signs}),
    ]  # fmt: skip
    for task, language in (("translation", "ar"), ("translation", "es"), ("summary", "en"),
                           ("urgency", ""), ("route", ""), ("spans", "")):  # fmt: skip
        asking = hotline.act(
            "intake", actions.ask_model, tip_id=sent.tip_id, task=task, language=language
        )
        assert sent.scope is not None
        actions.answer(asking_id=asking, tip_id=sent.tip_id, scope=sent.scope)
    hotline.act("agent", actions.ask_model, tip_id=sent.tip_id, task="summary", language="es")
    view = hotline.ask("intake", queries.model_view, sent.tip_id)
    wrong = view.answers[0]
    hotline.act(
        "intake", actions.judge_answer, tip_id=sent.tip_id, suggestion_id=wrong.id, agreed=False
    )
    number = hotline.tip("intake", sent).summary.number
    return Story(number, str(view.exchanges[-2].asking.id))


@pytest.fixture
def page(browser_page: Page, site: Site, story: Story) -> Page:
    enter(browser_page, site, "supervisor")
    return browser_page


def test_answers_are_readable_everywhere(page: Page, story: Story) -> None:
    visit(page, f"/tips/{story.number}/")
    page.locator("#model details summary").click()
    expect(page.locator("#model details")).to_contain_text("Answered")


def test_an_exchange_is_readable_everywhere(page: Page, story: Story) -> None:
    visit(page, f"/tips/{story.number}/model/{story.asking}/")


def test_how_far_machines_go_is_readable_everywhere(page: Page, story: Story) -> None:
    visit(page, "/tips/machines/")


def test_without_a_script_it_is_asked_for(page: Page, story: Story) -> None:
    """A plain form: what a browser without JavaScript sends is what this one does."""
    page.goto(f"/tips/{story.number}/")
    page.locator("#model-language").select_option("en")
    page.get_by_role("button", name="Translate", exact=True).click()
    page.wait_for_url("**/#model")
    expect(page.locator("#model")).to_contain_text("An answer is on its way")
