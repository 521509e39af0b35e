"""Logistic regression that is drawn to what was thought before."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

_STEPS, _SETTLED = 100, 1e-9


def logistic(
    rows: "np.ndarray",
    target: "np.ndarray",
    *,
    pull: "np.ndarray",
    aim: "np.ndarray",
    start: "np.ndarray | float" = 0.0,
) -> "np.ndarray":
    """Weights (k) of `rows` (n, k) that fit the chances `target` (n), in natural logarithms.

    start: log odds of each row before; pull: how strongly each weight is drawn to its `aim`, the
    inverse of a variance, above 0, so that there is one summit whatever the rows are. Newton's
    method, a step halved until it helps.
    """
    import numpy as np

    def cost(at: "np.ndarray") -> float:
        odds = start + rows @ at
        found = np.logaddexp(0.0, odds) - target * odds
        return float(found.sum() + (pull * (at - aim) ** 2).sum() / 2)

    found = aim.copy()
    for _ in range(_STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(start + rows @ found, -500.0, 500.0)))
        slope = rows.T @ (chance - target) + pull * (found - aim)
        bend = (rows.T * (chance * (1.0 - chance))) @ rows + np.diag(pull)
        step = np.linalg.solve(bend, slope)
        while cost(found - step) > cost(found) and float(np.abs(step).max()) > _SETTLED:
            step = step / 2
        found = found - step
        if float(np.abs(step).max()) <= _SETTLED:
            break
    return found
