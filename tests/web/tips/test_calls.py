"""A clerk takes a call, and sees whom of the records it may be about."""

import html
import re
from typing import Any

import pytest
from django.test import Client
from tests.cast import Cast
from tests.tips.hotline import Hotline
from tests.web.clients import signed_in

from caseloom.tips import queries

URL = "/tips/call/hotline/work/?language=es"
WEBB = ("w-1", "Person", {"name": ["Jonas Webb"], "phone": ["+12025550142"]})


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def intake(cast: Cast) -> Client:
    return signed_in(cast, "intake")


def token(page: str) -> str:
    found = re.search(r'name="form" value="([^"]+)"', page)
    assert found
    return html.unescape(found.group(1))


def test_a_call_becomes_a_tip_and_its_code_is_read_out(hotline: Hotline, intake: Client) -> None:
    assert "/tips/call/hotline/work/?language=es" in text(intake.get("/tips/call/"))
    page = text(intake.get(URL))
    assert "¿Qué pasó?" in page
    given = {"form": token(page), "what": "Guardan los pasaportes.", "caller": "Rosa", "reach": ""}
    done = text(intake.post(URL, given))
    digits = re.search(r'dir="ltr">([\d ]{19})<', done)
    assert digits
    (tip,) = hotline.ask("intake", queries.queue, hotline.all).items
    assert (tip.channel, tip.language) == ("phone", "es")
    whole = hotline.ask("intake", queries.tip, tip.id)
    assert whole.identity == "sealed" and "Rosa" not in whole.text
    assert digits.group(1) in text(intake.post(URL, given))
    assert hotline.ask("intake", queries.counts)["all"] == 1


def test_an_empty_call_is_asked_for_again_with_its_words_kept(
    hotline: Hotline, intake: Client
) -> None:
    response = intake.post(URL, {"what": "", "where": "Muelle 4"})
    assert response.status_code == 422
    assert "Muelle 4" in text(response)


def test_what_is_named_is_looked_for_as_the_clerk(
    hotline: Hotline, intake: Client, cast: Cast
) -> None:
    cast.records("agent", cast.scope("agency"), WEBB)
    page = text(intake.post("/tips/call/about/", {"what": "Call +1 202-555-0142, Jonas Webb."}))
    assert "Jonas Webb</a>" in page
    hidden = ("w-2", "Person", {"name": ["Zora Quill"], "email": ["zora@example.org"]})
    cast.records("agent", cast.scope("team:fraud"), hidden)
    page = text(intake.post("/tips/call/about/", {"what": "Write to zora@example.org."}))
    assert "Zora" not in page


def test_a_tips_page_names_whom_it_may_be_about(
    hotline: Hotline, intake: Client, cast: Cast
) -> None:
    cast.records("agent", cast.scope("agency"), WEBB)
    sent = hotline.send("It was Jonas Webb, +1 202-555-0142.")
    assert f"/tips/{hotline.tip('intake', sent).summary.number}/known/" in text(
        intake.get(f"/tips/{sent.tip_id}/")
    )
    assert "Jonas Webb</a>" in text(intake.get(f"/tips/{sent.tip_id}/known/"))


def test_who_takes_no_tips_takes_no_calls(hotline: Hotline, cast: Cast) -> None:
    for who in ("auditor", "recruiter"):
        assert signed_in(cast, who).get("/tips/call/").status_code == 403
    outsider = text(signed_in(cast, "outsider").get("/tips/call/"))
    assert "Hotline" not in outsider
