"""A machine that makes no sense is refused when it is declared."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from caseloom.kernel.errors import Invalid
from caseloom.workflow.types import Machine, Position, State, Step

DRAFT, DONE = State("draft", "Draft"), State("done", "Done", final=True)
BEGIN = Step("begin", "Begin", (), "draft", "x", "x.begun")


def machine(*steps: Step) -> Machine:
    return Machine("m", "thing", (DRAFT, DONE), steps)


@pytest.mark.parametrize(
    "steps",
    [
        (BEGIN, Step("end", "End", ("nowhere",), "done", "x", "x.ended")),
        (BEGIN, Step("end", "End", ("draft",), "nowhere", "x", "x.ended")),
        (BEGIN, Step("begin", "Again", ("draft",), "done", "x", "x.begun")),
        (BEGIN, Step("also", "Also", (), "done", "x", "x.begun")),
        (Step("end", "End", ("draft",), "done", "x", "x.ended"),),
    ],
    ids=["unknown source", "unknown target", "doubled name", "two beginnings", "no beginning"],
)
def test_refuses_what_makes_no_sense(steps: tuple[Step, ...]) -> None:
    with pytest.raises(ValueError, match="machine m"):
        machine(*steps)


def test_unknown_names_are_answered_with_those_that_exist() -> None:
    known = machine(BEGIN)
    with pytest.raises(Invalid, match="draft, done"):
        known.state("gone")
    with pytest.raises(Invalid, match="begin"):
        known.step("gone")


def test_rules_hold_one_row_for_each_source() -> None:
    end = Step("end", "End", ("draft", "done"), "done", "x", "x.ended", adverse=True)
    assert machine(BEGIN, end).rules() == {
        ("m", "begin", "", "draft", False, False),
        ("m", "end", "draft", "done", True, False),
        ("m", "end", "done", "done", True, False),
    }


def test_overdue_means_past_the_deadline_and_not_at_it() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    here = Position("m", "thing", uuid4(), 1, "draft", 1, at, at)
    assert not here.overdue(at)
    assert here.overdue(at + timedelta(seconds=1))
    assert not Position("m", "thing", uuid4(), 1, "draft", 1, at, None).overdue(at)
