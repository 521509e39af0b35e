"""What the machine says on the page of a tip, and the way of a tip into a case."""

from typing import Any

import pytest
from django.test import Client
from tests.cast import Cast
from tests.tips.hotline import Hotline
from tests.web.clients import signed_in

from caseloom.cases import queries as cases
from caseloom.tips import actions
from caseloom.tips.types import MachineView, Mark, Sent
from caseloom.web.tips import machine

TEXT = "Jonas Webb of Harbor Star Ltd said he will kill her on Monday. Write to webb@example.org."


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def agent(cast: Cast) -> Client:
    return signed_in(cast, "agent")


@pytest.fixture
def told(hotline: Hotline) -> Sent:
    sent = hotline.send(TEXT)
    assert sent.scope is not None
    actions.read(tip_id=sent.tip_id, scope=sent.scope)
    return sent


def test_it_stands_beside_the_words_that_made_it_so(agent: Client, told: Sent) -> None:
    page = text(agent.get(f"/tips/{told.tip_id}/"))
    assert "What the machine says" in page
    assert "A threat to life" in page
    assert "webb@example.org" in page
    assert "<mark" in page


def test_a_tip_goes_into_a_new_case_with_what_was_picked(
    agent: Client, hotline: Hotline, told: Sent
) -> None:
    page = text(agent.get(f"/tips/{told.tip_id}/case/"))
    at = TEXT.index("Jonas Webb")
    name = f"as-{at}-{at + len('Jonas Webb')}"
    assert name in page
    mail = TEXT.index("webb@")
    response = agent.post(
        f"/tips/{told.tip_id}/case/",
        {"case": "new", "title": "Harbor Star", "type": "Threat", "predicate": "A threat.",
         "legal_authority": "Act 7", name: "Person:subject",
         f"of-email-{mail}-{mail + len('webb@example.org')}": f"{at}-{at + 10}"},
    )  # fmt: skip
    assert response.status_code == 302, text(response)
    (summary,) = hotline.ask("agent", cases.cases).items
    (subject,) = hotline.ask("agent", cases.case, summary.id).subjects
    assert subject.caption == "Jonas Webb"
    assert summary.number in text(agent.get(f"/tips/{told.tip_id}/"))


def test_a_new_case_without_its_facts_is_refused_and_nothing_happens(
    agent: Client, hotline: Hotline, told: Sent
) -> None:
    response = agent.post(f"/tips/{told.tip_id}/case/", {"case": "new", "title": "X"})
    assert response.status_code == 422
    assert hotline.tip("agent", told).summary.state == "received"
    assert not hotline.ask("agent", cases.cases).items


def test_what_is_no_place_of_the_text_is_no_choice(agent: Client, told: Sent) -> None:
    response = agent.post(
        f"/tips/{told.tip_id}/case/",
        {"case": "00000000-0000-0000-0000-000000000000", "as-0-900": "Person:subject"},
    )
    assert response.status_code == 422


def test_a_tip_that_tells_of_the_same_stands_beside_it_and_shows_how_it_differs(
    agent: Client, hotline: Hotline, told: Sent
) -> None:
    other = hotline.send(TEXT.replace("Monday", "Sunday"))
    assert other.scope is not None
    actions.read(tip_id=other.tip_id, scope=other.scope)
    page = text(agent.get(f"/tips/{told.tip_id}/"))
    numbers = [hotline.tip("agent", one).summary.number for one in (told, other)]
    assert f"/tips/{numbers[0]}/beside/{numbers[1]}/" in page
    page = text(agent.get(f"/tips/{numbers[0]}/beside/{numbers[1]}/"))
    assert "<bdi>Monday</bdi>" in page and "<bdi>Sunday</bdi>" in page


def test_a_tip_beside_one_that_is_closed_to_her_is_not_there(
    agent: Client, hotline: Hotline, told: Sent
) -> None:
    closed = hotline.send("Agent Okafor took it.")
    assert agent.get(f"/tips/{told.tip_id}/beside/{closed.tip_id}/").status_code == 404


def test_of_places_that_overlap_the_weightier_stands_out() -> None:
    view = MachineView(
        marks=(
            Mark("spans", "person", 0, 10), Mark("threat", "will", 4, 8),
            Mark("urgency", "now", 6, 9), Mark("threat", "cue", 9, 11, against="negated"),
            Mark("spans", "phone", 12, 20),
        )
    )  # fmt: skip
    assert [(one.start, one.end, one.heavy) for one in machine.marks(view)] == [
        (4, 8, True), (12, 20, False),
    ]  # fmt: skip


def test_a_value_is_shown_with_its_hidden_marks() -> None:
    said = machine.said(MachineView(marks=(Mark("spans", "person", 0, 5),)), "\u202eanna")
    assert said is not None and said.named[0].values == (("‹U+202E›anna", False),)
