"""A share of what was ranked low is read again: by another, blind, once, and only to raise it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from caseloom.access.actions import as_viewer
from caseloom.audit import queries as audit
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from caseloom.tips import actions, models, queries, sampling
from caseloom.tips.errors import MustReread, UnknownTip
from caseloom.tips.queries.queue import Filter
from caseloom.tips.types import Lot, Sent
from tests.cast import Cast
from tests.tips.hotline import Hotline

# A Wednesday.
NOW = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
Moved = Callable[[timedelta], None]


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> Moved:
    """Sets the clock to so long after NOW."""

    def to(later: timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: NOW + later)

    to(timedelta())
    return to


@pytest.fixture
def hotline(cast: Cast, moved: Moved) -> Hotline:
    return Hotline(cast)


def close(hotline: Hotline, sent: Sent, who: str = "intake") -> None:
    hotline.act(who, actions.assess, tip_id=sent.tip_id, category="other", priority=0)
    hotline.act(
        who, actions.close, tip_id=sent.tip_id, outcome="no_follow_up", reason="Nothing in it."
    )


def closed(hotline: Hotline, many: int = 1) -> list[Sent]:
    made = [hotline.send(f"A dull story, number {n}.") for n in range(many)]
    for one in made:
        close(hotline, one)
    return made


def lots(hotline: Hotline, who: str = "supervisor") -> tuple[Lot, ...]:
    found: tuple[Lot, ...] = hotline.ask(who, queries.lots)
    return found


def reader_of(hotline: Hotline, sent: Sent) -> str:
    given = models.Reread.objects.filter(tip=sent.tip_id).order_by("number")
    with as_viewer(hotline.cast.supervisor):
        last = given.last()
    assert last is not None
    return next(who for who in ("intake", "agent", "supervisor") if hotline.id(who) == last.reader)


def test_a_closed_tip_is_drawn_given_to_another_and_read_again(
    hotline: Hotline, moved: Moved
) -> None:
    (sent,) = closed(hotline)
    moved(timedelta(days=7))
    assert actions.draw_due() == 1
    (lot,) = lots(hotline)
    assert (lot.week.isoformat(), lot.population, lot.again) == ("2026-06-08", 1, True)
    # The agent: neither who closed it, nor who leads while somebody else is there.
    assert reader_of(hotline, sent) == "agent"
    (waiting,) = hotline.ask("agent", queries.rereads)
    assert (waiting.id, waiting.overdue) == (sent.tip_id, False)
    assert not hotline.act(
        "agent", actions.reread, tip_id=sent.tip_id, category="other", priority=0
    )
    assert hotline.ask("agent", queries.rereads) == ()
    (lot,) = lots(hotline)
    (told,) = lot.tips
    assert (told.first, told.second, told.raised, lot.read) == (0, 0, False, 1)


def test_the_same_week_is_drawn_once(hotline: Hotline, moved: Moved) -> None:
    closed(hotline, 3)
    moved(timedelta(days=7))
    assert (actions.draw_due(), actions.draw_due()) == (1, 0)
    (lot,) = lots(hotline)
    assert (lot.population, len(lot.tips)) == (3, 1)
    with as_viewer(hotline.cast.supervisor):
        assert models.Reread.objects.count() == 1


def test_weeks_in_which_the_worker_stood_still_are_drawn_later(
    hotline: Hotline, moved: Moved
) -> None:
    (sent,) = closed(hotline)
    moved(timedelta(days=7 * 3))
    assert actions.draw_due() == 3
    assert [one.population for one in lots(hotline)] == [0, 0, 1]
    assert [one.number for one in lots(hotline)[2].tips] == [hotline.tip("supervisor", sent)
                                                             .summary.number]  # fmt: skip


def test_what_was_raised_referred_or_followed_is_not_among_them(
    hotline: Hotline, moved: Moved
) -> None:
    low = closed(hotline)[0]
    urgent, referred, followed = (hotline.send(f"Another story, {n}.") for n in range(3))
    danger = hotline.send("Hurry.", answers={"danger": "yes"})
    hotline.act("intake", actions.assess, tip_id=urgent.tip_id, category="other", priority=2)
    hotline.act("intake", actions.refer, tip_id=referred.tip_id, to="Police", reason="Theirs.")
    hotline.act("intake", actions.follow, tip_id=followed.tip_id, reason="Worth it.")
    untouched = hotline.send("Nobody looked at this one.")
    moved(timedelta(days=7))
    actions.draw_due()
    with as_viewer(hotline.cast.supervisor):
        row = models.Draw.objects.get()
    assert set(row.among) == {low.tip_id, untouched.tip_id}
    assert danger.tip_id not in row.among


def test_it_may_be_drawn_again_by_an_auditor_who_was_let_in(hotline: Hotline, moved: Moved) -> None:
    closed(hotline, 4)
    moved(timedelta(days=7))
    actions.draw_due()
    assert lots(hotline, "auditor") == ()
    from caseloom.access import actions as access
    from caseloom.access import queries as access_queries

    with as_viewer(access_queries.installer("letting the auditor in")) as by:
        access.grant(scope_id=hotline.scope, person_id=hotline.id("auditor"), reason="audit", by=by)
    (lot,) = lots(hotline, "auditor")
    assert lot.again
    with as_viewer(hotline.cast.auditor):
        row = models.Draw.objects.get()
    assert list(sampling.drawn(row.among, row.share, row.seed)) == list(row.drawn)
    with pytest.raises(NotAllowed):
        hotline.ask("auditor", queries.tip, lot.tips[0].id)


@pytest.mark.parametrize("who", ["intake", "agent", "administrator", "outsider"])
def test_lots_are_for_who_leads_or_audits(hotline: Hotline, moved: Moved, who: str) -> None:
    closed(hotline)
    moved(timedelta(days=7))
    actions.draw_due()
    with pytest.raises(NotAllowed):
        lots(hotline, who)


def test_until_she_has_judged_she_sees_nothing_of_what_was_thought(
    hotline: Hotline, moved: Moved
) -> None:
    (sent,) = closed(hotline)
    actions.read(tip_id=sent.tip_id, scope=hotline.scope)
    hotline.act("intake", actions.write_to_reporter, tip_id=sent.tip_id, text="We closed it.")
    hotline.write(sent, "There is more to say.")
    moved(timedelta(days=7))
    actions.draw_due()
    number = hotline.tip("intake", sent).summary.number
    for query in (queries.tip, queries.machine, queries.alike):
        with pytest.raises(MustReread):
            hotline.ask("agent", query, sent.tip_id)
    with pytest.raises(MustReread):
        hotline.ask("agent", queries.compared, sent.tip_id, sent.tip_id)
    everything = Filter(whose="all", states=())
    assert hotline.ask("agent", queries.queue, everything).items == ()
    assert len(hotline.ask("intake", queries.queue, everything).items) == 1
    found = hotline.ask("agent", queries.reread, number)
    assert "dull story" in found.text
    assert [one.text for one in found.parts] == ["There is more to say."]
    for verb, given in (
        (actions.assess, {"category": "other", "priority": 3}),
        (actions.reopen, {"reason": "I want to see it."}),
    ):
        with pytest.raises(MustReread):
            hotline.act("agent", verb, tip_id=sent.tip_id, **given)
    hotline.act("agent", actions.reread, tip_id=sent.tip_id, category="other", priority=0)
    assert len(hotline.tip("agent", sent).assessments) == 2
    assert hotline.ask("agent", queries.queue, everything).items


def test_an_open_one_that_waits_for_her_is_not_given_to_her_as_the_next(
    hotline: Hotline, moved: Moved
) -> None:
    sent = hotline.send("Nobody looked at this one.")
    moved(timedelta(days=7))
    actions.draw_due()
    who = reader_of(hotline, sent)
    assert hotline.act(who, actions.take_next) is None
    assert hotline.ask(who, queries.counts)["all"] == 0


def test_where_she_holds_it_for_more_urgent_its_priority_rises_at_once(
    hotline: Hotline, moved: Moved
) -> None:
    (sent,) = closed(hotline)
    moved(timedelta(days=7))
    actions.draw_due()
    assert hotline.act(
        "agent", actions.reread, tip_id=sent.tip_id, category="trafficking", priority=2,
        reason="Passports are kept.",
    )  # fmt: skip
    one = hotline.tip("intake", sent).summary
    # Its state and category are a person's to change.
    assert (one.priority, one.person_priority, one.state, one.category) == (2, 2, "closed", "other")
    told = lots(hotline)[0].tips[0]
    assert (told.raised, told.first, told.second, told.reason) == (
        True, 0, 2, "Passports are kept.",
    )  # fmt: skip
    hotline.act("supervisor", actions.reopen, tip_id=sent.tip_id, reason="Read again as urgent.")
    with pytest.raises(Invalid, match="read it again"):
        hotline.act("intake", actions.assess, tip_id=sent.tip_id, category="other", priority=0)
    hotline.act(
        "intake", actions.assess, tip_id=sent.tip_id, category="other", priority=0,
        reason="The passports are theirs.",
    )  # fmt: skip


def test_she_never_lowers(hotline: Hotline, moved: Moved) -> None:
    sent = hotline.send("A story of some worth.")
    hotline.act("intake", actions.assess, tip_id=sent.tip_id, category="other", priority=1)
    moved(timedelta(days=7))
    actions.draw_due()
    hotline.act("agent", actions.reread, tip_id=sent.tip_id, category="other", priority=0)
    assert hotline.tip("intake", sent).summary.priority == 1


def test_it_is_hers_alone_and_once(hotline: Hotline, moved: Moved) -> None:
    (sent,) = closed(hotline)
    given: dict[str, Any] = {"tip_id": sent.tip_id, "category": "other", "priority": 1}
    with pytest.raises(Conflict):
        hotline.act("agent", actions.reread, **given)
    moved(timedelta(days=7))
    actions.draw_due()
    for who in ("intake", "supervisor"):
        with pytest.raises(Conflict):
            hotline.act(who, actions.reread, **given)
    with pytest.raises(UnknownTip):
        hotline.act("outsider", actions.reread, **given)
    with pytest.raises(NotAllowed):
        hotline.act("auditor", actions.reread, **given)
    with pytest.raises(Invalid):
        hotline.act("agent", actions.reread, **{**given, "priority": 4})
    hotline.act("agent", actions.reread, **given)
    with pytest.raises(Conflict):
        hotline.act("agent", actions.reread, **given)


def test_a_supervisor_gives_it_to_another_but_not_to_who_judged_it(
    hotline: Hotline, moved: Moved
) -> None:
    (sent,) = closed(hotline)
    moved(timedelta(days=7))
    actions.draw_due()
    with pytest.raises(NotAllowed):
        hotline.act("agent", actions.give_reread, tip_id=sent.tip_id, reader_id=hotline.id("agent"))
    for who in ("intake", "outsider", "auditor"):
        with pytest.raises(NotFound):
            hotline.act(
                "supervisor", actions.give_reread, tip_id=sent.tip_id, reader_id=hotline.id(who)
            )
    hotline.act(
        "supervisor", actions.give_reread, tip_id=sent.tip_id, reader_id=hotline.id("supervisor")
    )
    assert hotline.ask("agent", queries.rereads) == ()
    assert len(hotline.ask("supervisor", queries.rereads)) == 1
    hotline.tip("agent", sent)
    (told,) = lots(hotline)[0].tips
    assert (told.reader_name, told.state, told.first) == ("Dana Lind", None, None)


def test_what_is_late_is_told_and_what_has_no_reader_waits_for_one(
    hotline: Hotline, moved: Moved
) -> None:
    (sent,) = closed(hotline)
    for who in ("agent", "supervisor"):
        hotline.act(
            who, actions.write_to_reporter, tip_id=sent.tip_id, text="We closed this, I think."
        )
    moved(timedelta(days=7))
    actions.draw_due()
    (told,) = lots(hotline)[0].tips
    assert (told.reader_id, told.overdue) == (None, False)
    from caseloom.access import actions as access
    from caseloom.access import queries as access_queries

    with as_viewer(access_queries.installer("somebody new")) as by:
        access.grant(scope_id=hotline.scope, person_id=hotline.id("outsider"), reason="new", by=by)
    assert actions.draw_due() == 0
    assert [one.id for one in hotline.ask("outsider", queries.rereads)] == [sent.tip_id]
    moved(timedelta(days=15))
    assert hotline.ask("outsider", queries.rereads)[0].overdue
    assert [one.overdue for one in lots(hotline)] == [1]


def test_who_works_on_it_meanwhile_loses_it_to_another(hotline: Hotline, moved: Moved) -> None:
    sent = hotline.send("Nobody looked at this one.")
    moved(timedelta(days=7))
    actions.draw_due()
    first = reader_of(hotline, sent)
    with as_viewer(hotline.cast.supervisor) as by:
        actions.assign(tip_id=sent.tip_id, officer_id=hotline.id(first), by=by)
    with pytest.raises(Conflict):
        hotline.act(first, actions.reread, tip_id=sent.tip_id, category="", priority=0)
    actions.draw_due()
    assert reader_of(hotline, sent) != first


def test_a_tip_that_is_closed_to_some_is_drawn_by_itself_and_read_by_the_rest(
    hotline: Hotline, moved: Moved
) -> None:
    sent = hotline.send("Ada Okafor takes money from the suspects.")
    assert sent.scope is not None and sent.scope != hotline.scope
    close(hotline, sent)
    moved(timedelta(days=7))
    actions.draw_due()
    assert [one.population for one in lots(hotline)] == [0]
    week = sampling.monday(NOW)
    assert actions.draw_one(line_id=hotline.line.id, scope=sent.scope, week=week)
    assert not actions.draw_one(line_id=hotline.line.id, scope=sent.scope, week=week)
    assert sorted(one.population for one in lots(hotline)) == [0, 1]
    assert reader_of(hotline, sent) == "supervisor"
    assert hotline.ask("agent", queries.rereads) == ()


def test_its_week_is_deferred_when_it_arrives(hotline: Hotline) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    hotline.send("Nobody of yours is named here.")
    sent = hotline.send("Ada Okafor takes money from the suspects.")
    jobs = ProcrastinateJob.objects.filter(task_name="tips.draw_one")
    (job,) = list(jobs)
    assert job.args == {
        "line_id": str(hotline.line.id), "scope": sent.scope, "week": "2026-06-08",
    }  # fmt: skip
    assert job.scheduled_at == datetime(2026, 6, 15, tzinfo=UTC)


def test_the_database_refuses_it_all_once_more(hotline: Hotline, moved: Moved) -> None:
    drawn, other = closed(hotline, 2)
    moved(timedelta(days=7))
    actions.draw_due()
    with as_viewer(hotline.cast.supervisor):
        row = models.Draw.objects.get()
    drawn, other = (drawn, other) if drawn.tip_id in row.drawn else (other, drawn)

    def give(tip: Sent, who: str) -> models.Reread:
        return models.Reread(
            number=9,
            draw=row,
            tip_id=tip.tip_id,
            reader=hotline.id(who),
            at=clock.now(),
            due_at=clock.now(),
        )

    def judged(who: str, tip: Sent, **more: Any) -> models.Assessment:
        return models.Assessment(
            tip_id=tip.tip_id, by=hotline.id(who), at=clock.now(), category="", priority=3, **more
        )

    def refused(who: str, do: Callable[[], object], why: str) -> None:
        with (
            as_viewer(hotline.cast.viewer(who)),
            pytest.raises(DatabaseError, match=why),
            transaction.atomic(),
        ):
            do()

    refused("supervisor", give(drawn, "intake").save, "does not read it again")
    refused("supervisor", give(other, "agent").save, "not drawn")
    refused("intake", judged("intake", drawn, reread=True).save, "not hers")
    refused("supervisor", judged("supervisor", drawn, reread=True).save, "not hers")
    refused("agent", judged("agent", drawn).save, "first")
    rows = models.Reread.objects.filter(tip=drawn.tip_id)
    refused("supervisor", lambda: rows.update(reader=hotline.id("intake")), "permission denied")
    refused("supervisor", rows.delete, "permission denied")
    tip = models.Tip.objects.filter(id=drawn.tip_id)
    refused("agent", lambda: tip.update(person_priority=3), "no person judged")
    with as_viewer(hotline.cast.agent):
        judged("agent", drawn, reread=True).save()
    refused("agent", lambda: tip.update(person_priority=2), "no person judged")
    refused("agent", lambda: tip.update(person_priority=3, category="x"), "no person judged")
    refused("intake", lambda: tip.update(person_priority=3), "no person judged")
    with as_viewer(hotline.cast.agent):
        tip.update(person_priority=3)
    refused("supervisor", give(drawn, "supervisor").save, "read again already")


def test_everything_is_on_record(hotline: Hotline, moved: Moved) -> None:
    (sent,) = closed(hotline)
    moved(timedelta(days=7))
    actions.draw_due()
    hotline.ask("agent", queries.reread, sent.tip_id)
    hotline.act("agent", actions.reread, tip_id=sent.tip_id, category="other", priority=2)
    lots(hotline)
    with as_viewer(hotline.cast.auditor) as viewer:
        verbs = {one.verb for one in audit.events(viewer, limit=200).items}
    assert {
        "tip.reread_drawn", "tip.reread_given", "tip.read_again", "tip.reread", "tip.lots_read",
    } <= verbs  # fmt: skip
