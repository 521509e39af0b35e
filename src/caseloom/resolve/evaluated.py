"""The parts of an evaluation that say how far figures and probabilities can be believed."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from caseloom.engine.linkage import calibrating, spread
from caseloom.resolve import types

# Bits from which on what there is to review is told.
LOADS = (0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 15.0, 20.0)
# left, right, bits, probability
Suggested = tuple[str, str, float, float]


def ranges(
    truth: Mapping[str, str], groups: Sequence[Collection[str]]
) -> dict[str, dict[str, tuple[float, float]]]:
    """The middle 95 % of each figure, over resamples of what hangs together."""
    pair, cubed = spread.ranges(truth, groups)
    return {
        name: {"precision": one.precision, "recall": one.recall, "f1": one.f1}
        for name, one in (("pair", pair), ("b_cubed", cubed))
    }


def belief(truth: Mapping[str, str], suggested: Sequence[Suggested]) -> dict[str, Any]:
    """The fields load, bins, error and error_range of an evaluation."""
    labelled = [
        (bits, p, truth[left] == truth[right])
        for left, right, bits, p in suggested
        if left in truth and right in truth
    ]
    judged = [(p, same) for _, p, same in labelled]
    whole = max(1, sum(n * (n - 1) // 2 for n in Counter(truth.values()).values()))
    load = {}
    for threshold in LOADS:
        above = [same for bits, _, same in labelled if bits >= threshold]
        pairs = sum(1 for _, _, bits, _ in suggested if bits >= threshold)
        load[threshold] = types.Load(pairs, len(above), sum(above), sum(above) / whole)
    found = calibrating.reliability(judged)
    return {
        "load": load,
        "bins": tuple(types.Bin(one.pairs, one.predicted, one.observed) for one in found),
        "error": calibrating.error(judged) if judged else None,
        "error_range": calibrating.interval(judged) if judged else None,
    }


def held_out(
    truth: Mapping[str, str], suggested: Sequence[Suggested], groups: Sequence[Collection[str]]
) -> tuple[types.HeldOut, ...]:
    """Thresholds and curves that half of the labels chose, on the other half."""
    found = spread.held_out(
        truth, [(left, right, bits) for left, right, bits, _ in suggested], groups
    )
    return tuple(
        types.HeldOut(
            one.seed, one.bits, one.precision, one.recall, one.joined, one.error_before,
            one.error_after,
        )
        for one in found
    )  # fmt: skip
