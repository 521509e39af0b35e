"""Many tips at once are what as many sent ones would be."""

import os
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest

from caseloom.access.actions import as_viewer
from caseloom.audit import queries as audit
from caseloom.kernel.errors import Conflict, Invalid, NotAllowed
from caseloom.tips import actions, models, queries
from caseloom.tips.errors import UnknownTip
from caseloom.tips.types import Contact, NewFile, NewTip
from tests.tips.hotline import Hotline

BEGAN = datetime(2025, 2, 3, 10, 0, tzinfo=UTC)
FORMS = [os.urandom(16) for _ in range(40)]


def told(number: int, text: str = "", **more: object) -> tuple[datetime, NewTip]:
    tip = NewTip(
        channel="portal", language="en", subject="harm", form=FORMS[number],
        answers={"what": text or f"Told as number {number}.", "danger": "no"},
    )  # fmt: skip
    from dataclasses import replace

    return BEGAN + timedelta(days=number), replace(tip, **more)  # type: ignore[arg-type]  # fields of NewTip


def load(hotline: Hotline, *tips: tuple[datetime, NewTip]) -> int:
    with as_viewer(queries.teller(hotline.line)) as by:
        done: int = actions.load(line_key="hotline", tips=tips, by=by)
    return done


def listed(hotline: Hotline, who: str = "intake") -> list[str]:
    wanted = queries.Filter(whose="all", order="arrived")
    found = hotline.ask(who, queries.queue, wanted, limit=100)
    return [str(one.number) for one in found.items]


def test_each_opens_under_a_key_of_its_own_and_is_on_record(hotline: Hotline) -> None:
    assert load(hotline, *(told(number) for number in range(30))) == 30
    numbers = listed(hotline)
    assert len(set(numbers)) == 30
    found = [hotline.ask("intake", queries.tip, number) for number in numbers]
    assert {one.text for one in found} == {f"No\n\nTold as number {n}." for n in range(30)}
    assert {one.summary.state for one in found} == {"received"}
    assert {one.summary.arrived_at for one in found} == {told(n)[0] for n in range(30)}
    with as_viewer(hotline.cast.viewer("intake")):
        rows = list(models.Tip.objects.all())
    assert len({bytes(one.data_key) for one in rows}) == 30
    assert len({bytes(one.receipt or b"") for one in rows}) == 30
    with as_viewer(hotline.cast.viewer("auditor")) as viewer:
        events = audit.events(viewer, verb="tip.received", limit=100).items
    assert {one.object_id for one in events} == {str(one.id) for one in rows}


def test_what_names_somebody_is_closed_to_her(hotline: Hotline) -> None:
    load(hotline, told(0), told(1, "Inspector Ada Okafor takes money."))
    assert len(listed(hotline, "supervisor")) == 2
    assert len(listed(hotline, "agent")) == 1


def test_files_and_names_go_the_long_way(hotline: Hotline) -> None:
    file = NewFile("list.txt", BytesIO(b"a list"))
    load(hotline, told(0, files=(file,), contact=Contact("Rosa")), told(1))
    found = [hotline.ask("intake", queries.tip, number) for number in listed(hotline)]
    assert sorted((one.summary.files, one.identity) for one in found) == [
        (0, "none"),
        (1, "sealed"),
    ]


def test_work_goes_on_as_with_any_other(hotline: Hotline) -> None:
    load(hotline, told(0, answers={"what": "He has a knife.", "danger": "yes"}))
    tip = hotline.ask("intake", queries.tip, listed(hotline)[0])
    assert tip.summary.priority == 3
    hotline.act("intake", actions.take, tip_id=tip.summary.id)
    hotline.act("intake", actions.close, tip_id=tip.summary.id, outcome="known", reason="So.")
    with pytest.raises(Conflict):
        hotline.act("intake", actions.close, tip_id=tip.summary.id, outcome="known", reason="So.")


def test_one_that_is_here_already_keeps_all_out(hotline: Hotline) -> None:
    load(hotline, told(0))
    with pytest.raises(Invalid):
        load(hotline, told(1), told(0), told(2))
    assert len(listed(hotline)) == 1


def test_nobody_without_the_right_puts_any_in(hotline: Hotline) -> None:
    with pytest.raises(NotAllowed):
        hotline.act("auditor", actions.load, line_key="hotline", tips=[told(0)])
    with pytest.raises(UnknownTip):
        hotline.ask("intake", queries.tip, "T-2025-12345678")
