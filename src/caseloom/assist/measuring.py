"""How right a classifier is, and how far its probabilities can be believed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Floats = np.ndarray[Any, np.dtype[np.float64]]
    Numbers = np.ndarray[Any, np.dtype[np.int64]]

BINS = 15
RESAMPLES = 1_000
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class OfClass:
    """Precision, recall and their harmonic mean for one label; support: texts that are it."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What a model does on labelled texts.

    macro_f1: the mean F1 over labels that texts have. ece: expected calibration error of the
    likeliest label over BINS bins of equal counts (Naeini and others, 2015). brier: the mean over
    texts of the sum over labels of squared differences, between 0 and 2. intervals: 95 %, by
    resampling texts. unknown: texts of labels that the model does not know, which count as wrong.
    """

    texts: int
    accuracy: float
    macro_f1: float
    per_class: dict[str, OfClass]
    ece: float
    brier: float
    intervals: dict[str, Interval]
    unknown: int = 0


def figures(
    labels: Sequence[str], probabilities: "Floats", truth: Sequence[str], *, seed: int = 0
) -> Figures:
    """What (texts, labels) `probabilities` are worth against `truth`. Needs one text at least."""
    import numpy as np

    names = [*labels, *sorted(set(truth) - set(labels))]
    number = {name: n for n, name in enumerate(names)}
    actual = np.array([number[name] for name in truth])
    given = np.zeros((len(actual), len(names)))
    given[:, : len(labels)] = probabilities
    guessed, sure = given.argmax(axis=1), given.max(axis=1)
    right = guessed == actual
    squares = (given**2).sum(axis=1) - 2 * given[np.arange(len(actual)), actual] + 1.0
    table = _Table(actual, guessed, len(names))
    rng = np.random.default_rng(seed)
    spread: dict[str, list[float]] = {"accuracy": [], "macro_f1": [], "ece": [], "brier": []}
    for _ in range(RESAMPLES):
        rows = rng.integers(0, len(actual), len(actual))
        again = _Table(actual[rows], guessed[rows], len(names))
        spread["accuracy"].append(float(right[rows].mean()))
        spread["macro_f1"].append(again.macro_f1())
        spread["ece"].append(_error(sure[rows], right[rows]))
        spread["brier"].append(float(squares[rows].mean()))
    return Figures(
        texts=len(actual),
        accuracy=float(right.mean()),
        macro_f1=table.macro_f1(),
        per_class=table.per_class(names),
        ece=_error(sure, right),
        brier=float(squares.mean()),
        intervals={name: _interval(values) for name, values in spread.items()},
        unknown=sum(1 for name in truth if name not in labels),
    )


def loss(labels: Sequence[str], probabilities: "Floats", truth: Sequence[str]) -> float:
    """The mean of -ln of the probability that was given to what each text is."""
    import numpy as np

    number = {name: n for n, name in enumerate(labels)}
    rows = range(len(truth))
    given = probabilities[rows, [number[name] for name in truth]]
    return float(-np.log(np.maximum(given, 1e-12)).mean())


def macro_f1(labels: Sequence[str], probabilities: "Floats", truth: Sequence[str]) -> float:
    """The mean F1 over the labels that texts have."""
    import numpy as np

    number = {name: n for n, name in enumerate(labels)}
    actual = np.array([number[name] for name in truth])
    return _Table(actual, probabilities.argmax(axis=1), len(labels)).macro_f1()


class _Table:
    """Texts by what they are and what they were taken for."""

    def __init__(self, actual: "Numbers", guessed: "Numbers", classes: int) -> None:
        import numpy as np

        self.right = np.bincount(actual[actual == guessed], minlength=classes)
        self.actual = np.bincount(actual, minlength=classes)
        self.guessed = np.bincount(guessed, minlength=classes)

    def macro_f1(self) -> float:
        import numpy as np

        here = self.actual > 0
        both = (self.actual + self.guessed)[here]
        return float(np.mean(2 * self.right[here] / both))

    def per_class(self, names: Sequence[str]) -> dict[str, OfClass]:
        found = {}
        for n, name in enumerate(names):
            right, actual, guessed = (
                int(table[n]) for table in (self.right, self.actual, self.guessed)
            )
            found[name] = OfClass(
                right / guessed if guessed else 0.0,
                right / actual if actual else 0.0,
                2 * right / (actual + guessed) if actual + guessed else 0.0,
                actual,
            )
        return found


def _error(sure: "Floats", right: "Numbers") -> float:
    import numpy as np

    order = np.argsort(sure, kind="stable")
    gaps = [
        abs(float(sure[part].mean()) - float(right[part].mean())) * len(part)
        for part in np.array_split(order, min(BINS, len(order)))
    ]
    return sum(gaps) / len(order)


def _interval(values: list[float]) -> Interval:
    ordered = sorted(values)
    return ordered[int(0.025 * len(ordered))], ordered[int(0.975 * len(ordered)) - 1]
