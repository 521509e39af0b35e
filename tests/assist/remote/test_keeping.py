"""What asking may cost, held in the database: by many at once, and through a crash."""

import threading
from contextlib import AbstractContextManager
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.assist import actions as assist
from caseloom.assist import models
from caseloom.assist.remote.endpoint import Endpoint
from caseloom.assist.remote.errors import Failed
from caseloom.assist.remote.keeping import Ledger
from caseloom.assist.remote.telling import spent
from caseloom.assist.types import Asking
from caseloom.config.postgres import Dsns
from caseloom.kernel import clock
from caseloom.kernel.viewer import Viewer
from tests.cast import Cast
from tests.tips.hotline import Hotline

ONE = Decimal(1)


def endpoint(day: str, tip: str) -> Endpoint:
    return Endpoint(
        "http://127.0.0.1/v1", "127.0.0.1", "openai", "m", frozenset({"127.0.0.1"}),
        most_a_day=Decimal(day), most_a_tip=Decimal(tip),
    )  # fmt: skip


def acting(scope: int) -> Any:
    def act() -> AbstractContextManager[Viewer]:
        machine = access.machine("tips", "a test")
        return as_viewer(replace(machine, scopes=frozenset({scope})))

    return act


def asking(hotline: Hotline) -> Asking:
    sent = hotline.send()
    assert sent.scope is not None
    with acting(sent.scope)():
        row = models.Asking.objects.create(
            task="urgency", object_kind="tip", object_id=sent.tip_id, scope=sent.scope,
            at=clock.now(),
        )  # fmt: skip
    return Asking(row.id, row.task, "", row.object_id, row.scope, row.at, None)


def today(hotline: Hotline) -> Decimal:
    found: Decimal = hotline.ask("intake", lambda _viewer: spent(clock.now().date()))
    return found


def purse(hotline: Hotline, found: Endpoint) -> Ledger:
    asked = asking(hotline)
    return Ledger(found, asked, acting(asked.scope))


def test_a_day_holds_what_was_spent_and_what_is_set_aside(hotline: Hotline) -> None:
    found = endpoint("3", "3")
    first, second = purse(hotline, found), purse(hotline, found)
    first.set_aside(2 * ONE)
    assert today(hotline) == 2
    with pytest.raises(Failed, match="day_limit"):
        second.set_aside(2 * ONE)
    first.settle(ONE / 4)
    assert today(hotline) == Decimal("0.25")
    second.set_aside(2 * ONE)
    # Nobody settles it: whoever died in between has spent it, as far as anybody knows.
    assert today(hotline) == Decimal("2.25")


def test_a_tip_has_its_own_limit(hotline: Hotline) -> None:
    found = endpoint("100", "2")
    one = purse(hotline, found)
    one.set_aside(2 * ONE)
    one.settle(2 * ONE)
    with pytest.raises(Failed, match="tip_limit"):
        one.set_aside(ONE)
    purse(hotline, found).set_aside(ONE)


def test_tips_that_are_closed_to_the_worker_count_too(hotline: Hotline) -> None:
    found = endpoint("2", "2")
    sent = hotline.send("Inspector Okafor takes money.")
    assert sent.scope not in (None, hotline.scope)
    other = purse(hotline, found)
    with acting(sent.scope or 0)():
        row = models.Asking.objects.create(
            task="urgency", object_kind="tip", object_id=sent.tip_id, scope=sent.scope,
            at=clock.now(),
        )  # fmt: skip
    asked = Asking(row.id, "urgency", "", row.object_id, row.scope, row.at, None)
    Ledger(found, asked, acting(row.scope)).set_aside(2 * ONE)
    with acting(hotline.scope)():
        assert models.Spending.objects.count() == 0
    with pytest.raises(Failed, match="day_limit"):
        other.set_aside(ONE)


def test_what_was_spent_is_never_unsaid(hotline: Hotline) -> None:
    one = purse(hotline, endpoint("9", "9"))
    one.set_aside(ONE)
    for change in ("UPDATE assist_spending SET amount = 0", "DELETE FROM assist_spending"):
        with (
            pytest.raises(DatabaseError),
            acting(hotline.scope)(),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)


@pytest.mark.slow
def test_of_many_at_once_none_spends_what_another_has_set_aside(
    committed: Dsns, cast: Cast
) -> None:
    hotline = Hotline(cast)
    found = endpoint("5", "100")
    purses = [purse(hotline, found) for _ in range(12)]
    start = threading.Barrier(len(purses))
    went: list[str] = []

    def pay(one: Ledger) -> None:
        try:
            start.wait()
            one.set_aside(ONE)
            went.append("paid")
        except Failed as error:
            went.append(error.kind)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=pay, args=(one,)) for one in purses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(went) == ["day_limit"] * 7 + ["paid"] * 5
    assert today(hotline) == 5


def test_the_switch_and_permits_are_on_record(hotline: Hotline) -> None:
    hotline.act("supervisor", assist.switch, tier=2, reason="Agreed.")
    with as_viewer(hotline.cast.viewer("auditor")), connection.cursor() as cursor:
        cursor.execute("SELECT detail->>'reason' FROM audit_event WHERE verb = 'machine.switched'")
        assert cursor.fetchall() == [("Agreed.",)]
