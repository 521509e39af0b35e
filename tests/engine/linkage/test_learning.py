"""What judgements teach: honest probabilities, better weights, the same in batch and online."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseloom.engine.linkage import batch, calibrating, features, learning, spread, weighing
from caseloom.engine.linkage.batch import Unit
from caseloom.engine.linkage.calibrating import Judged
from caseloom.engine.linkage.defaults import default_model
from caseloom.engine.linkage.learning import Example
from caseloom.engine.linkage.model import Model, load
from caseloom.engine.linkage.score import score
from caseloom.kernel.errors import Invalid

PAIRS = st.lists(
    st.tuples(st.floats(-30, 60), st.booleans(), st.integers(0, 4)), min_size=1, max_size=60
)


def overconfident(pairs: int, seed: int) -> list[Judged]:
    """Pairs whose true log2 odds are 0.4 of what their bits say, less 2."""
    random, found = Random(seed), []
    for number in range(pairs):
        bits = random.uniform(0, 30)
        chance = calibrating.Curve(((0.0, -2.0), (1.0, -1.6)), extend=True).probability(bits)
        found.append(Judged(bits, random.random() < chance, number % 5))
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("make", [calibrating.sigmoid, calibrating.isotonic, calibrating.fitted])
def test_a_curve_mends_an_overconfident_model(make: calibrating.Maker, seed: int) -> None:
    lessons, tests = overconfident(2_000, seed), overconfident(2_000, seed + 100)
    curve = make(lessons)
    bare = [(calibrating.IDENTITY.probability(j.bits), j.same) for j in tests]
    mended = [(curve.probability(j.bits), j.same) for j in tests]
    assert calibrating.error(bare) > 0.08
    assert calibrating.error(mended) < 0.03
    assert calibrating.loss(mended) < calibrating.loss(bare)


@given(pairs=PAIRS)
def test_more_bits_never_make_a_lower_probability_of_isotonic_steps(
    pairs: list[tuple[float, bool, int]],
) -> None:
    curve = calibrating.isotonic([Judged(*pair) for pair in pairs])
    found = [curve.probability(bits / 2) for bits in range(-80, 140)]
    assert found == sorted(found)
    assert all(0 < p < 1 for p in found)


@given(pairs=PAIRS)
def test_every_set_of_judgements_has_a_sigmoid(pairs: list[tuple[float, bool, int]]) -> None:
    curve = calibrating.sigmoid([Judged(*pair) for pair in pairs])
    assert all(0 <= curve.probability(bits) <= 1 for bits in (-1_000.0, 0.0, 3.5, 1_000.0))


def test_bins_hold_equal_counts_and_the_error_is_their_mean() -> None:
    judged = [(0.1, False)] * 50 + [(0.9, True)] * 40 + [(0.9, False)] * 10
    found = calibrating.reliability(judged, bins=2)
    assert [(b.pairs, round(b.predicted, 6), b.observed) for b in found] == [
        (50, 0.1, 0.0), (50, 0.9, 0.8),
    ]  # fmt: skip
    assert calibrating.error(judged, bins=2) == pytest.approx(0.1)
    low, high = calibrating.interval(judged)
    assert low <= calibrating.error(judged) <= high


def taught(pairs: int, seed: int) -> list[Example]:
    """Judged pairs of a place where a phone says less, and a date more, than the model thinks."""
    random, model = Random(seed), default_model("person")
    found = []
    for number in range(pairs):
        levels = {
            name: random.choice(list(model.fields[name])) for name in ("names", "dates", "phones")
        }
        bits = sum(model.fields[name][key].bits for name, key in levels.items()) - 8
        true = bits - 6 * (levels["phones"] == "rare") + 3 * (levels["dates"] == "exact")
        same = random.random() < calibrating.IDENTITY.probability(true)
        found.append(Example(levels, bits, same, number % learning.FOLDS))
    return found


def test_learning_finds_which_level_says_more_and_which_less() -> None:
    learnt = learning.learn(default_model("person"), taught(3_000, 1))
    assert learnt.better
    assert learnt.loss_after < 0.9 * learnt.loss_before
    assert learnt.error_after < 0.03
    assert learnt.model.gain("phones", "rare") < -2
    assert learnt.model.gain("dates", "exact") > 1
    assert learnt.model.calibrated
    assert (learnt.judged, len(learnt.unseen)) == (3_000, 3_000)


def test_few_judgements_teach_nothing() -> None:
    few = taught(learning.LEAST - 1, 1)
    assert not learning.enough(few)
    assert not learning.enough([one for one in taught(400, 1) if not one.same])
    assert learning.enough(taught(400, 1))


@pytest.fixture(scope="module")
def learnt() -> Model:
    """A model that learnt, with frequencies."""
    return learning.learn(default_model("person"), taught(400, 2)).model.with_frequencies(
        5_000, {"kowalczyk robert": 0.01}, {}
    )


def test_a_learnt_model_is_the_same_after_its_neutral_form(learnt: Model) -> None:
    assert load(learnt.body()) == learnt
    assert load(learnt.body()).hash == learnt.hash != learning.without(learnt).hash
    assert learning.without(learnt).body()["form"] == 1
    with pytest.raises(Invalid, match="form"):
        load({**learnt.body(), "form": 3})


def test_batch_and_online_weigh_alike_with_what_was_learnt(learnt: Model) -> None:
    people = [
        {"name": ["Robert Kowalczyk"], "birthDate": ["1978-12-11"], "phone": ["+17029191300"]},
        {"name": ["Bob Kowalczyk"], "birthDate": ["1978-11-12"], "phone": ["+17029191300"]},
        {"name": ["Ann Miller"], "birthDate": ["1978"], "phone": ["9191300"]},
        {"name": ["Robert Kowalczyk"], "address": ["12 Oak Street, Ashby 00034"]},
    ]
    described = [features.extract("Person", [p]) for p in people]
    connection = batch.connect(threads=1)
    batch.load_units(connection, (Unit(str(n), str(n), f) for n, f in enumerate(described)))
    connection.execute(
        "CREATE TABLE pair AS SELECT l.n AS l, r.n AS r FROM unit l JOIN unit r ON l.n < r.n"
    )
    weighing.predict(connection, learnt, least_bits=None)
    for pair in weighing.scored(connection):
        online = score(learnt, described[int(pair["left"])], described[int(pair["right"])])
        assert abs(online.bits - pair["bits"]) < 1e-9
        for weight in online.weights:
            if weight.field in learnt.fields:
                assert abs(weight.bits - pair[f"bits_{weight.field}"]) < 1e-9
    connection.close()


def test_ranges_hold_their_figure_and_need_more_than_one_block() -> None:
    truth = {f"{entity}-{n}": str(entity) for entity in range(60) for n in range(3)}
    groups = [(f"{e}-0", f"{e}-1", f"{e}-2") for e in range(40)]
    groups += [(f"{e}-0", f"{e + 1}-0") for e in range(40, 60, 2)]
    pair, cubed = spread.ranges(truth, groups)
    assert pair.precision[0] < 120 / 130 < pair.precision[1]
    assert pair.recall[0] < 120 / 180 < pair.recall[1]
    assert cubed.f1[0] < cubed.f1[1] <= 1


@settings(deadline=None)  # the first example imports numpy
@given(st.lists(st.tuples(st.integers(-60, 60), st.booleans(), st.integers(0, 3)), max_size=80))
def test_many_at_once_are_told_what_one_is_told(rows: list[tuple[int, bool, int]]) -> None:
    judged = [Judged(bits / 3, same, fold) for bits, same, fold in rows]
    many = calibrating.columns(judged)
    assert len(many) == len(judged)
    curves = [calibrating.IDENTITY, calibrating.Curve(((2.0, -1.0),)), calibrating.sigmoid(judged)]
    curves += [calibrating.isotonic(judged)] if judged else []
    for curve in curves:
        alone = [curve.probability(one.bits) for one in judged]
        assert curve.probabilities(many.bits).tolist() == pytest.approx(alone, abs=1e-12)
    if judged:
        assert calibrating.fitted(many) == calibrating.fitted(judged)


@settings(deadline=None)  # the first example imports numpy
@given(st.lists(st.tuples(st.integers(-30, 30), st.booleans()), min_size=1, max_size=60))
def test_the_curve_that_never_falls_is_that_of_pooling_pair_by_pair(
    rows: list[tuple[int, bool]],
) -> None:
    blocks: list[list[float]] = []
    for bits, same in sorted(rows, key=lambda row: row[0]):
        blocks.append([float(bits), 1.0, float(same)])
        while len(blocks) > 1 and blocks[-2][2] * blocks[-1][1] >= blocks[-1][2] * blocks[-2][1]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    curve = calibrating.isotonic([Judged(float(bits), same) for bits, same in rows])
    assert [x for x, _ in curve.knots] == pytest.approx([b / n for b, n, _ in blocks])


def test_a_threshold_that_half_of_the_labels_chose_holds_on_the_other() -> None:
    random = Random(5)
    truth = {f"{entity}-{n}": str(entity) for entity in range(2_000) for n in range(2)}
    right = [(f"{e}-0", f"{e}-1", random.uniform(4, 20)) for e in range(2_000)]
    wrong = [(f"{e}-0", f"{e + 1}-1", random.uniform(0, 8)) for e in range(0, 600, 2)]
    pairs = [*right, *wrong]
    everything = [tuple(truth)]
    for found in spread.held_out(truth, pairs, everything):
        assert found.bits is not None and 6 < found.bits <= 9
        assert found.precision > 0.985
        assert found.recall > 0.6
        assert found.error_after <= found.error_before
    none = spread.held_out(truth, wrong, everything)
    assert [(one.bits, one.recall) for one in none] == [(None, 0.0)] * 3
    assert all(one.joined == 0 for one in spread.held_out(truth, pairs, []))
