"""Jobs as a worker runs them: another process, on commits that are real."""

import os
import subprocess
import sys
from typing import Any

import pytest

from caseloom.assist import actions as assist
from caseloom.config.postgres import Dsns
from caseloom.tips import actions, queries
from tests.assist.remote.server import model_server
from tests.cast import Cast
from tests.tips.hotline import Hotline


def work(settings: Any, dsns: Dsns) -> None:
    """Run what waits, as `caseloom worker` does, and stop."""
    program = [sys.executable, "-m", "django", "procrastinate", "worker", "--one-shot"]
    environment = {
        **os.environ, **settings.CASELOOM_MODEL, "DATA": str(settings.DATA),
        "DATABASE_URL": dsns.app, "CASELOOM_OWNER_URL": dsns.owner,
        "DJANGO_SETTINGS_MODULE": "caseloom.config.settings",
    }  # fmt: skip
    done = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_a_worker_reads_a_tip_and_has_the_server_read_it(
    committed: Dsns, cast: Cast, settings: Any
) -> None:
    hotline = Hotline(cast)
    hotline.act("supervisor", assist.switch, tier=2, reason="Agreed.")
    hotline.act("supervisor", actions.allow_model, key="hotline", allowed=True, reason="Agreed.")
    with model_server() as server:
        settings.CASELOOM_MODEL = server.settings("anthropic", READS="spans")
        sent = hotline.send("Maria Lopez pays the clerk.")
        hotline.act(
            "intake", actions.ask_model, tip_id=sent.tip_id, task="translation", language="es"
        )
        # Reading it leaves a job of its own, which the same worker does.
        work(settings, committed)
        assert hotline.ask("intake", queries.machine, sent.tip_id) is not None
        view = hotline.ask("intake", queries.model_view, sent.tip_id)
    assert {one.asking.task: one.outcome for one in view.exchanges} == {
        "spans": "answered", "translation": "answered",
    }  # fmt: skip
    assert [one.anthropic for one in server.calls] == [True, True]
