"""Counts of a line for anybody: only where a lead switched it on, and pointing to nobody."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client

from caseloom.kernel import clock
from caseloom.kernel.errors import NotAllowed, NotFound
from caseloom.tips import actions, queries
from caseloom.web.tell import counting, flood
from tests.cast import Cast
from tests.tips.hotline import Hotline
from tests.web.clients import signed_in

PAGE, DATA = "/tell/en/counts/hotline/", "/tell/counts/hotline.json"


@pytest.fixture(autouse=True)
def counted(hotline: Hotline, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for number in range(7):
        hotline.send(f"Told {number}.")
    hotline.send("Told by telephone.", channel="phone")
    hotline.send("Ada Okafor takes money.")
    now = clock.now
    monkeypatch.setattr(clock, "now", lambda: now() + timedelta(days=100))
    monkeypatch.setattr(flood, "counting", flood.Gate(free=1_200, wait=5, longest=60))
    counting.forget()
    yield
    counting.forget()


def publish(hotline: Hotline, who: str = "supervisor", *, published: bool = True) -> None:
    hotline.act(who, actions.publish_statistics, line_key="hotline", published=published)


def test_nothing_is_public_until_a_lead_says_so(hotline: Hotline, client: Client) -> None:
    assert {client.get(one).status_code for one in (PAGE, DATA)} == {404}
    for who, error in (
        ("intake", NotAllowed),
        ("administrator", NotAllowed),
        ("auditor", NotAllowed),
    ):
        with pytest.raises(error):
            publish(hotline, who)
    publish(hotline)
    assert {client.get(one).status_code for one in (PAGE, DATA)} == {200}
    publish(hotline, published=False)
    assert {client.get(one).status_code for one in (PAGE, DATA)} == {404}


def test_a_lead_of_another_team_publishes_nothing(hotline: Hotline, cast: Cast) -> None:
    from dataclasses import replace

    from caseloom.access.actions import as_viewer

    stranger = replace(cast.viewer("supervisor"), scopes=frozenset())
    with pytest.raises(NotFound), as_viewer(stranger) as by:
        actions.publish_statistics(line_key="hotline", published=True, by=by)


def test_small_counts_and_closed_tips_are_not_in_it(hotline: Hotline, client: Client) -> None:
    publish(hotline)
    (quarter,) = client.get(DATA).json()["quarters"]
    assert quarter["total"] == 8
    assert quarter["by"]["channel"] == {"phone": None, "portal": None}
    page = client.get("/tell/ar/counts/hotline/").content.decode()
    assert 'dir="rtl"' in page and "محذوف" in page and "8" in page


def test_it_knows_nobody_and_may_be_kept(hotline: Hotline, client: Client) -> None:
    publish(hotline)
    for address in (PAGE, DATA):
        got = client.get(address)
        assert not got.cookies and "Set-Cookie" not in got
        assert got["Cache-Control"] == "public, max-age=3600"
        assert got["Referrer-Policy"] == "no-referrer"
        assert client.post(address).status_code == 405
    assert "<script" not in client.get(PAGE).content.decode()


def test_it_is_counted_once_an_hour(
    hotline: Hotline, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(hotline)
    calls: list[int] = []
    real = queries.statistics
    monkeypatch.setattr(queries, "statistics", lambda: calls.append(1) or real())
    for _ in range(5):
        client.get(DATA)
        client.get(PAGE)
    assert len(calls) == 1


def test_a_flood_is_told_to_wait(
    hotline: Hotline, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(hotline)
    monkeypatch.setattr(flood, "counting", flood.Gate(free=3, wait=5, longest=60))
    found = [client.get(DATA).status_code for _ in range(5)]
    assert found == [200, 200, 200, 429, 429]
    assert client.get(PAGE)["Retry-After"] == "60"


def test_a_database_that_is_down_is_told(
    hotline: Hotline, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise OperationalError

    publish(hotline)
    monkeypatch.setattr(queries, "statistics", gone)
    assert {client.get(one).status_code for one in (PAGE, DATA)} == {503}


def test_a_lead_switches_it_in_the_overview(hotline: Hotline, cast: Cast, client: Client) -> None:
    lead = signed_in(cast, "supervisor")
    assert "Public counts" in lead.get("/tips/overview/").content.decode()
    assert lead.post("/tips/overview/publish/hotline/", {"published": "1"}).status_code == 302
    assert client.get(PAGE).status_code == 200
    assert PAGE in lead.get("/tips/overview/").content.decode()
    lead.post("/tips/overview/publish/hotline/", {"published": "0"})
    assert client.get(PAGE).status_code == 404
    refused = signed_in(cast, "intake").post("/tips/overview/publish/hotline/", {"published": "1"})
    assert refused.status_code == 403
