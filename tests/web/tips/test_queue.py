"""Queues: who sees which tips, in which order, and what stays in the address."""

import re

import pytest
from django.test import Client
from tests.cast import Cast
from tests.tips.hotline import Hotline
from tests.web.clients import signed_in, told

from caseloom.tips import actions
from caseloom.tips.machines import OUTCOMES, TIP
from caseloom.tips.types import PRIORITIES
from caseloom.web.tips import words

NUMBER = re.compile(r"T-\d{4}-\d+")


@pytest.fixture
def intake(cast: Cast) -> Client:
    return signed_in(cast, "intake")


def numbers(client: Client, query: str) -> list[str]:
    """The numbers that a queue lists, in its order."""
    page = client.get(f"/tips/?{query}")
    assert page.status_code == 200, query
    return [row.tip.number for row in page.context["rows"]]


def test_words_are_there_for_every_key() -> None:
    assert set(words.STATES) == {state.name for state in TIP.states}
    assert set(words.OUTCOMES) == set(OUTCOMES)
    assert set(words.STEPS) == {step.name for step in TIP.steps}
    assert len(words.PRIORITIES) == len(words.PRIORITY_KINDS) == len(PRIORITIES)


def test_an_empty_queue_says_what_to_do_next(hotline: Hotline, intake: Client) -> None:
    assert "Nothing waits" in intake.get("/tips/").content.decode()
    hotline.send()
    assert "1 tip waits that nobody has" in intake.get("/tips/").content.decode()
    assert "Nobody waits" not in intake.get("/tips/?whose=nobody").content.decode()


def test_the_next_one_is_given_and_then_there_is_none(hotline: Hotline, intake: Client) -> None:
    sent = hotline.send()
    given = intake.post("/tips/next/")
    assert given["Location"] == f"/tips/{sent.tip_id}/"
    assert hotline.tip("intake", sent).summary.officer_name == "Ina Take"
    assert "It is yours" in intake.get(given["Location"]).content.decode()
    assert intake.post("/tips/next/")["Location"] == "/tips/"
    assert "Nobody waits" in intake.get("/tips/").content.decode()


def test_one_that_somebody_has_cannot_be_taken(hotline: Hotline, cast: Cast) -> None:
    sent = hotline.send()
    number = hotline.tip("intake", sent).summary.number
    page = signed_in(cast, "agent").get("/tips/?whose=nobody").content.decode()
    assert f"Take {number}" in page
    taken = signed_in(cast, "agent").post(f"/tips/{number}/take/", {"tip": str(sent.tip_id)})
    assert taken["Location"] == f"/tips/{number}/"
    late = signed_in(cast, "intake").post(f"/tips/{number}/take/", {"tip": str(sent.tip_id)})
    assert late.status_code == 409
    assert "Ask a supervisor" in late.content.decode()


def test_filters_stay_in_the_address_and_leave_what_fits(hotline: Hotline, cast: Cast) -> None:
    plain = hotline.send()
    other = hotline.send("Llame al 555", language="es", channel="phone")
    hotline.act("intake", actions.assess, tip_id=other.tip_id, category="trafficking", priority=3)
    hotline.write(other, "Otra cosa.")
    client = signed_in(cast, "intake")
    one, two = (hotline.tip("intake", sent).summary.number for sent in (plain, other))
    assert numbers(client, "whose=all") == [two, one]
    assert numbers(client, "whose=all&order=arrived") == [two, one]
    for query in ("language=es", "channel=phone", "category=trafficking", "least=2", "waiting=on"):
        assert numbers(client, f"whose=all&{query}") == [two], query
        assert numbers(client, f"whose=mine&{query}") == [], query
    assert numbers(client, "whose=all&until=2020-01-01") == []
    assert numbers(client, "whose=all&since=2020-01-01&line=hotline&state=received") == [two, one]
    assert numbers(client, "whose=all&late=on") == []
    page = client.get("/tips/?whose=all&language=es&since=2020-01-01").content.decode()
    assert 'value="es" selected' in page and 'value="2020-01-01"' in page
    assert 'name="whose" value="all"' in page
    assert "whose=nobody&amp;language=es&amp;since=2020-01-01" in page
    assert "No tip fits" in client.get("/tips/?whose=all&language=ar").content.decode()


@pytest.mark.parametrize(
    "query", ["state=lost", "least=9", "whose=his", "since=never", "language=xx"]
)
def test_a_filter_that_makes_no_sense_is_told(hotline: Hotline, intake: Client, query: str) -> None:
    page = intake.get(f"/tips/?{query}")
    assert page.status_code == 422
    assert "Select a valid choice" in page.content.decode() or "valid date" in page.content.decode()


def test_a_supervisor_alone_looks_by_officer(hotline: Hotline, cast: Cast) -> None:
    sent = hotline.send()
    hotline.send("Another one.")
    hotline.act("agent", actions.take, tip_id=sent.tip_id)
    officer = hotline.id("agent")
    supervisor = signed_in(cast, "supervisor")
    assert len(numbers(supervisor, f"whose=all&officer={officer}")) == 1
    assert 'name="officer"' in supervisor.get("/tips/?whose=all").content.decode()
    page = signed_in(cast, "intake").get("/tips/?whose=all").content.decode()
    assert 'name="officer"' not in page
    assert len(numbers(signed_in(cast, "intake"), f"whose=all&officer={officer}")) == 2


def test_the_queue_goes_on_by_cursor(hotline: Hotline, intake: Client) -> None:
    for number in range(26):
        hotline.send(f"The {number}th of them.")
    first = intake.get("/tips/?whose=nobody")
    assert len(first.context["rows"]) == 25
    following = re.search(r'rel="next"[^>]*href="(\?[^"]+)"', first.content.decode())
    assert following is not None and "whose=nobody" in following[1]
    rest = intake.get(f"/tips/{following[1].replace('&amp;', '&')}")
    assert len(rest.context["rows"]) == 1
    assert intake.get("/tips/?cursor=nonsense").status_code == 422


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("intake", 200), ("agent", 200), ("supervisor", 200), ("outsider", 200), ("analyst", 403),
        ("auditor", 403), ("administrator", 403), ("records_officer", 403), ("recruiter", 403),
    ],
)  # fmt: skip
def test_who_has_queues_at_all(hotline: Hotline, cast: Cast, who: str, status: int) -> None:
    hotline.send()
    client = signed_in(cast, who)
    assert client.get("/tips/?whose=all").status_code == status
    assert ('data-key="g t"' in client.get("/").content.decode()) == (status == 200)
    if status == 403:
        assert client.post("/tips/next/").status_code == 403


def test_what_others_are_told_leaves_no_trace(hotline: Hotline, cast: Cast) -> None:
    client = signed_in(cast, "outsider")
    queries = ("whose=mine", "whose=nobody", "whose=all", "whose=all&state=any&late=on")
    before = [told(client.get(f"/tips/?{query}").content, "") for query in queries]
    hotline.send()
    assert [told(client.get(f"/tips/?{query}").content, "") for query in queries] == before


def test_one_who_is_named_does_not_see_it_in_her_queue(hotline: Hotline, cast: Cast) -> None:
    hotline.send("Ada Okafor takes money from the clerks.")
    assert numbers(signed_in(cast, "agent"), "whose=all&state=any") == []
    page = signed_in(cast, "intake").get("/tips/?whose=all").content.decode()
    assert "Closed to some" in page and len(NUMBER.findall(page)) >= 1


def test_copies_are_told_and_folded_by_a_filter_in_the_address(
    hotline: Hotline, intake: Client
) -> None:
    words = " ".join(f"word{n}" for n in range(60))
    sent = [hotline.send(f"{words} and {n} more.") for n in range(3)]
    for one in sent:
        actions.read(tip_id=one.tip_id, scope=hotline.scope)
    page = intake.get("/tips/?whose=nobody").content.decode()
    assert page.count("3 tips look sent by one sender") == 3
    assert len(numbers(intake, "whose=nobody&fold=on")) == 1
    number = hotline.tip("intake", sent[0]).summary.number
    assert "3 tips look sent by one sender" in intake.get(f"/tips/{number}/").content.decode()
    assert intake.get(f"/tips/{number}/sender/").content.decode().count("How they differ") == 2
    alone = hotline.send("Something else.")
    assert "No other tip" in intake.get(f"/tips/{alone.tip_id}/sender/").content.decode()
