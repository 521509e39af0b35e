"""How the work stands: set-based, within scopes, on record, and without opening a tip."""

from datetime import timedelta
from typing import Any

import pytest

from caseloom.audit import queries as audit
from caseloom.kernel import clock
from caseloom.kernel.errors import NotAllowed
from caseloom.tips import actions, queries
from caseloom.tips.queries.overview import MOST_LATE, Overview
from caseloom.tips.types import LineSettings
from tests.cast import Cast
from tests.tips.hotline import Hotline


def overview(hotline: Hotline, who: str = "supervisor") -> Overview:
    found: Overview = hotline.ask(who, queries.overview)
    return found


def test_it_counts_states_officers_and_what_nobody_has(hotline: Hotline) -> None:
    first, second, third = (hotline.send(f"The {one} one.") for one in ("first", "next", "last"))
    hotline.act("intake", actions.take, tip_id=first.tip_id)
    hotline.act("intake", actions.assess, tip_id=first.tip_id, category="other", priority=2)
    hotline.write(first, "There is more.")
    hotline.act("agent", actions.close, tip_id=second.tip_id, outcome="known", reason="Case 1.")
    found = overview(hotline)
    assert found.states == {
        "received": 1, "open": 1, "lead": 0, "referred": 0, "joined": 0, "closed": 1,
    }  # fmt: skip
    assert found.nobody == (1, 0, 0, 0)
    nobody, intake = found.loads
    assert (nobody.officer_id, nobody.open) == (None, 1)
    assert (intake.officer_name, intake.open, intake.urgent, intake.waiting) == (
        "Ina Take",
        1,
        1,
        1,
    )
    closing = found.closings[0]
    assert (closing.person_name, closing.count, closing.outcomes) == ("Ada Okafor", 1, {"known": 1})
    assert third.tip_id not in {one.id for one in found.acknowledge.first}


def test_each_clock_is_told_apart(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    hotline = Hotline(cast, LineSettings(acknowledge_days=1, feedback_days=2))
    now = clock.now()
    kept, forgotten = hotline.send("Kept."), hotline.send("Forgotten.")
    hotline.act("intake", actions.take, tip_id=kept.tip_id)
    assert overview(hotline).acknowledge.count == 0
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=1, hours=12))
    found = overview(hotline)
    assert [one.id for one in found.acknowledge.first] == [forgotten.tip_id]
    assert found.feedback.count == 0
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=3))
    found = overview(hotline)
    assert (found.acknowledge.count, found.feedback.count) == (1, 2)
    loads = {one.officer_name: one for one in found.loads}
    assert (loads["Ina Take"].acknowledge_late, loads["Ina Take"].feedback_late) == (0, 1)
    hotline.act(
        "intake", actions.close, tip_id=kept.tip_id, outcome="settled", reason="It is settled."
    )
    assert overview(hotline).feedback.count == 1


def test_of_many_late_ones_the_first_are_named_and_all_counted(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    hotline = Hotline(cast, LineSettings(acknowledge_days=1))
    for number in range(MOST_LATE + 1):
        hotline.send(f"The {number}th.")
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=2))
    late = overview(hotline).acknowledge
    assert (late.count, len(late.first)) == (MOST_LATE + 1, MOST_LATE)


def test_closings_of_long_ago_are_not_counted(
    hotline: Hotline, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = hotline.send()
    hotline.act("agent", actions.close, tip_id=sent.tip_id, outcome="known", reason="Case 1.")
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=31))
    assert overview(hotline).closings == ()


@pytest.mark.parametrize("who", ["intake", "agent", "auditor", "administrator", "outsider"])
def test_only_who_leads_has_it(hotline: Hotline, who: str) -> None:
    with pytest.raises(NotAllowed):
        overview(hotline, who)


def test_what_is_closed_to_the_leader_is_in_no_count(hotline: Hotline) -> None:
    before = overview(hotline)
    sent = hotline.send("Dana Lind takes money from the clerks.")
    hotline.act("intake", actions.close, tip_id=sent.tip_id, outcome="known", reason="Case 1.")
    hotline.send("Dana Lind takes more money.")
    assert overview(hotline) == before


def test_a_look_is_on_record(hotline: Hotline) -> None:
    overview(hotline)
    events: Any = hotline.ask("auditor", audit.events)
    assert "tip.overview_read" in {one.verb for one in events.items}
