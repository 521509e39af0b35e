"""Log odds made into probabilities that can be believed.

One temperature, and one offset a class where there are examples enough (Guo and others, “On
Calibration of Modern Neural Networks”, 2017).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Floats = np.ndarray[Any, np.dtype[np.float64]]
    Numbers = np.ndarray[Any, np.dtype[np.int64]]

# An offset a class follows noise where there are fewer examples of it.
_LEAST_OFFSET = 30


def softmax(logits: "Floats") -> "Floats":
    """Rows of log odds as probabilities."""
    import numpy as np

    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    found: Floats = shifted / shifted.sum(axis=1, keepdims=True)
    return found


def calibrated(logits: "Floats", truth: "Numbers") -> tuple[float, tuple[float, ...]]:
    """(temperature, offsets) by which (texts, classes) `logits` tell `truth` best.

    By logarithmic loss.
    """
    import numpy as np
    from scipy.optimize import minimize

    classes = logits.shape[1]
    if not len(truth):
        return 1.0, (0.0,) * classes
    counts = np.bincount(truth, minlength=classes)
    free = np.flatnonzero(counts >= _LEAST_OFFSET)

    # As if each class had been met once more (Platt's targets, 1999): what was always right among
    # few texts is not certain.
    held = (np.eye(classes)[truth] * len(truth) + 1.0) / (len(truth) + classes)

    def cost(given: "Floats") -> "tuple[float, Floats]":
        # In the logarithm of the temperature. Offsets are held back a little, so that one that
        # nothing speaks for stays where it is.
        scaled = logits / np.exp(given[0])
        offsets = np.zeros(classes)
        offsets[free] = given[1:]
        found = softmax(scaled + offsets)
        loss = -(np.log(np.maximum(found, 1e-300)) * held).sum(axis=1).mean()
        wrong = (found - held) / len(truth)
        slope = np.concatenate([[-(wrong * scaled).sum()], wrong.sum(axis=0)[free]])
        slope[1:] += 2e-4 * given[1:]
        return float(loss + 1e-4 * (given[1:] ** 2).sum()), slope

    start = np.zeros(1 + len(free))
    bounds = [(-4.0, 4.0), *[(-20.0, 20.0)] * len(free)]
    found = minimize(cost, start, jac=True, method="L-BFGS-B", bounds=bounds)
    offsets = np.zeros(classes)
    offsets[free] = found.x[1:]
    return float(np.exp(found.x[0])), tuple(offsets.tolist())


def loss(
    logits: "Floats", truth: "Numbers", temperature: float, offsets: "Sequence[float] | Floats"
) -> float:
    """The mean of -ln of the probability that is given to what each text is."""
    import numpy as np

    found = softmax(logits / temperature + np.asarray(offsets))
    return float(-np.log(np.maximum(found[np.arange(len(truth)), truth], 1e-12)).mean())
