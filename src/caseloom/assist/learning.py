"""Learns the models that are shipped: `python -m caseloom.assist.learning TIPS.jsonl FOLDER`.

TIPS.jsonl is what `caseloom bench tips --size 20000 --seed 2026 --out TIPS.jsonl` makes; only its
first half is read, and the first half of what was written by hand in lessons/. FOLDER is
src/caseloom/assist/weights. The same tips give the same files.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseloom.assist import classifying, shipped, urgency
from caseloom.assist.classifying import Labelled
from caseloom.assist.likeness import comparing, meant, pairing
from caseloom.assist.likeness.pairing import Pair
from caseloom.assist.threats import detecting, weighing

if TYPE_CHECKING:
    import numpy as np

    Floats = np.ndarray[Any, np.dtype[np.float64]]

# Of threats that people wrote, those that are found, and those that are raised at all, when told by
# a model that had not seen them. Words alone mistake more: asking more of them floods the top.
_RAISED = {0: {"found": 0.6, "possible": 0.98}, 1: {"found": 0.85, "possible": 0.98}}
# What other parts would take is kept beside, for who weighs anew.
_PARTS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97, 0.98, 0.99)
# How often a tip that somebody wrote counts beside one that was made of phrases: the few that say
# the same in ever new ways against the many that repeat themselves.
_HAND = 2
# Made tips to learn from: more of the same phrases add little.
_MADE = 6_000
# Of them those that teach what meaning is worth, and how often an event that people told counts.
_MEANT, _TOLD = 2_500, 3
TIERS = (0, 1)
Tip = dict[str, Any]


def halves(path: Path, half: int) -> list[Tip]:
    """The tips of one half of a file of tips."""
    with path.open(encoding="utf-8") as file:
        return _of(half, file)


def by_hand(half: int) -> list[Tip]:
    """The tips of lessons/: 1 to teach from; 2 is left out, for measuring."""
    found: list[Tip] = []
    for place in sorted(files("caseloom.assist").joinpath("lessons").iterdir(), key=str):
        if place.name.endswith(".jsonl"):
            found += _of(half, place.read_text(encoding="utf-8").splitlines())
    return found


def _of(half: int, lines: Iterable[str]) -> list[Tip]:
    return [one for one in map(json.loads, lines) if one["half"] == half]


def learn(tips: Sequence[Tip], folder: Path) -> None:
    """Learn every shipped model from `tips` and lessons/ and write them into `folder`."""
    hand = by_hand(1)
    told: dict[str, Any] = {
        "learnt_from": "caseloom bench tips --size 20000 --seed 2026, first half; lessons/, first",
        "texts": len(tips), "by_hand": len(hand),
    }  # fmt: skip
    given = [*tips[:_MADE], *hand * _HAND]
    by_words: list[list[float]] = []
    for tier in TIERS:
        soon(given, threat(given, by_words, folder, told, tier), folder, told, tier)
    likeness(tips, folder, told)


def threat(
    tips: Sequence[Tip], by_words: list[list[float]], folder: Path, told: dict[str, Any], tier: int
) -> list[detecting.Threat]:
    """The model that weighs signs of a threat; what it says of each tip when it is left out.

    A copy of a tip is never left out alone. by_words: by tier below, what words said of each tip
    left out; this tier's is added.
    """
    import numpy as np

    texts = [one["text"] for one in tips]
    truth = np.array([bool(one["threat"]) for one in tips])
    given_labels = ["threat" if one else "none" for one in truth]
    made = classifying.train(Labelled(texts, given_labels), tier=tier)
    column = made.model.labels.index("threat")
    signs = [detecting.read(text)[0] for text in texts]
    by_words.append([weighing.log_odds(float(one)) for one in made.left_out[:, column]])
    given = np.array([
        weighing.features(each, *said)
        for each, said in zip(signs, zip(*by_words, strict=True), strict=True)
    ])  # fmt: skip
    weights, bias = _fit(given, truth.astype(np.int64))
    likely = 1 / (1 + np.exp(-(given @ weights[0] + bias[0])))
    hand = np.array([one["id"].startswith("hand-") for one in tips])
    raises = {name: _at(likely[hand & truth], share) for name, share in _RAISED[tier].items()}
    parts = {str(part): _at(likely[hand & truth], part) for part in _PARTS}
    shipped.keep(
        folder, weighing.name(tier), made.model, **told, tier=tier, raises=raises, parts=parts,
        weights=_rounded(weights[0]), bias=round(float(bias[0]), 4),
    )  # fmt: skip
    shipped.header.cache_clear()
    shipped.model.cache_clear()
    limits = (raises["found"], raises["possible"])
    return [
        detecting.Threat(found, float(one), None, tuple(every), possible)
        for one, every in zip(likely, signs, strict=True)
        for found, possible in [detecting.raised(float(one), every, limits, tier)]
    ]


def _at(likely: "Floats", part: float) -> float:
    """The probability that `part` of them reach."""
    import numpy as np

    return round(float(np.quantile(likely, 1 - part)), 4)


def soon(
    tips: Sequence[Tip], threats: Sequence[detecting.Threat], folder: Path, told: dict[str, Any],
    tier: int,
) -> None:  # fmt: skip
    """The model of how soon a tip has to be read; threats: what is known of each."""
    import numpy as np

    texts = [one["text"] for one in tips]
    made = classifying.train(Labelled(texts, [one["urgency"] for one in tips]), tier=tier)
    given = np.array([
        urgency.features(
            urgency.cues(text), known, dict(zip(made.model.labels, row.tolist(), strict=True))
        )
        for text, known, row in zip(texts, threats, made.left_out, strict=True)
    ])  # fmt: skip
    truth = np.array([urgency.URGENCIES.index(one["urgency"]) for one in tips])
    weights, bias = _fit(given, truth)
    shipped.keep(
        folder, urgency.name(tier), made.model, **told, tier=tier,
        shares=_rounded(np.bincount(truth, minlength=len(urgency.URGENCIES)) / len(truth)),
        weights=[_rounded(row) for row in weights], bias=_rounded(bias),
    )  # fmt: skip


def likeness(tips: Sequence[Tip], folder: Path, told: dict[str, Any]) -> None:
    """The weights of what two tellings of one story have in common, on pairs that an index finds.

    First of what is found in both texts; then, for Tier 1, of what these say and what both mean.
    Of meaning those teach that people wrote: made tips repeat their phrases, whatever they tell of.
    """
    import numpy as np

    rows = _not_near(pairing.pairs(tips[:_MADE]))
    given = np.array([_features(pair) for pair in rows])
    weights, bias = _fit(given, np.array([pair.same for pair in rows], np.int64))
    facts = {"weights": _rounded(weights[0]), "bias": round(float(bias[0]), 4)}
    written = by_hand(1)
    centre = np.mean([meant.mean(one["text"]) for one in written], axis=0)
    told = {**told, "pairs": len(rows), "tellings": len(tellings(1)), "facts": facts,
            "centre": _rounded(centre.tolist())}  # fmt: skip
    shipped.keep(folder, comparing.NAME, None, **told)
    shipped.header.cache_clear()
    meant.centre.cache_clear()
    weights, bias = _of_meaning(among(written, tellings(1)), tips[:_MEANT])
    told["meant"] = {"weights": _rounded(weights[0]), "bias": round(float(bias[0]), 4)}
    shipped.keep(folder, comparing.NAME, None, **told)
    shipped.header.cache_clear()


def tellings(half: int) -> list[Tip]:
    """Events that people told of several times, of lessons/tellings/: 1 to teach from."""
    place = files("caseloom.assist").joinpath("lessons", "tellings", "tellings.jsonl")
    return _of(half, place.read_text(encoding="utf-8").splitlines())


def among(written: Sequence[Tip], told: Sequence[Tip]) -> list[Tip]:
    """The `told` among the `written`, each of which is of an event of its own; retold ones last."""
    alone: Tip = {"how": None, "duplicate_of": None, "lookalike_of": None, "spans": []}
    own = [{**one, **alone, "story": one["id"]} for one in written]
    given = [*own, *({**one, "spans": []} for one in told)]
    return sorted(given, key=lambda one: (bool(one["how"]), sha256(one["id"].encode()).digest()))


def _of_meaning(written: Sequence[Tip], made: Sequence[Tip]) -> "tuple[Floats, Floats]":
    import numpy as np

    given, truth, counts = [], [], []
    for rows, count in ((made, 1.0), (written, float(_TOLD))):
        for pair in _not_near(pairing.pairs(rows, tier=1)):
            total = comparing.facts(*pair.content, pair.rarity, *pair.identifiers)
            assert pair.meant is not None  # noqa: S101 - Tier 1 gives it
            part = comparing.in_common(*pair.content)[1]
            given.append(comparing.with_meaning(total, pair.meant, part))
            truth.append(pair.same)
            counts.append(count)
    rows_ = np.array(given)
    scale = rows_.std(axis=0) + 1e-9
    weights, bias = _fit(rows_ / scale, np.array(truth, np.int64), np.array(counts))
    return weights / scale, bias


def _not_near(given: Iterable[Pair]) -> list[Pair]:
    return [pair for pair in given if not comparing.near(*pair.content)]


def _features(pair: Pair) -> list[float]:
    return comparing.features(*pair.content, pair.rarity, *pair.identifiers)


def _fit(
    given: "Floats", truth: Any, counts: "Floats | None" = None
) -> "tuple[Floats, Floats]":  # fmt: skip
    """counts: how often each row counts; all once where it is not said."""
    from sklearn.linear_model import LogisticRegression

    made = LogisticRegression(C=1.0, max_iter=2_000).fit(given, truth, sample_weight=counts)
    return made.coef_, made.intercept_


def _rounded(row: "Floats | list[float]") -> list[float]:
    return [round(float(one), 4) for one in row]


if __name__ == "__main__":
    learn(halves(Path(sys.argv[1]), 1), Path(sys.argv[2]))
