"""One tip through the whole house: told, sealed, answered, judged, ended."""

import pytest

from caseloom.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from caseloom.tips import actions, queries
from caseloom.tips.errors import UnknownTip
from caseloom.tips.queries.queue import Filter
from tests.tips.hotline import TOLD, Hotline


def test_what_is_told_arrives_word_for_word(hotline: Hotline) -> None:
    sent = hotline.send(answers={"where": "Pier 4"})
    tip = hotline.tip("intake", sent)
    assert tip.text == f"{TOLD}\n\nPier 4"
    assert [tip.text[one.start : one.end] for one in tip.segments] == [TOLD, "Pier 4"]
    assert tip.summary.state == "received"
    assert tip.identity == "none"


def test_the_receipt_opens_the_mailbox_and_both_sides_talk(hotline: Hotline) -> None:
    sent = hotline.send()
    hotline.act("intake", actions.write_to_reporter, tip_id=sent.tip_id, text="Which pier?")
    hotline.write(sent, "Pier 4, in the evening.")
    box = hotline.mailbox(sent)
    assert [(one.side, one.text) for one in box.parts] == [
        ("staff", "Which pier?"),
        ("reporter", "Pier 4, in the evening."),
    ]
    assert box.text == TOLD
    tip = hotline.tip("intake", sent)
    assert tip.summary.waiting
    assert tip.summary.acknowledged_at is not None


def test_an_officer_takes_judges_and_closes(hotline: Hotline) -> None:
    sent = hotline.send()
    assert hotline.act("intake", actions.take_next) == sent.tip_id
    assert hotline.act("intake", actions.take_next) is None
    hotline.act("intake", actions.assess, tip_id=sent.tip_id, category="trafficking", priority=2)
    mine = hotline.ask("intake", queries.queue, Filter())
    assert [(one.priority, one.state) for one in mine.items] == [(2, "open")]
    assert not hotline.ask("agent", queries.queue, Filter()).items
    hotline.act(
        "intake", actions.close, tip_id=sent.tip_id, outcome="known", reason="It is in case 1."
    )
    assert hotline.tip("intake", sent).summary.state == "closed"
    assert hotline.mailbox(sent).state == "ended"
    with pytest.raises(Conflict):
        hotline.act("intake", actions.close, tip_id=sent.tip_id, outcome="known", reason="Again.")
    hotline.act("intake", actions.reopen, tip_id=sent.tip_id, reason="New words came.")
    assert hotline.tip("intake", sent).summary.state == "open"


def test_nobody_outside_the_team_sees_it(hotline: Hotline) -> None:
    sent = hotline.send()
    for who in ("analyst", "outsider"):
        with pytest.raises((UnknownTip, NotAllowed)):
            hotline.tip(who, sent)
    with pytest.raises(NotAllowed):
        hotline.tip("auditor", sent)


def test_the_same_form_sent_twice_is_one_tip(hotline: Hotline) -> None:
    form = b"0123456789abcdef"
    first, second = hotline.send(form=form), hotline.send(form=form)
    assert (first.tip_id, first.receipt) == (second.tip_id, second.receipt)
    assert hotline.ask("intake", queries.counts)["all"] == 1


def test_a_supervisor_gives_a_tip_to_whom_may_see_it(hotline: Hotline) -> None:
    sent = hotline.send()
    hotline.act("supervisor", actions.assign, tip_id=sent.tip_id, officer_id=hotline.id("agent"))
    assert hotline.tip("agent", sent).summary.officer_name == "Ada Okafor"
    with pytest.raises(NotFound):
        hotline.act(
            "supervisor", actions.assign, tip_id=sent.tip_id, officer_id=hotline.id("outsider")
        )
    with pytest.raises(NotAllowed):
        hotline.act("agent", actions.assign, tip_id=sent.tip_id, officer_id=None)


def test_a_lower_judgement_than_the_machines_needs_a_reason(hotline: Hotline) -> None:
    sent = hotline.send()
    with pytest.raises(Invalid):
        hotline.act("intake", actions.assess, tip_id=sent.tip_id, category="x", priority=7)
