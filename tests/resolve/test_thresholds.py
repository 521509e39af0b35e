"""A machine judges above a measured threshold alone, and each of its judgements can be undone."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from caseloom.access.actions import as_viewer
from caseloom.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from caseloom.resolve import actions, queries
from caseloom.resolve.types import Measurement
from tests.cast import Cast
from tests.resolve.conftest import ROBERT
from tests.resolve.test_truth import write_truth

ALIKE = 11  # entities: 55 pairs, where 50 are needed
BITS = 6.0


@pytest.fixture
def alike(cast: Cast) -> list[UUID]:
    """Entity ids of one man as eleven sources have him."""
    things = [(f"a-{at}", "Person", ROBERT) for at in range(ALIKE)]
    return [one.entity_id for one in cast.records("agent", cast.scope("agency"), *things)]


@pytest.fixture
def measured(cast: Cast, alike: list[UUID], tmp_path: Path) -> Measurement:
    truth = write_truth(tmp_path / "robert.csv", [("test", f"a-{at}", "r") for at in range(ALIKE)])
    with as_viewer(cast.analyst) as analyst:
        actions.run(by=analyst)
        return actions.keep_evaluation(truth=truth, threshold=BITS, by=analyst)


def set_from(cast: Cast, measured: Measurement, group: str = "person") -> None:
    with as_viewer(cast.administrator) as by:
        actions.set_threshold(group=group, evaluation_id=measured.id, reason="measured", by=by)


def test_what_was_handed_over_is_seen_by_administrators(cast: Cast, measured: Measurement) -> None:
    assert (measured.truth, measured.measured_by) == ("robert.csv", cast.analyst.name)
    assert (measured.fit, measured.evaluation.true_pairs) == (("person",), 55)
    for who in (cast.administrator, cast.analyst):
        with as_viewer(who) as viewer:
            assert queries.evaluations(viewer) == (measured,)
    for who in (cast.auditor, cast.outsider):
        if not who.may("resolve.run"):
            with as_viewer(who) as viewer, pytest.raises(NotAllowed):
                queries.evaluations(viewer)


def test_only_who_runs_searches_hands_over(cast: Cast, tmp_path: Path) -> None:
    truth = write_truth(tmp_path / "t.csv", [("test", "1", "a")])
    with as_viewer(cast.administrator) as by, pytest.raises(NotAllowed):
        actions.keep_evaluation(truth=truth, by=by)


@pytest.mark.parametrize("bits", [float("nan"), float("inf")])
def test_a_threshold_is_a_number(
    cast: Cast, people: list[UUID], tmp_path: Path, bits: float
) -> None:
    truth = write_truth(tmp_path / "t.csv", [("test", "1", "a")])
    with as_viewer(cast.analyst) as by, pytest.raises(Invalid):
        actions.keep_evaluation(truth=truth, threshold=bits, by=by)


def test_only_an_administrator_sets_one_and_only_from_a_measurement(
    cast: Cast, measured: Measurement
) -> None:
    with as_viewer(cast.analyst) as by, pytest.raises(NotAllowed):
        actions.set_threshold(group="person", evaluation_id=measured.id, reason="x", by=by)
    with as_viewer(cast.administrator) as by:
        for wrong in ({"evaluation_id": uuid4()}, {"group": "ship"}, {"group": "vehicle"},
                      {"reason": " "}):  # fmt: skip
            given = {"group": "person", "evaluation_id": measured.id, "reason": "x", **wrong}
            with pytest.raises(NotFound if "evaluation_id" in wrong else Invalid):
                actions.set_threshold(**given, by=by)
        assert queries.thresholds(by) == {}


def test_every_automatic_judgement_is_found_and_taken_back(
    cast: Cast, measured: Measurement, alike: list[UUID]
) -> None:
    set_from(cast, measured)
    with as_viewer(cast.analyst) as analyst:
        made = actions.apply_threshold(group="person", by=analyst)
        assert made >= ALIKE - 1
        assert actions.apply_threshold(group="person", by=analyst) == 0
        assert len(queries.members(analyst, alike)[alike[0]]) == ALIKE
        first = queries.automatic(analyst, limit=4)
        found = list(first.items)
        cursor = first.next
        while cursor:
            page = queries.automatic(analyst, cursor=cursor, limit=4)
            found += page.items
            cursor = page.next
        assert len({one.judgement.id for one in found}) == len(found) == made
        assert {one.judgement.by_kind for one in found} == {"machine"}
        assert {one.left_caption for one in found} == {"Robert Kowalczyk"}
        for one in found:
            actions.undo(judgement_id=one.judgement.id, reason="to be looked at", by=analyst)
        assert queries.automatic(analyst).items == ()
        assert all(len(ids) == 1 for ids in queries.members(analyst, alike).values())


def test_what_the_machine_judged_among_hidden_records_is_not_listed(
    cast: Cast, people: list[UUID]
) -> None:
    with as_viewer(cast.outsider) as viewer:
        assert queries.automatic(viewer).items == ()
    with as_viewer(cast.auditor) as viewer, pytest.raises(NotAllowed):
        queries.automatic(viewer)
    with as_viewer(cast.agent) as viewer:
        for broken in ("x", "WzEsMl0", "WyJ4IiwieSJd"):
            with pytest.raises(Invalid):
                queries.automatic(viewer, cursor=broken)


def test_an_ended_threshold_judges_no_more_and_undoes_nothing(
    cast: Cast, measured: Measurement
) -> None:
    set_from(cast, measured)
    with as_viewer(cast.analyst) as analyst:
        made = actions.apply_threshold(group="person", by=analyst)
    with as_viewer(cast.administrator) as by:
        ended = actions.set_threshold(group="person", evaluation_id=None, reason="too soon", by=by)
        assert (ended.bits, ended.reason) == (None, "too soon")
    with as_viewer(cast.analyst) as analyst:
        with pytest.raises(Conflict):
            actions.apply_threshold(group="person", by=analyst)
        assert len(queries.automatic(analyst, limit=100).items) == made


@pytest.mark.usefixtures("committed")
def test_every_search_judges_what_lies_above_it(cast: Cast, measured: Measurement) -> None:
    set_from(cast, measured)
    actions.work(schemata=("person",), by=cast.analyst)
    with as_viewer(cast.analyst) as analyst:
        assert queries.automatic(analyst).items
