"""A model learns what words tell, says how sure it may be, and is data alone."""

import io
import json
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseloom.assist import classifying, measuring
from caseloom.assist.classifying import Classifier, Labelled
from caseloom.kernel.errors import Invalid
from tests.assist.texts import ABOUT, labelled


@pytest.fixture(scope="module")
def model() -> Classifier:
    return classifying.train(labelled()).model


def test_it_tells_texts_that_it_has_not_seen(model: Classifier) -> None:
    later = labelled(200, seed=2)
    found = measuring.figures(model.labels, model.probabilities(later.texts), later.labels)
    assert found.accuracy > 0.95 and found.macro_f1 > 0.95
    assert not model.has_seen(later.texts).any() and model.has_seen(labelled().texts).all()


def test_where_texts_mislead_it_is_less_sure() -> None:
    """A third of the texts say what another would: probabilities must know that."""
    made = classifying.train(labelled(900, noise=0.4))
    later = labelled(900, seed=3, noise=0.4)
    probabilities = made.model.probabilities(later.texts)
    found = measuring.figures(made.model.labels, probabilities, later.labels)
    assert 0.6 < found.accuracy < 0.85
    assert abs(float(probabilities.max(axis=1).mean()) - found.accuracy) < 0.06
    assert found.ece < 0.09


def test_the_same_texts_give_the_same_model(model: Classifier) -> None:
    assert classifying.train(labelled()).model.hash == model.hash
    assert classifying.train(labelled(seed=4)).model.hash != model.hash


def test_what_is_left_out_is_not_learnt_from() -> None:
    """Labels that nothing tells cannot be told by fits without them, though the model has them."""
    given = labelled(200)
    rng = np.random.default_rng(7)
    lots = Labelled(given.texts, [("wages", "fraud")[n] for n in rng.integers(0, 2, 200)])
    made = classifying.train(lots)
    guessed = [made.model.labels[n] for n in made.left_out.argmax(axis=1)]
    right = np.mean([one == two for one, two in zip(guessed, lots.labels, strict=True)])
    assert 0.35 < right < 0.65


def test_a_text_that_is_there_often_is_in_one_fold() -> None:
    """Else it would be tested on itself, and copies would make a model look good."""
    given = labelled(40)
    often = Labelled([*given.texts, *given.texts], [*given.labels, *given.labels])
    fold = classifying._folds(often, seed=0)
    assert (fold[:40] == fold[40:]).all()
    assert set(fold.tolist()) == set(range(classifying.FOLDS))


def test_words_that_speak_for_a_label_are_found(model: Classifier) -> None:
    text = "Last week they told me about the KICKBACK and the tender, and a shell again."
    (number,) = model.probabilities([text]).argmax(axis=1)
    assert model.labels[number] == "fraud"
    marked = [text[word.start : word.end] for word in model.evidence(text, "fraud", most=3)]
    assert set(marked) == {"KICKBACK", "tender", "shell"}


def test_a_label_of_one_text_is_learnt_and_not_tested() -> None:
    given = labelled(60)
    made = classifying.train(
        Labelled([*given.texts, "an elephant in the corridor"], [*given.labels, "animals"])
    )
    assert "animals" in made.model.labels
    assert not made.tested[-1] and made.tested[:-1].all()


def test_empty_and_foreign_texts_get_probabilities(model: Classifier) -> None:
    found = model.probabilities(["", "   ", "𓀀𓀁", "x" * 100_000])
    assert np.allclose(found.sum(axis=1), 1.0)


@pytest.mark.parametrize(
    "given",
    [
        Labelled(["a"] * 5, ["x", "y"] * 2 + ["x"]),
        Labelled([f"text {n}" for n in range(40)], ["x"] * 40),
        Labelled([f"text {n}" for n in range(400)], [str(n) for n in range(400)]),
        Labelled([""] * 40, ["x", "y"] * 20),
    ],
)
def test_what_cannot_be_learnt_is_refused_with_a_remedy(given: Labelled) -> None:
    with pytest.raises(Invalid) as refused:
        classifying.train(given)
    assert refused.value.remedy


def test_a_model_is_kept_whole(model: Classifier) -> None:
    again = classifying.load(model.body())
    texts = labelled(30, seed=9).texts
    assert again.hash == model.hash and again.labels == tuple(sorted(ABOUT))
    assert np.allclose(again.probabilities(texts), model.probabilities(texts), atol=1e-6)


def test_a_model_holds_no_word_of_a_text(model: Classifier) -> None:
    with zipfile.ZipFile(io.BytesIO(model.body())) as file:
        held = b"".join(file.read(name) for name in file.namelist())
    for word in ("kickback", "scaffold", "payslip"):
        assert word.encode() not in held


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 10_000_000), to=st.integers(0, 255))
def test_a_changed_model_is_refused_or_reads_as_one(model: Classifier, at: int, to: int) -> None:
    body = bytearray(model.body())
    body[at % len(body)] = to
    try:
        found = classifying.load(bytes(body))
    except Invalid:
        return
    assert np.allclose(found.probabilities(["fire exit"]).sum(), 1.0)


@pytest.mark.parametrize("change", [{"form": 99}, {"temperature": 0}, {"labels": ["one"]}, {}])
def test_another_form_is_refused(model: Classifier, change: dict[str, object]) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(model.body())) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            held = old.read(name)
            if name == "header.json":
                held = json.dumps(json.loads(held) | change if change else []).encode()
            new.writestr(name, held)
    with pytest.raises(Invalid):
        classifying.load(made.getvalue())


def test_an_array_of_objects_is_not_read(model: Classifier) -> None:
    """NumPy would run what such an array holds."""
    made, held = io.BytesIO(), io.BytesIO()
    np.save(held, np.array([print], dtype=object), allow_pickle=True)
    with zipfile.ZipFile(io.BytesIO(model.body())) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, held.getvalue() if name == "bias.npy" else old.read(name))
    with pytest.raises(Invalid):
        classifying.load(made.getvalue())


def test_a_slot_that_there_is_not_is_refused(model: Classifier) -> None:
    slots = model.slots.copy()
    slots[-1] = 1 << 30
    with pytest.raises(Invalid):
        classifying.load(replace(model, slots=slots).body())
