"""What the tasks that need no training are worth on tips whose truth is known, with intervals.

Tips are the rows that `caseloom bench tips` writes. A share's 95 % interval is Wilson's,
which stays honest where nothing was missed; that of other figures is by resampling tips.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from math import sqrt
from typing import Any, TypeVar

from caseloom.assist import completeness, language, urgency
from caseloom.assist.likeness import comparing, pairing
from caseloom.assist.spans.span import Span
from caseloom.assist.threats import detecting

Row = dict[str, Any]
One = TypeVar("One")
RESAMPLES = 300
# Of a share's interval: 95 %.
_Z = 1.959964
# The part of all tips that people read, and those that are worth it, in a line that drowns.
BUDGET = 0.2
SHARES = {"immediate": 0.02, "urgent": 0.03, "routine": 0.1}


@dataclass(frozen=True, slots=True)
class Figure:
    """A value between low and high with 95 %, on so many cases."""

    value: float
    low: float
    high: float
    of: int


def share(hits: Iterable[bool]) -> Figure:
    """How many of them are true, with Wilson's interval; 0 of none."""
    found = list(hits)
    n = len(found)
    if not n:
        return Figure(0.0, 0.0, 1.0, 0)
    p = sum(found) / n
    middle = (p + _Z * _Z / (2 * n)) / (1 + _Z * _Z / n)
    half = _Z * sqrt(p * (1 - p) / n + _Z * _Z / (4 * n * n)) / (1 + _Z * _Z / n)
    return Figure(p, max(0.0, middle - half), min(1.0, middle + half), n)


def resampled(
    cases: Sequence[One], of: Callable[[Sequence[One]], float], *, seed: int = 0
) -> Figure:
    """`of(cases)` with the interval that resampling the cases gives."""
    import numpy as np

    if not cases:
        return Figure(0.0, 0.0, 1.0, 0)
    rng = np.random.default_rng(seed)
    values = sorted(
        of([cases[n] for n in rng.integers(0, len(cases), len(cases)).tolist()])
        for _ in range(RESAMPLES)
    )
    low, high = values[int(0.025 * RESAMPLES)], values[int(0.975 * RESAMPLES) - 1]
    return Figure(of(cases), low, high, len(cases))


def by_language(rows: Sequence[Row], of: Callable[[Sequence[Row]], Figure]) -> dict[str, Figure]:
    """The figure of all rows, and of each language's."""
    found = {"all": of(rows)}
    for code in sorted({row["language"] for row in rows}):
        found[code] = of([row for row in rows if row["language"] == code])
    return found


def by_channel(rows: Sequence[Row], of: Callable[[Sequence[Row]], Figure]) -> dict[str, Figure]:
    """The figure of each channel's rows."""
    return {
        channel: of([row for row in rows if row["channel"] == channel])
        for channel in sorted({row["channel"] for row in rows})
    }


def threats(rows: Sequence[Row], tier: int = 0) -> dict[str, dict[str, Figure]]:
    """Recall, false alarms (of tips without a threat), precision; recall by case; calibration.

    Raised is what is found or possible; `recall_found` and `false_alarms_found` are of the first.
    """
    given = [{**row, "found": detecting.assess(row["text"], tier=tier)} for row in rows]
    positive = [row for row in given if row["threat"]]
    negative = [row for row in given if not row["threat"]]
    cases = sorted({str(row["threat_case"]) for row in given if row["threat_case"]})
    return {
        "recall": by_language(positive, _flagged),
        "false_alarms": by_language(negative, _flagged),
        "recall_found": by_language(positive, _found),
        "false_alarms_found": by_language(negative, _found),
        "recall_by_channel": by_channel(positive, _flagged),
        "precision": by_language(
            [row for row in given if row["found"].raised],
            lambda some: share(bool(row["threat"]) for row in some),
        ),
        "found_by_case": {
            case: _flagged([row for row in given if row["threat_case"] == case]) for case in cases
        },
        "ece": {"all": resampled([(r["found"].likely, bool(r["threat"])) for r in given], _ece)},
    }


def _flagged(rows: Sequence[Row]) -> Figure:
    return share(row["found"].raised for row in rows)


def _found(rows: Sequence[Row]) -> Figure:
    return share(row["found"].found for row in rows)


def _ece(cases: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error over 15 bins of equal counts."""
    ordered = sorted(cases)
    size = max(1, len(ordered) // 15)
    gap = 0.0
    for at in range(0, len(ordered), size):
        part = ordered[at : at + size]
        gap += abs(sum(p for p, _ in part) - sum(truth for _, truth in part))
    return gap / len(ordered)


def soon(
    rows: Sequence[Row], shares: dict[str, float] | None = None, tier: int = 0
) -> dict[str, dict[str, Any]]:
    """Recall of what is urgent and of what is actionable where a fifth of all tips is read.

    Read in the order of a queue: by step, and by score within one.

    shares: how much of all tips each urgency is, the rest being none; SHARES where not given,
    since of generated tips more are urgent than a fifth.
    """
    given = [
        {**row, "score": 10 * -urgency.URGENCIES.index(said.label) + said.score}
        for row in rows
        for said in [urgency.read(row["text"], detecting.assess(row["text"], tier=tier), tier=tier)]
    ]
    mixed = shares or SHARES
    found: dict[str, dict[str, Any]] = {}
    for name, labels in (
        ("urgent", ("immediate", "urgent")), ("actionable", ("immediate", "urgent", "routine")),
    ):  # fmt: skip
        of = partial(_within_budget, labels=labels, shares=mixed)
        found[name] = by_language(given, of)
        found[f"{name}_by_channel"] = by_channel(given, of)
    return found


def _within_budget(
    rows: Sequence[Row], labels: tuple[str, ...], shares: dict[str, float]
) -> Figure:
    return resampled(rows, lambda part: recall_at(part, labels, shares))


def recall_at(rows: Sequence[Row], labels: tuple[str, ...], shares: dict[str, float]) -> float:
    """Of what is of `labels` the part that is read, the highest scores first, within BUDGET."""
    many: dict[str, int] = {}
    for row in rows:
        many[row["urgency"]] = many.get(row["urgency"], 0) + 1
    shares = {**shares, "none": 1 - sum(shares.values())}
    weight = {label: shares[label] / count for label, count in many.items()}
    room = BUDGET * sum(weight[label] * count for label, count in many.items())
    hit = every = 0.0
    for row in sorted(rows, key=lambda one: -one["score"]):
        mass = weight[row["urgency"]]
        read = min(mass, max(room, 0.0))
        room -= mass
        if row["urgency"] in labels:
            hit, every = hit + read, every + mass
    return hit / every if every else 0.0


def likeness(rows: Sequence[Row], tier: int = 0) -> dict[str, dict[str, Figure]]:
    """F1 of near copies and of other tellings, by tip; recall at 5 by how; and of what can be told.

    A tip's duplicate counts as found if the decision names a tip of its story; a decision on any
    other tip is wrong. Identifiers are those that are found, as in use. `tellable`: other tellings
    that by the truth share an identifier with an earlier tip of their story at all.
    """
    judged = _judged(rows, tier)
    near = [one for one in judged if one["how"] in ("copy", "near") or one["near"] is not None]
    told = [one for one in judged if one["how"] == "paraphrase" or one["same"] is not None]
    found = {
        "near_exact_f1": by_language(near, partial(_f1, key="near", hows=("copy", "near"))),
        "paraphrase_f1": by_language(told, partial(_f1, key="same", hows=("paraphrase",))),
    }
    for how in ("copy", "near", "paraphrase"):
        some = [one for one in judged if one["how"] == how]
        found[f"recall_at_5_{how}"] = by_language(
            some, lambda part: share(one["top"] for one in part)
        )
    some = [one for one in judged if one["how"]]
    found["recall_at_5"] = by_language(some, lambda part: share(one["top"] for one in part))
    some = [one for one in judged if one["how"] == "paraphrase" and one["tellable"]]
    found["recall_at_5_tellable"] = by_language(
        some, lambda part: share(one["top"] for one in part)
    )
    found["paraphrase_f1_tellable"] = by_language(
        [one for one in told if one["tellable"] or one["how"] != "paraphrase"],
        partial(_f1, key="same", hows=("paraphrase",)),
    )
    found["lookalikes_taken_for_the_same"] = by_language(
        [one for one in judged if one["lookalike_of"]],
        lambda part: share(one["same"] is False or one["near"] is False for one in part),
    )
    return found


def _judged(rows: Sequence[Row], tier: int) -> list[Row]:
    """Each row with what was decided on it: near and same: whether rightly, None where nothing."""
    judged = [{**row, "near": None, "same": None, "top": False, "tellable": False} for row in rows]
    of = {row["id"]: at for at, row in enumerate(rows)}
    stories: dict[str, set[str]] = {}
    for at, row in enumerate(rows):
        told = stories.setdefault(row["story"], set())
        judged[at]["tellable"] = not told.isdisjoint(pairing.told(row))
        told |= pairing.told(row)
    ranked: dict[str, list[tuple[float, bool, str]]] = {}
    for pair in pairing.pairs(rows, tier=tier):
        made = comparing.compare(
            pair.earlier["text"], pair.later["text"], pair.rarity,
            *pair.identifiers, pair.meant,
        )  # fmt: skip
        ranked.setdefault(pair.later["id"], []).append((made.likely, pair.same, made.decision))
    for name, some in ranked.items():
        best = sorted(some, key=lambda one: -one[0])
        one = judged[of[name]]
        one["top"] = any(same for _, same, _ in best[:5])
        for key, decision in (("near", "near-exact"), ("same", "same story")):
            decided = [same for _, same, made in best if made == decision]
            one[key] = any(decided) if decided else None
        if one["near"]:
            one["same"] = None
    return judged


def _f1(rows: Sequence[Row], key: str, hows: tuple[str, ...]) -> Figure:
    return resampled(rows, lambda part: _f1_of(part, key, hows))


def _f1_of(rows: Sequence[Row], key: str, hows: tuple[str, ...]) -> float:
    right = sum(row[key] is True for row in rows if row["how"] in hows)
    missed = sum(row[key] is not True for row in rows if row["how"] in hows)
    wrong = sum(row[key] is False for row in rows if row["how"] not in hows)
    return 2 * right / (2 * right + missed + wrong) if right else 0.0


def languages(rows: Sequence[Row]) -> dict[str, dict[str, Figure]]:
    """Of texts those whose language was told rightly, and those of which none was told."""
    given = [{**row, "told": language.tell(row["text"]).language} for row in rows]
    return {
        "accuracy": by_language(
            given, lambda some: share(row["told"] == row["language"] for row in some)
        ),
        "not_told": by_language(
            given, lambda some: share(row["told"] == language.UNKNOWN for row in some)
        ),
    }


def complete(rows: Sequence[Row]) -> dict[str, dict[str, Figure]]:
    """Of each question the texts of which it was told rightly whether they answer it.

    With what the truth marks in the text (names, organisations, addresses, dates), as spans.
    """
    found: dict[str, dict[str, Figure]] = {}
    given = [
        {**row, "facts": {one.name: one.present for one in completeness.read(row["text"], spans)}}
        for row in rows
        for spans in [[Span(one["kind"], one["start"], one["end"], "", "") for one in row["spans"]]]
    ]
    for name in completeness.FACTS:
        found[name] = by_language(given, partial(_right, name=name))
    return found


def _right(rows: Sequence[Row], name: str) -> Figure:
    return share(row["facts"][name] == row["complete"][name] for row in rows)
