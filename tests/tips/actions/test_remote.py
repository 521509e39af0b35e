"""A tip read by a model server: only where it is allowed, masked, recorded, and never lowered."""

from collections.abc import Iterator
from typing import Any

import pytest

from caseloom.assist import actions as assist
from caseloom.tips import actions, queries
from caseloom.tips.types import Sent
from tests.assist.remote.server import ModelServer, model_server
from tests.tips.hotline import Hotline

TOLD = "Maria Lopez takes money from Harbor Star Ltd. Her telephone is +1 305 555 0142."


@pytest.fixture
def server(settings: Any) -> Iterator[ModelServer]:
    with model_server() as found:
        settings.CASELOOM_MODEL = found.settings()
        yield found


@pytest.fixture
def open_line(hotline: Hotline) -> Hotline:
    hotline.act("supervisor", assist.switch, tier=2, reason="Tried and agreed.")
    hotline.act(
        "supervisor", actions.allow_model, key="hotline", allowed=True, reason="A contract."
    )
    return hotline


def ask(hotline: Hotline, sent: Sent, task: str, language: str = "") -> None:
    asking = hotline.act(
        "intake", actions.ask_model, tip_id=sent.tip_id, task=task, language=language
    )
    assert sent.scope is not None
    actions.answer(asking_id=asking, tip_id=sent.tip_id, scope=sent.scope)


def test_a_tip_is_translated_and_the_names_stay_here(
    open_line: Hotline, server: ModelServer
) -> None:
    sent = open_line.send(TOLD)
    ask(open_line, sent, "translation", "es")
    (call,) = server.calls
    for secret in ("Maria", "Lopez", "Harbor", "305", "0142"):
        assert secret.encode() not in call.body
    view = open_line.ask("intake", queries.model_view, sent.tip_id)
    (one,) = view.answers
    assert (one.task, one.language, one.model, one.dropped, one.lost) == (
        "translation", "es", "test-model", 0, 0,
    )  # fmt: skip
    assert [TOLD[start:end] for start, end, _ in one.blocks] == [TOLD]
    assert one.blocks[0][2] == f"[es] {TOLD}"
