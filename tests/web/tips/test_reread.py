"""Reading again and the figures, as people use them on pages."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from tests.cast import Cast
from tests.tips.hotline import Hotline
from tests.web.clients import signed_in

from caseloom.access import actions as access_actions
from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.kernel import clock
from caseloom.tips import actions, queries

Moved = Callable[[timedelta], None]


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> Moved:
    # Sessions end with the clock, so that the tips are of long ago and not the visits of later.
    now = datetime.now(UTC)

    def to(later: timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: now + later)

    to(timedelta(days=-14))
    return to


@pytest.fixture
def hotline(cast: Cast, moved: Moved) -> Hotline:
    return Hotline(cast)


def let_in(hotline: Hotline, who: str) -> None:
    with as_viewer(access.installer("letting somebody in")) as by:
        access_actions.grant(
            scope_id=hotline.scope, person_id=hotline.id(who), reason="audit", by=by
        )


@pytest.fixture
def number(moved: Moved, hotline: Hotline) -> str:
    """A tip that intake closed, drawn and given to the agent."""
    sent = hotline.send("A dull story about the river.")
    hotline.act(
        "intake", actions.assess, tip_id=sent.tip_id, category="environmental_dumping", priority=0,
        reason="Nothing in it at all.",
    )  # fmt: skip
    hotline.act(
        "intake", actions.close, tip_id=sent.tip_id, outcome="unfounded", reason="Seen before."
    )
    found: str = hotline.tip("intake", sent).summary.number
    moved(timedelta(days=0))
    actions.draw_due()
    return found


def test_she_reads_judges_and_then_sees_the_rest(cast: Cast, number: str) -> None:
    client = signed_in(cast, "agent")
    queue = client.get("/tips/?whose=all&state=any").content.decode()
    assert "1 tip waits for you to read it again" in queue and number not in queue
    assert number in client.get("/tips/reread/").content.decode()
    # Its own page leads to where it is read again.
    assert client.get(f"/tips/{number}/").headers["Location"] == f"/tips/reread/{number}/"
    page = client.get(f"/tips/reread/{number}/").content.decode()
    assert "dull story" in page
    for told in ("Nothing in it at all", "Seen before", "Unfounded", "Ina Take", "Closed by"):
        assert told not in page
    refused = client.post(f"/tips/reread/{number}/", {"category": "other"})
    assert refused.status_code == 422
    done = client.post(
        f"/tips/reread/{number}/",
        {"category": "trafficking", "priority": "2", "reason": "They are held."}, follow=True,
    )  # fmt: skip
    told = done.content.decode()
    assert "its priority rose" in told and "Nothing in it at all" in told
    assert "read again, without what others made of it" in told
    assert "Nothing waits for you" in client.get("/tips/reread/").content.decode()


def test_a_supervisor_sees_it_and_reopens_it(cast: Cast, hotline: Hotline, number: str) -> None:
    client = signed_in(cast, "supervisor")
    waiting = client.get("/tips/oversight/lots/").content.decode()
    assert number in waiting and "Ada Okafor" in waiting and "The same" in waiting
    found = hotline.ask("agent", queries.rereads)[0]
    hotline.act(
        "agent", actions.reread, tip_id=found.id, category="trafficking", priority=2,
        reason="They are held.",
    )  # fmt: skip
    page = client.get("/tips/oversight/lots/").content.decode()
    assert "They are held." in page and f"/tips/{number}/steps/reopen/" in page
    assert client.get(f"/tips/{number}/steps/reopen/").status_code == 200


def test_a_supervisor_gives_it_to_another(cast: Cast, hotline: Hotline, number: str) -> None:
    client = signed_in(cast, "supervisor")
    tip_id = hotline.ask("agent", queries.rereads)[0].id
    address = f"/tips/oversight/lots/{tip_id}/"
    assert client.get(address).status_code == 200
    refused = client.post(address, {"officer_id": str(hotline.id("intake"))})
    assert refused.status_code == 422 and "may read this tip again" in refused.content.decode()
    assert client.post(address, {"officer_id": str(hotline.id("supervisor"))}).status_code == 302
    assert number in client.get("/tips/reread/").content.decode()
    assert signed_in(cast, "agent").get(address).status_code == 403


def test_others_find_nothing_there(cast: Cast, number: str) -> None:
    for who in ("intake", "supervisor", "outsider"):
        assert signed_in(cast, who).get(f"/tips/reread/{number}/").status_code == 404
    assert signed_in(cast, "auditor").get("/tips/reread/").status_code == 403


def test_figures_and_their_csv(cast: Cast, number: str) -> None:
    client = signed_in(cast, "supervisor")
    page = client.get("/tips/oversight/").content.decode()
    assert "1 tip that arrived" in page and "No model server was used" in page
    assert "Ina Take" in page and "Nothing can be said yet" in page
    got = client.get("/tips/oversight/?line=hotline&format=csv")
    assert got.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in got.headers["Content-Disposition"]
    assert got.content.decode().startswith("line,since,until,figure,")
    wrong = client.get("/tips/oversight/?since=2026-07-01&until=2026-01-01")
    assert wrong.status_code == 422 and "ends before it begins" in wrong.content.decode()
    early = client.get("/tips/oversight/?since=2020-01-06&until=2020-02-01").content.decode()
    assert "No tip arrived" in early
    assert client.get("/tips/oversight/?line=none").status_code == 422


def test_an_auditor_sees_figures_once_she_was_let_in(
    cast: Cast, hotline: Hotline, number: str
) -> None:
    before = signed_in(cast, "auditor")
    assert "You read no line" in before.get("/tips/oversight/").content.decode()
    assert "/tips/oversight/" in before.get("/audit/").content.decode()
    let_in(hotline, "auditor")
    client = signed_in(cast, "auditor")
    assert "1 tip that arrived" in client.get("/tips/oversight/").content.decode()
    lots = client.get("/tips/oversight/lots/").content.decode()
    assert "The same" in lots and "Give to another" not in lots
    assert client.get(f"/tips/{number}/").status_code == 403


@pytest.mark.parametrize("who", ["intake", "agent", "administrator", "recruiter"])
def test_nobody_else_has_figures(cast: Cast, hotline: Hotline, who: str) -> None:
    client = signed_in(cast, who)
    for address in ("/tips/oversight/", "/tips/oversight/lots/"):
        assert client.get(address).status_code == 403


def test_model_cards(cast: Cast, hotline: Hotline) -> None:
    client = signed_in(cast, "auditor")
    assert "Nobody taught it yet" in client.get("/tips/oversight/cards/").content.decode()
    card = client.get("/tips/oversight/cards/threat/").content.decode()
    assert "tips written by hand" in card and "What it may not do" in card
    text = client.get("/tips/oversight/cards/threat/?format=md")
    assert text.content.decode().startswith("# Model card: threat")
    assert client.get("/tips/oversight/cards/nothing/").status_code == 404
    assert client.get("/tips/oversight/cards/route/").status_code == 404
    assert signed_in(cast, "recruiter").get("/tips/oversight/cards/").status_code == 403
