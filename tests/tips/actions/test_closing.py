"""Tips that name somebody who came later: closed to him at once, and to whoever reports to him."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from caseloom.access import actions as access
from caseloom.access import queries as access_queries
from caseloom.access.actions import as_viewer
from caseloom.tips import actions, models, queries
from caseloom.tips.errors import UnknownTip
from caseloom.tips.types import Sent
from tests.cast import PASSWORD
from tests.tips.hotline import Hotline

NAMED = "Inspector Mateo Quiroga takes money from Harbor Star, every Friday behind the market."


def read(hotline: Hotline, text: str = NAMED) -> Sent:
    sent = hotline.send(text)
    assert sent.scope is not None
    actions.read(tip_id=sent.tip_id, scope=sent.scope)
    return sent


def hire(hotline: Hotline, name: str = "Mateo Quiroga", username: str = "mateo") -> UUID:
    """Somebody who comes to the team that reads the line."""
    made = hotline.act(
        "administrator", access.add_person, username=username, name=name, roles=["intake"],
        password=PASSWORD,
    )  # fmt: skip
    with as_viewer(access_queries.installer("a test")) as by:
        access.grant(scope_id=hotline.scope, person_id=made.id, reason="team", by=by)
    hotline.cast.__dict__.pop("_ids", None)
    return UUID(str(made.id))


def seen(hotline: Hotline, who: str) -> dict[str, Any]:
    """How much of tips somebody can count, by every way that there is."""
    found: dict[str, Any] = {"counts": hotline.ask(who, queries.counts)}
    tables = (
        "tips_tip", "tips_closure", "tips_part", "tips_assessment", "tips_likeness",
        "tips_sending", "workflow_transition", "assist_suggestion", "tips_dissemination",
    )  # fmt: skip
    with as_viewer(hotline.cast.viewer(who)), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
        cursor.execute("SELECT marks FROM tips_likeness UNION ALL SELECT '{}'::bigint[]")
        cursor.execute(
            "SELECT count(*) FROM tips_alike((SELECT array_agg(m) FROM tips_likeness l,"
            " unnest(l.marks) m), 100)"
        )
        found["alike"] = cursor.fetchone()[0]
    return found


def test_it_is_closed_to_him_in_the_act_that_adds_him(hotline: Hotline) -> None:
    sent = read(hotline)
    hire(hotline)
    with pytest.raises(UnknownTip):
        hotline.tip("mateo", sent)
    tip = hotline.tip("intake", sent)
    assert tip.closed_to == (("Mateo Quiroga", "named"),) and tip.summary.closed_to_some


def test_nothing_that_he_can_ask_tells_of_it(hotline: Hotline) -> None:
    other = read(hotline, "They dump at night behind the mill, every Tuesday, in blue barrels.")
    hire(hotline, "Nobody Else", "nobody")
    before = seen(hotline, "nobody")
    sent = read(hotline)
    hotline.act("intake", actions.take, tip_id=sent.tip_id)
    hotline.act("intake", actions.assess, tip_id=sent.tip_id, category="other", priority=2)
    hire(hotline)
    assert seen(hotline, "mateo") == before
    assert hotline.tip("mateo", other).closed_to == ()
    assert hotline.ask("mateo", queries.alike, other.tip_id) == ()
    for act, given in (
        (actions.take, {}), (actions.close, {"outcome": "known", "reason": "x"}),
        (actions.assess, {"category": "other", "priority": 0, "reason": "x"}),
    ):  # fmt: skip
        with pytest.raises(UnknownTip):
            hotline.act("mateo", act, tip_id=sent.tip_id, **given)


def test_who_reports_to_him_decides_nothing_on_it(hotline: Hotline) -> None:
    sent = read(hotline)
    hotline.act("intake", actions.take, tip_id=sent.tip_id)
    him = hire(hotline)
    assert hotline.tip("intake", sent)
    hotline.act(
        "administrator", access.set_reports_to, person_id=hotline.id("intake"), leader_id=him
    )
    with pytest.raises(UnknownTip):
        hotline.tip("intake", sent)
    tip = hotline.tip("agent", sent)
    assert set(tip.closed_to) == {("Mateo Quiroga", "named"), ("Ina Take", "reports")}
    assert tip.summary.officer_id is None


def test_what_no_machine_read_is_found_by_the_job(hotline: Hotline) -> None:
    sent = hotline.send("مفتش ماتيو كيروغا يأخذ المال. Ask mateo.quiroga@example.org")
    him = hire(hotline)
    with as_viewer(access_queries.installer("a test")):
        before = models.Closure.objects.count()
    assert before == 0
    assert hotline.tip("mateo", sent)
    actions.close_later(person_id=him)
    with pytest.raises(UnknownTip):
        hotline.tip("mateo", sent)
    actions.close_later(person_id=him)
    assert len(hotline.tip("intake", sent).closed_to) == 1


def test_it_is_on_record_and_in_no_statistic(
    hotline: Hotline, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from caseloom.kernel import clock

    for number in range(5):
        read(hotline, f"They dump at night, barrel {number}.")
    sent = read(hotline)
    hire(hotline)
    with as_viewer(hotline.cast.viewer("auditor")), connection.cursor() as cursor:
        cursor.execute(
            "SELECT actor_id, object_id FROM audit_event WHERE verb = 'tip.closed_later'"
        )
        assert cursor.fetchall() == [("tips", str(sent.tip_id))]
    later = clock.now() + timedelta(days=100)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert [one.total for one in queries.statistics()] == [5]


def test_who_is_added_where_no_tip_is_costs_nothing(hotline: Hotline) -> None:
    hire(hotline)
    with as_viewer(access_queries.installer("a test")), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'tips.close_later'"
        )
        assert cursor.fetchone() == (0,)
