"""Two people at the same moment: one act stands, the other is told, and no text is lost."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections
from tests.cases.office import Office
from tests.cast import Cast

from caseloom.cases import actions, queries
from caseloom.kernel.errors import Conflict


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each of `acts` gave, run in threads that begin together; a Conflict is given back."""
    ready, told = threading.Barrier(len(acts)), [None] * len(acts)

    def run(at: int) -> None:
        try:
            ready.wait(30)
            told[at] = acts[at]()
        except Conflict as error:
            told[at] = error  # type: ignore[call-overload] # the outcome, whichever it is
        finally:
            connections.close_all()

    runners = [threading.Thread(target=run, args=(at,)) for at in range(len(acts))]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join(120)
    return told


def conflicts(told: list[Any]) -> int:
    return sum(isinstance(one, Conflict) for one in told)


def test_two_signatures_return_and_withdrawal_at_once(committed: object, cast: Cast) -> None:
    office = Office(cast)
    report = office.write(office.open(), "x")
    office.submit(report)
    given = {"report_id": report.id, "version": 1}
    told = at_once(
        lambda: office.act("supervisor", actions.sign_report, revision=1, **given),
        lambda: office.act("supervisor", actions.return_report, remarks="x", **given),
        lambda: office.act("agent", actions.withdraw_report, **given),
    )
    assert None not in told
    assert conflicts(told) == 2


def test_two_saves_at_once_keep_one_and_give_back_the_other(committed: object, cast: Cast) -> None:
    office = Office(cast)
    report = office.write(office.open(members=("supervisor", "analyst")), "x")
    given = {"report_id": report.id, "version": 1, "revision": 1, "title": "T"}
    told = at_once(
        lambda: office.act("agent", actions.edit_report, body="his", **given),
        lambda: office.act("analyst", actions.edit_report, body="hers", **given),
    )
    (refused,) = [one for one in told if isinstance(one, Conflict)]
    stored = office.read("agent", report).body
    assert {stored, getattr(refused, "your_body", "")} == {"his", "hers"}


def test_reports_of_one_case_begun_at_once_get_their_own_numbers(
    committed: object, cast: Cast
) -> None:
    office = Office(cast)
    case = office.open()
    told = at_once(*[lambda: office.write(case, "x") for _ in range(4)])
    assert sorted(one.number for one in told) == [1, 2, 3, 4]


def test_two_next_versions_at_once_are_one(committed: object, cast: Cast) -> None:
    office = Office(cast)
    report = office.write(office.open(), "x")
    office.submit(report)
    office.sign(report)
    told = at_once(
        *[lambda: office.act("agent", actions.new_version, report_id=report.id) for _ in "ab"]
    )
    assert conflicts(told) == 1
    assert office.ask("agent", queries.report, report.id).versions == (1, 2)
