"""Figures of oversight on a small hotline whose every figure is known."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from caseloom.access import actions as access_actions
from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.assist import actions as assist
from caseloom.assist.types import NewSuggestion
from caseloom.audit import queries as audit
from caseloom.kernel import clock
from caseloom.kernel.errors import Invalid, NotAllowed
from caseloom.tips import actions, models, queries
from caseloom.tips.errors import UnknownLine
from caseloom.tips.queries.oversight import Oversight
from caseloom.tips.types import Sent
from tests.cast import Cast
from tests.tips.hotline import Hotline

NOW = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
Moved = Callable[[timedelta], None]


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> Moved:
    def to(later: timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: NOW + later)

    to(timedelta())
    return to


@pytest.fixture
def hotline(cast: Cast, moved: Moved) -> Hotline:
    return Hotline(cast)


def said(hotline: Hotline, sent: Sent, label: str, probability: float, priority: int = 0) -> None:
    """Have the machine say how urgent a tip is."""
    machine = access.machine("tips", "a test")
    with as_viewer(replace(machine, scopes=frozenset({sent.scope or 0}))) as by:
        assist.suggest(
            object_kind="tip", object_id=sent.tip_id, scope_id=sent.scope or 0, input="0" * 64,
            suggestions=[NewSuggestion("urgency", "urgency@1", label, probability)], by=by,
        )  # fmt: skip
        if priority:
            models.Tip.objects.filter(id=sent.tip_id).update(machine_priority=priority)


def judge(hotline: Hotline, sent: Sent, priority: int, who: str = "intake") -> None:
    hotline.act(
        who, actions.assess, tip_id=sent.tip_id, category="other", priority=priority, reason="So."
    )


def close(hotline: Hotline, sent: Sent, who: str = "intake") -> None:
    hotline.act(who, actions.close, tip_id=sent.tip_id, outcome="known", reason="Case 1.")


def seen(hotline: Hotline, who: str = "supervisor", **more: date) -> Oversight:
    found: Oversight = hotline.ask(who, queries.oversight, "hotline", **more)
    return found


def test_overrides_and_calibration_by_hand(hotline: Hotline) -> None:
    # Of four that were said to be none with .75, people made three none and one urgent.
    for priority in (0, 0, 0, 2):
        sent = hotline.send(f"Something of {priority}.")
        said(hotline, sent, "none", 0.75)
        judge(hotline, sent, priority)
    (task,) = seen(hotline).tasks
    assert (task.task, task.overridden.value, task.overridden.of) == ("urgency", 0.25, 4)
    assert (task.reliability.of, task.blind.of) == (4, 0)
    # Each in a bin of its own: three times .25 too little, once .75 too much.
    assert task.reliability.ece == pytest.approx((3 * 0.25 + 0.75) / 4)


def test_the_last_word_of_a_person_counts(hotline: Hotline, moved: Moved) -> None:
    sent = hotline.send()
    said(hotline, sent, "none", 0.75)
    judge(hotline, sent, 2)
    moved(timedelta(minutes=1))
    judge(hotline, sent, 0)
    (task,) = seen(hotline).tasks
    assert (task.overridden.value, task.overridden.of) == (0.0, 1)


def test_recall_on_the_sample_by_hand(hotline: Hotline, moved: Moved) -> None:
    # Two were raised and urgent, one was raised for nothing, people found one by themselves.
    for machine, person in ((2, 2), (3, 3), (2, 0), (0, 2)):
        sent = hotline.send(f"{machine} and {person}.")
        said(hotline, sent, "none", 0.5, machine)
        judge(hotline, sent, person)
    low = [hotline.send(f"A dull story, {n}.") for n in range(10)]
    for sent in low:
        judge(hotline, sent, 0)
        close(hotline, sent)
    moved(timedelta(days=7))
    before = seen(hotline).recall
    assert before.figure is None
    actions.draw_due()
    (waiting,) = hotline.ask("agent", queries.rereads)
    assert seen(hotline).recall.left == 10
    hotline.act("agent", actions.reread, tip_id=waiting.id, category="other", priority=3)
    found = seen(hotline).recall
    assert (found.raised, found.known, found.read, found.population) == (2, 1, 1, 10)
    # The one that was read was urgent: all ten are expected to be.
    assert found.missed == 10 and found.figure is not None
    assert found.figure.value == pytest.approx(2 / (2 + 1 + 10))
    (closer,) = seen(hotline).closers
    assert (closer.person_name, closer.closed, closer.reread, closer.raised) == (
        "Ina Take", 10, 1, 1,
    )  # fmt: skip


def test_languages_and_channels_beside_the_others(hotline: Hotline) -> None:
    for language, priority in (("en", 0), ("en", 0), ("es", 2), ("es", 0)):
        sent = hotline.send(f"In {language}, {priority}.", language=language)
        said(hotline, sent, "none", 0.75)
        judge(hotline, sent, priority)
    groups = {one.value: one for one in seen(hotline).groups if one.split == "language"}
    assert groups["es"].overridden.value == 0.5 and groups["en"].overridden.value == 0.0
    gap = groups["es"].gap
    assert gap is not None and gap.value == 0.5 and gap.low < 0 < gap.high
    assert [one.value for one in seen(hotline).groups if one.split == "channel"] == ["portal"]
    assert groups["es"].gap is not None


def test_times_and_clocks_with_those_who_wait_still(hotline: Hotline, moved: Moved) -> None:
    first, second, third = (hotline.send(f"The {n}.") for n in range(3))
    moved(timedelta(hours=2))
    judge(hotline, first, 0)
    hotline.act("intake", actions.take, tip_id=first.tip_id)
    moved(timedelta(hours=6))
    close(hotline, second)
    moved(timedelta(days=8))
    found = seen(hotline)
    assert (found.acknowledge.median, found.acknowledge.p90) == (6.0, None)
    assert (found.triage.median, found.triage.done, found.triage.waiting) == (6.0, 2, 1)
    kept = found.clocks["acknowledge"]
    assert (kept.kept, kept.broken, kept.running, kept.ended) == (2, 1, 0, 0)
    feedback = found.clocks["feedback"]
    assert (feedback.kept, feedback.broken, feedback.running, feedback.ended) == (0, 0, 2, 1)
    assert third.tip_id not in {second.tip_id}


def test_drift_from_week_to_week(hotline: Hotline, moved: Moved) -> None:
    for _ in range(30):
        hotline.send("In English.", language="en")
    moved(timedelta(days=7))
    for _ in range(30):
        hotline.send("En español.", language="es")
    found = {one.what: one for one in seen(hotline).drift}
    assert found["language"].stability.told == "much"
    assert found["language"].week == date(2026, 6, 15)
    assert found["channel"].stability.told == "steady"


def test_a_period_is_of_whole_weeks(hotline: Hotline, moved: Moved) -> None:
    hotline.send("This week's.")
    found = seen(hotline)
    assert (found.since, found.until) == (date(2026, 3, 23), date(2026, 6, 15))
    earlier = seen(hotline, since=date(2026, 5, 6), until=date(2026, 6, 1))
    assert (earlier.since, earlier.until, earlier.tips) == (
        date(2026, 5, 4), date(2026, 6, 1), 0,
    )  # fmt: skip
    with pytest.raises(Invalid):
        seen(hotline, since=date(2026, 7, 1), until=date(2026, 6, 1))
    with pytest.raises(Invalid):
        seen(hotline, since=date(2000, 1, 1))


def test_an_empty_line_has_no_figures_and_no_error(hotline: Hotline) -> None:
    found = seen(hotline)
    assert (found.tips, found.tasks, found.groups, found.drift) == (0, (), (), ())
    assert found.recall.figure is None and found.acknowledge.median is None
    assert found.cost.exchanges == 0


@pytest.mark.parametrize("who", ["intake", "agent", "administrator", "recruiter"])
def test_only_who_leads_or_audits_sees_them(hotline: Hotline, who: str) -> None:
    with pytest.raises(NotAllowed):
        seen(hotline, who)


def test_an_auditor_sees_them_once_she_was_let_in(hotline: Hotline) -> None:
    hotline.send()
    with pytest.raises(UnknownLine):
        seen(hotline, "auditor")
    with as_viewer(access.installer("letting the auditor in")) as by:
        access_actions.grant(
            scope_id=hotline.scope, person_id=hotline.id("auditor"), reason="audit", by=by
        )
    assert seen(hotline, "auditor").tips == 1


def test_what_is_closed_to_the_viewer_is_counted_nowhere(hotline: Hotline, moved: Moved) -> None:
    hotline.send("A dull story.")
    before = seen(hotline)
    about = hotline.send("Dana Lind takes money from the suspects.", language="es")
    said(hotline, about, "urgent", 0.9)
    judge(hotline, about, 0)
    close(hotline, about)
    assert seen(hotline) == before
    moved(timedelta(days=7))
    assert actions.draw_one(line_id=hotline.line.id, scope=about.scope or 0, week=date(2026, 6, 8))
    assert seen(hotline).recall.left == 0 and hotline.ask("supervisor", queries.lots) == ()


def test_rows_for_a_spreadsheet_hold_nothing_that_runs(hotline: Hotline) -> None:
    sent = hotline.send("A dull story.", language="=1+1")
    said(hotline, sent, "none", 0.75)
    judge(hotline, sent, 0)
    found = seen(hotline)
    rows = list(csv.DictReader(io.StringIO(queries.as_csv(found))))
    assert rows[0] == {
        "line": "hotline", "since": "2026-03-23", "until": "2026-06-15", "figure": "tips",
        "of": "all", "value": "1", "low": "", "high": "", "cases": "",
    }  # fmt: skip
    assert not [one for row in rows for one in row.values() if one.startswith(("=", "@"))]
    assert {one.figure for one in queries.flat(found)} >= {
        "overridden", "calibration error", "recall", "exchanges with model servers",
    }  # fmt: skip


def test_the_look_is_on_record(hotline: Hotline) -> None:
    seen(hotline)
    with as_viewer(hotline.cast.auditor) as viewer:
        verbs = {one.verb for one in audit.events(viewer, limit=200).items}
    assert "tip.oversight_read" in verbs
