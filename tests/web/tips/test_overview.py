"""The supervisor's overview, and how many tips wait on “My work”."""

import pytest
from tests.cast import Cast
from tests.tips.hotline import Hotline
from tests.web.clients import signed_in

from caseloom.tips import actions


def test_a_supervisor_sees_how_the_work_stands(hotline: Hotline, cast: Cast) -> None:
    client = signed_in(cast, "supervisor")
    empty = client.get("/tips/overview/").content.decode()
    assert "Nothing is late" in empty and "No tip is open" in empty
    sent = hotline.send()
    hotline.send("Another one.")
    hotline.act("intake", actions.close, tip_id=sent.tip_id, outcome="known", reason="Case 1.")
    page = client.get("/tips/overview/").content.decode()
    assert "Known already" in page and "Ina Take" in page
    assert "/tips/?whose=nobody" in page and "/tips/?whose=all&amp;state=closed" in page
    assert "/tips/overview/" in client.get("/tips/").content.decode()


@pytest.mark.parametrize("who", ["intake", "agent", "outsider", "auditor", "administrator"])
def test_nobody_else_has_the_overview(hotline: Hotline, cast: Cast, who: str) -> None:
    client = signed_in(cast, who)
    assert client.get("/tips/overview/").status_code == 403
    assert "/tips/overview/" not in client.get("/tips/").content.decode()


def test_my_work_tells_how_many_tips_wait(hotline: Hotline, cast: Cast) -> None:
    client = signed_in(cast, "intake")
    assert "Nothing waits for you" in client.get("/").content.decode()
    mine = hotline.send()
    hotline.send("Another one.")
    hotline.act("intake", actions.take, tip_id=mine.tip_id)
    page = client.get("/").content.decode()
    assert "Nothing waits for you" not in page
    assert "1 tip is yours" in page and "1 tip waits that nobody has" in page
    assert "Nothing waits for you" in signed_in(cast, "outsider").get("/").content.decode()
    assert "tips" not in signed_in(cast, "auditor").get("/").content.decode()
