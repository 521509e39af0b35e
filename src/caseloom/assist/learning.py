"""Learns the models that are shipped: `python -m caseloom.assist.learning TIPS.jsonl FOLDER`.

TIPS.jsonl is what `caseloom bench tips --size 20000 --seed 2026 --out TIPS.jsonl` makes; only its
first half is read. FOLDER is src/caseloom/assist/weights. The same tips give the same files.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseloom.assist import classifying, shipped, urgency
from caseloom.assist.classifying import Labelled
from caseloom.assist.likeness import comparing, pairing
from caseloom.assist.threats import detecting, weighing

if TYPE_CHECKING:
    import numpy as np

    Floats = np.ndarray[Any, np.dtype[np.float64]]

# Of texts without a threat, those that words alone may raise: of such without a sign of one, and
# of such in which every sign was taken back.
_RAISED = {"silent": 0.01, "released": 0.03}
# Never from less: made tips repeat themselves, and what is left out of a fit is hardly unseen.
_LEAST = {"silent": 0.02, "released": 0.45}
Tip = dict[str, Any]


def halves(path: Path, half: int) -> list[Tip]:
    """The tips of one half of a file of tips."""
    with path.open(encoding="utf-8") as file:
        found = (json.loads(line) for line in file)
        return [one for one in found if one["half"] == half]


def learn(tips: Sequence[Tip], folder: Path) -> None:
    """Learn every shipped model from `tips` and write them into `folder`."""
    told = {
        "learnt_from": "caseloom bench tips --size 20000 --seed 2026, first half",
        "texts": len(tips),
    }
    threat(tips, folder, told)
    soon(tips, folder, told)
    likeness(tips, folder, told)


def threat(tips: Sequence[Tip], folder: Path, told: dict[str, Any]) -> None:
    """The model that weighs signs of a threat."""
    import numpy as np

    texts = [one["text"] for one in tips]
    truth = np.array([bool(one["threat"]) for one in tips])
    made = classifying.train(Labelled(texts, ["threat" if one else "none" for one in truth]))
    column = made.model.labels.index("threat")
    signs = [detecting.read(text)[0] for text in texts]
    given = np.array([
        weighing.features(each, weighing.log_odds(float(likely)))
        for each, likely in zip(signs, made.left_out[:, column], strict=True)
    ])  # fmt: skip
    weights, bias = _fit(given, truth.astype(np.int64))
    likely = 1 / (1 + np.exp(-(given @ weights[0] + bias[0])))
    raises = {}
    for name, some in (("silent", False), ("released", True)):
        none_stands = [all(sign.released for sign in each) and bool(each) == some for each in signs]
        kept = float(np.quantile(likely[~truth & np.array(none_stands)], 1 - _RAISED[name]))
        raises[name] = round(max(kept, _LEAST[name]), 4)
    shipped.keep(
        folder, weighing.NAME, made.model, **told, raises=raises,
        weights=_rounded(weights[0]), bias=round(float(bias[0]), 4),
    )  # fmt: skip
    shipped.header.cache_clear()
    shipped.model.cache_clear()


def soon(tips: Sequence[Tip], folder: Path, told: dict[str, Any]) -> None:
    """The model of how soon a tip has to be read."""
    import numpy as np

    texts = [one["text"] for one in tips]
    made = classifying.train(Labelled(texts, [one["urgency"] for one in tips]))
    given = np.array([
        urgency.features(
            urgency.cues(text), detecting.assess(text),
            dict(zip(made.model.labels, row.tolist(), strict=True)),
        )
        for text, row in zip(texts, made.left_out, strict=True)
    ])  # fmt: skip
    truth = np.array([urgency.URGENCIES.index(one["urgency"]) for one in tips])
    weights, bias = _fit(given, truth)
    shipped.keep(
        folder, urgency.NAME, made.model, **told,
        weights=[_rounded(row) for row in weights], bias=_rounded(bias),
    )  # fmt: skip


def likeness(tips: Sequence[Tip], folder: Path, told: dict[str, Any]) -> None:
    """The weights of what two tellings of one story have in common, on pairs that an index finds.

    Identifiers are those of the truth, names and addresses among them.
    """
    import numpy as np

    given, truth = [], []
    for pair in pairing.pairs(tips):
        if comparing.near(*pair.content):
            continue
        given.append(comparing.features(*pair.content, pair.rarity, *pair.identifiers))
        truth.append(pair.same)
    weights, bias = _fit(np.array(given), np.array(truth, np.int64))
    shipped.keep(
        folder, comparing.NAME, None, **told, pairs=len(truth),
        weights=_rounded(weights[0]), bias=round(float(bias[0]), 4),
    )  # fmt: skip


def _fit(given: "Floats", truth: Any) -> "tuple[Floats, Floats]":
    from sklearn.linear_model import LogisticRegression

    made = LogisticRegression(C=1.0, max_iter=2_000).fit(given, truth)
    return made.coef_, made.intercept_


def _rounded(row: "Floats") -> list[float]:
    return [round(float(one), 4) for one in row]


if __name__ == "__main__":
    learn(halves(Path(sys.argv[1]), 1), Path(sys.argv[2]))
