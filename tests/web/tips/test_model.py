"""The model server on pages: asked for by people, shown as a machine's, hostile words as text."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from tests.assist.remote.server import ModelServer, filled, model_server, translated
from tests.cast import Cast
from tests.tips.hotline import Hotline
from tests.web.clients import signed_in

from caseloom.assist import actions as assist
from caseloom.assist import queries as assistance
from caseloom.tips import actions, queries
from caseloom.tips.types import Sent

TOLD = "Maria Lopez takes money from Harbor Star Ltd."


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def server(settings: Any) -> Iterator[ModelServer]:
    with model_server() as found:
        settings.CASELOOM_MODEL = found.settings()
        yield found


@pytest.fixture
def agent(cast: Cast) -> Client:
    return signed_in(cast, "agent")


@pytest.fixture
def told(hotline: Hotline, server: ModelServer) -> Sent:
    hotline.act("supervisor", assist.switch, tier=2, reason="Agreed.")
    hotline.act("supervisor", actions.allow_model, key="hotline", allowed=True, reason="Agreed.")
    return hotline.send(TOLD)


def post(client: Client, sent: Sent, **given: str) -> Any:
    return client.post(
        f"/tips/{sent.tip_id}/model/ask/", {"tip": str(sent.tip_id), **given}, follow=True
    )


def work(hotline: Hotline, sent: Sent) -> None:
    """What the worker does."""
    assert sent.scope is not None
    for one in hotline.ask("intake", assistance.exchanges, sent.tip_id):
        actions.answer(asking_id=one.asking.id, tip_id=sent.tip_id, scope=sent.scope)


def test_a_translation_is_asked_for_and_stands_beside_the_original(
    agent: Client, hotline: Hotline, told: Sent, server: ModelServer
) -> None:
    page = text(post(agent, told, task="translation", language="es"))
    assert "An answer is on its way" in page
    assert server.calls == []
    work(hotline, told)
    page = text(agent.get(f"/tips/{told.tip_id}/"))
    assert f"[es] {TOLD}" in page and "Made by a machine" in page and "test-model" in page
    (answer,) = hotline.ask("intake", queries.model_view, told.tip_id).answers
    given = {"tip": str(told.tip_id), "answer": str(answer.id), "right": "no"}
    page = text(agent.post(f"/tips/{told.tip_id}/model/judge/", given, follow=True))
    assert "Ada Okafor: it is wrong" in page


def test_markup_in_an_answer_is_text(
    agent: Client, hotline: Hotline, told: Sent, server: ModelServer
) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>\u202eabc"
    server.script = [filled(lambda call: translated(call, lambda _: evil))]
    post(agent, told, task="translation", language="es")
    work(hotline, told)
    page = text(agent.get(f"/tips/{told.tip_id}/"))
    assert "<script>alert" not in page and "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page and "‹U+202E›abc" in page
    (one,) = hotline.ask("intake", assistance.exchanges, told.tip_id)
    page = text(agent.get(f"/tips/{told.tip_id}/model/{one.asking.id}/"))
    assert "<script>alert" not in page and "&lt;script&gt;" in page
    assert "Maria" not in page


@pytest.mark.parametrize("task", ["summary", "urgency", "route", "spans"])
def test_every_task_is_asked_for_and_shown(
    agent: Client, hotline: Hotline, told: Sent, task: str
) -> None:
    post(agent, told, task=task, language="en")
    work(hotline, told)
    page = agent.get(f"/tips/{told.tip_id}/")
    assert page.status_code == 200
    assert "Answered" in text(page)


def test_nothing_is_there_where_no_server_is_set_up(agent: Client, hotline: Hotline) -> None:
    sent = hotline.send(TOLD)
    assert "The model server" not in text(agent.get(f"/tips/{sent.tip_id}/"))


def test_a_failure_is_told_with_its_reason(
    agent: Client, hotline: Hotline, told: Sent, server: ModelServer
) -> None:
    server.usual = filled("no form at all")
    post(agent, told, task="summary", language="en")
    work(hotline, told)
    page = text(agent.get(f"/tips/{told.tip_id}/"))
    assert "Its answer did not hold: not in the form that was asked for" in page


def test_asked_twice_it_waits_once(agent: Client, told: Sent) -> None:
    post(agent, told, task="summary", language="en")
    assert "asked for already" in text(post(agent, told, task="summary", language="en"))
    assert "no such language" in text(post(agent, told, task="summary", language="xx"))


class TestMachines:
    def test_a_lead_allows_a_line_and_says_why(
        self, cast: Cast, hotline: Hotline, server: ModelServer
    ) -> None:
        lead = signed_in(cast, "supervisor")
        page = text(lead.get("/tips/machines/"))
        assert "Stays here" in page and "127.0.0.1" in page
        given = {"line": "hotline", "allowed": "yes", "reason": ""}
        assert lead.post("/tips/machines/", given).status_code == 422
        page = text(lead.post("/tips/machines/", {**given, "reason": "A contract."}, follow=True))
        assert "May be sent" in page
        (line,) = hotline.ask("supervisor", queries.model_lines)
        assert line.allowed

    def test_who_switches_says_why(self, cast: Cast, hotline: Hotline) -> None:
        administrator = signed_in(cast, "administrator")
        page = text(administrator.get("/tips/machines/"))
        assert "None is set up" in page and "Stays here" not in page
        given = {"tier": "-1", "reason": "It is wrong."}
        page = text(administrator.post("/tips/machines/", given, follow=True))
        assert "It is wrong." in page
        assert hotline.ask("administrator", assistance.switched).tier == -1

    def test_others_do_neither(self, cast: Cast, hotline: Hotline) -> None:
        agent = signed_in(cast, "agent")
        assert agent.get("/tips/machines/").status_code == 403
        given = {"line": "hotline", "allowed": "yes", "reason": "x"}
        assert agent.post("/tips/machines/", given).status_code == 403
        assert not hotline.ask("supervisor", queries.model_lines)[0].allowed

    def test_a_wrong_setting_is_named(
        self, cast: Cast, hotline: Hotline, settings: Any, server: ModelServer
    ) -> None:
        settings.CASELOOM_MODEL = server.settings(RETRIES="many")
        page = text(signed_in(cast, "supervisor").get("/tips/machines/"))
        assert "CASELOOM_MODEL_RETRIES" in page
