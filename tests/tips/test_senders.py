"""One sender behind many: found by keyed values, as the viewer, and nothing follows from it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from caseloom.access.actions import as_viewer
from caseloom.kernel.errors import NotAllowed
from caseloom.tips import actions, queries
from caseloom.tips.errors import UnknownTip
from caseloom.tips.types import Sent
from tests.tips.hotline import Hotline

WORDS = (
    "Dear sirs, the company Blue Crane has been cheating the people of this county for years and"
    " nobody does anything. Stop them now, revoke their licence, and tell the press about it all."
    # Long enough that small changes are near copies whatever the installation's key is.
    " They sell houses that they do not own, take the first payment in cash, and then are never"
    " seen again; my neighbours lost all their savings to them, and so did the parish, the school"
    " and the old people's home by the river."
)
ALL = queries.Filter(whose="all")
FOLDED = queries.Filter(whose="all", fold=True)


def read(hotline: Hotline, text: str) -> Sent:
    sent = hotline.send(text)
    assert sent.scope is not None
    actions.read(tip_id=sent.tip_id, scope=sent.scope)
    return sent


def mailing(hotline: Hotline, count: int) -> list[Sent]:
    """Copies with small changes, as somebody sends who has many send the same."""
    changed = (WORDS.replace("for years", f"for {one} years") for one in range(count))
    return [read(hotline, text.replace("sirs", f"sir {at}")) for at, text in enumerate(changed)]


def numbers(hotline: Hotline, wanted: queries.Filter, who: str = "intake") -> list[str]:
    return [one.number for one in hotline.ask(who, queries.queue, wanted, limit=200).items]


def test_copies_look_sent_by_one_and_each_stays_a_tip(hotline: Hotline) -> None:
    first, *_ = mailing(hotline, 12)
    other = read(hotline, "They dump at night behind the mill, every Tuesday, in blue barrels.")
    found = hotline.ask("intake", queries.sender, first.tip_id)
    assert (found.count, found.copies, len(found.tips)) == (12, 11, 11)
    assert "nobody does anything. Stop them now" in found.run
    assert found.last_at - found.first_at < timedelta(hours=1)
    assert hotline.ask("intake", queries.sender, other.tip_id) is None
    assert hotline.ask("intake", queries.crowds, [first.tip_id, other.tip_id]) == {first.tip_id: 12}
    assert hotline.ask("intake", queries.counts)["all"] == 13


def test_the_queue_folds_them_and_forgets_none(hotline: Hotline) -> None:
    copies = mailing(hotline, 9)
    alone = read(hotline, "They dump at night behind the mill, every Tuesday, in blue barrels.")
    unread = hotline.send("Not read by any machine yet.")
    assert len(numbers(hotline, ALL)) == 11
    folded = numbers(hotline, FOLDED)
    assert len(folded) == 3
    assert folded == [one for one in numbers(hotline, ALL) if one in folded]
    assert {hotline.tip("intake", one).summary.number for one in (alone, unread)} < set(folded)
    # Of those that fit the filter: one that is closed does not hide the others.
    hotline.act("intake", actions.close, tip_id=copies[0].tip_id, outcome="abuse", reason="Spam.")
    assert len(numbers(hotline, FOLDED)) == 3
    one = hotline.ask("intake", queries.queue, FOLDED, limit=1)
    rest = hotline.ask("intake", queries.queue, FOLDED, limit=5, cursor=one.next)
    assert [one.items[0].number, *(two.number for two in rest.items)] == numbers(hotline, FOLDED)


def test_the_most_urgent_of_a_sender_stands_for_all(hotline: Hotline) -> None:
    copies = mailing(hotline, 4)
    hotline.act("intake", actions.assess, tip_id=copies[2].tip_id, category="other", priority=3)
    urgent = hotline.tip("intake", copies[2]).summary.number
    assert numbers(hotline, FOLDED) == [urgent]
    for order in ("arrived", "urgent"):
        assert len(numbers(hotline, queries.Filter(whose="all", fold=True, order=order))) == 1  # type: ignore[arg-type]  # one of both


def test_a_way_to_reach_her_ties_and_a_number_of_the_accused_does_not(hotline: Hotline) -> None:
    one = read(hotline, "They dump at night. Call me at 202-555-0142.")
    two = read(hotline, "The school kitchen serves bad meat. You can reach me at 202 555 0142.")
    three = read(hotline, "The foreman sells passports; his card says 202-555-0142.")
    found = hotline.ask("intake", queries.sender, one.tip_id)
    assert [other.id for other in found.tips] == [two.tip_id]
    assert (found.copies, found.identifiers) == (0, ("+12025550142",))
    assert hotline.ask("intake", queries.sender, three.tip_id) is None


def test_short_texts_tie_nobody(hotline: Hotline) -> None:
    one, _two = read(hotline, "Help me please."), read(hotline, "Help me please.")
    assert hotline.ask("intake", queries.sender, one.tip_id) is None


def test_what_is_closed_to_her_is_never_counted(hotline: Hotline) -> None:
    first, *_ = mailing(hotline, 3)
    before = hotline.ask("agent", queries.sender, first.tip_id)
    closed = read(hotline, f"{WORDS} Ada Okafor knows.")
    assert hotline.ask("agent", queries.sender, first.tip_id) == before
    assert hotline.ask("agent", queries.crowds, [first.tip_id]) == {first.tip_id: 3}
    with pytest.raises(UnknownTip):
        hotline.ask("agent", queries.sender, closed.tip_id)
    assert hotline.ask("intake", queries.sender, first.tip_id).count == 4


@pytest.mark.parametrize("who", ["outsider", "auditor", "administrator"])
def test_others_learn_nothing(hotline: Hotline, who: str) -> None:
    first, *_ = mailing(hotline, 2)
    with pytest.raises((UnknownTip, NotAllowed)):
        hotline.ask(who, queries.sender, first.tip_id)
    with as_viewer(hotline.cast.viewer(who)), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tips_sending")
        assert cursor.fetchone() == (0,)


def test_nothing_follows_from_it(hotline: Hotline) -> None:
    alone = read(hotline, WORDS)
    before = hotline.tip("intake", alone).summary
    mailing(hotline, 3)
    assert hotline.tip("intake", alone).summary == before
    with (
        pytest.raises(DatabaseError),
        as_viewer(hotline.cast.viewer("intake")),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE tips_sending SET sender = gen_random_uuid()")


def test_no_word_of_it_is_stored(hotline: Hotline) -> None:
    read(hotline, "They dump at night. Call me at 202-555-0142.")
    with as_viewer(hotline.cast.viewer("intake")), connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(s::text, ' ') FROM tips_sending s")
        assert "5550142" not in cursor.fetchone()[0]
