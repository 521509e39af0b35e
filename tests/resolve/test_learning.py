"""The organisation's own judgements teach the model, and only those that everybody may see."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from caseloom.access.actions import as_viewer
from caseloom.audit import queries as audit
from caseloom.engine.linkage import learning
from caseloom.engine.linkage.model import load
from caseloom.kernel.errors import Invalid, NotAllowed
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import actions, modelling, queries
from tests.cast import Cast

PAIRS = 60
Sides = Sequence[tuple[UUID, UUID]]


def couples(cast: Cast, scope: int) -> tuple[Sides, Sides]:
    """(pairs that are one person, pairs of two namesakes), each PAIRS many."""
    things = []
    for n in range(PAIRS):
        name, day = f"Person{n:03d} Family{n:03d}", f"19{40 + n}-03-{n % 28 + 1:02d}"
        phone = f"+1702919{n:04d}"
        things += [
            (f"s{n}a", "Person", {"name": [name], "birthDate": [day], "phone": [phone]}),
            (f"s{n}b", "Person", {"name": [name], "birthDate": [day]}),
            (f"d{n}a", "Person", {"name": ["John Smith"], "birthDate": [day]}),
            (f"d{n}b", "Person", {"name": ["John Smith"], "birthDate": ["1930-01-01"]}),
        ]
    made = [one.entity_id for one in cast.records("supervisor", scope, *things)]
    same = [(made[4 * n], made[4 * n + 1]) for n in range(PAIRS)]
    return same, [(made[4 * n + 2], made[4 * n + 3]) for n in range(PAIRS)]


def judge(by: Viewer, same: Sides, different: Sides) -> None:
    for verdict, pairs in (("same", same), ("different", different)):
        for left, right in pairs:
            actions.decide(left=left, right=right, verdict=verdict, reason="looked", by=by)  # type: ignore[arg-type]  # two verdicts


def test_judgements_come_into_use_and_can_be_forgotten(cast: Cast) -> None:
    same, different = couples(cast, cast.scope("agency"))
    with as_viewer(cast.analyst) as by:
        judge(by, same, different)
        trial = actions.train(schemata=("Person",), by=by, keep=False)[0]
        assert not modelling.current("person").judged
        found = actions.train(schemata=("Person",), by=by)[0]
        assert (found.judged, found.same, found.kept) == (2 * PAIRS, PAIRS, True)
        assert (trial.loss_after, trial.kept) == (found.loss_after, False)
        assert found.loss_after is not None and found.loss_before is not None
        assert found.loss_after < found.loss_before
        used = modelling.current("person")
        assert (used.hash, used.judged) == (found.model, 2 * PAIRS)
        # The next run weighs with it, unchanged, and what it suggests is calibrated.
        actions.run(schemata=("Person",), by=by)
        assert modelling.current("person").hash == used.hash
        match = queries.match(
            by, schema="Person", properties={"name": ["Person001 Family001"]}
        ).candidates[0]
        assert match.calibrated
        assert match.probability == pytest.approx(used.probability(match.score))
        pair = queries.compare(by, *same[0])
        assert pair.calibrated and pair.score is not None
        assert sum(w.weight for w in pair.weights) == pytest.approx(pair.score)
        with pytest.raises(Invalid):
            actions.forget(group="person", reason=" ", by=by)
        actions.forget(group="person", reason="trial is over", by=by)
        assert not modelling.current("person").judged
        assert not queries.compare(by, *same[0]).calibrated
    with as_viewer(cast.auditor) as auditor:
        for verb in ("model.trained", "model.forgotten"):
            assert len(audit.events(auditor, verb=verb).items) == 1


def test_suggestions_of_a_calibrated_model_say_so(cast: Cast) -> None:
    same, different = couples(cast, cast.scope("agency"))
    with as_viewer(cast.analyst) as by:
        judge(by, same[1:], different)
        assert actions.train(schemata=("Person",), by=by)[0].kept
        actions.run(schemata=("Person",), by=by)
        found = queries.suggestions(by, schema="Person").items
        wanted = [s for s in found if {s.left, s.right} == set(same[0])]
        assert [s.calibrated for s in wanted] == [True]
        used = modelling.current("person")
        assert wanted[0].probability == pytest.approx(used.probability(wanted[0].score))


def test_the_model_in_use_can_be_read_whole_and_who_read_it_is_known(
    cast: Cast, people: list[UUID]
) -> None:
    with as_viewer(cast.analyst) as by:
        actions.run(schemata=("Person",), by=by)
        found = queries.model(by, "Person")
        assert load(found.body()).hash == found.hash == modelling.current("person").hash
        with pytest.raises(Invalid):
            queries.model(by, "Payment")
    with as_viewer(cast.administrator) as by, pytest.raises(NotAllowed):
        queries.model(by, "Person")
    with as_viewer(cast.auditor) as auditor:
        assert len(audit.events(auditor, verb="model.read").items) == 1


def test_too_few_judgements_say_so(cast: Cast, people: list[UUID]) -> None:
    with as_viewer(cast.analyst) as by:
        actions.decide(left=people[0], right=people[1], verdict="same", reason="his", by=by)
        found = actions.train(schemata=("Person",), by=by)[0]
        assert (found.judged, found.kept, found.model) == (1, False, "")
        assert str(learning.LEAST) in found.told
        assert not modelling.current("person").judged


def test_what_few_may_see_teaches_nothing(cast: Cast) -> None:
    same, different = couples(cast, cast.sealed())
    with as_viewer(cast.supervisor) as by:
        judge(by, same, different)
        assert actions.train(schemata=("Person",), by=by)[0].judged == 0


def test_judgements_taken_back_teach_nothing(cast: Cast) -> None:
    same, different = couples(cast, cast.scope("agency"))
    with as_viewer(cast.analyst) as by:
        judge(by, same, different)
        for one in queries.judgements(by, [left for left, _ in same]):
            actions.undo(judgement_id=one.id, reason="wrong", by=by)
        found = actions.train(schemata=("Person",), by=by)[0]
        assert (found.judged, found.same, found.kept) == (PAIRS, 0, False)


def test_who_may_not_run_a_resolution_may_not_train(cast: Cast) -> None:
    with as_viewer(cast.administrator) as by:
        with pytest.raises(NotAllowed):
            actions.train(by=by)
        with pytest.raises(NotAllowed):
            actions.forget(group="person", reason="no", by=by)
