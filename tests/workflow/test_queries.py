"""What workflow tells others of steps that were taken."""

from datetime import timedelta

from tests.cast import Cast
from tests.workflow.test_actions import begin, move

from caseloom.access.actions import as_viewer
from caseloom.cases.machines import CASE
from caseloom.kernel import clock
from caseloom.workflow import queries
from caseloom.workflow.types import Tally


def tally(cast: Cast, who: str, step: str, *, days: int = 1) -> tuple[Tally, ...]:
    with as_viewer(cast.viewer(who)) as viewer:
        return queries.tally(viewer, CASE, step, since=clock.now() - timedelta(days=days))


def test_steps_are_counted_by_who_took_them_and_what_was_given(cast: Cast) -> None:
    for who, outcome in (("agent", "settled"), ("agent", "settled"), ("supervisor", "unfounded")):
        thing = begin(cast, CASE)
        move(cast, CASE, thing, "activate", who)
        move(cast, CASE, thing, "close", who, reason="It is over.", given={"outcome": outcome})
    agent, supervisor = str(cast.person_id("agent")), str(cast.person_id("supervisor"))
    assert tally(cast, "agent", "close") == (
        Tally(agent, {"outcome": "settled"}, 2), Tally(supervisor, {"outcome": "unfounded"}, 1),
    )  # fmt: skip
    assert [one.count for one in tally(cast, "agent", "activate")] == [2, 1]
    assert tally(cast, "agent", "close", days=-1) == ()


def test_what_the_viewer_may_not_see_is_not_counted(cast: Cast) -> None:
    begin(cast, CASE)
    assert tally(cast, "agent", "open") != ()
    assert tally(cast, "outsider", "open") == ()
