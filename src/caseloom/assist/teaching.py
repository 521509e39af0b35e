"""A model taught from an organisation's own decisions, beside the one in use, on texts of neither.

A fifth of all texts, by their hash, is held out from every training of this kind, so that the one
before has not seen them either. The new model is used where it is, with 95 % certainty, no more
than MARGIN less often right than the one before on the same texts: it knows newer tips and
categories, so a tie is a gain, and a point is what a queue does not notice (the reasoning of
non-inferiority: G. Piaggio and others, “Reporting of noninferiority trials”, 2012).
"""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from caseloom.assist import choosing, keeping, measuring
from caseloom.assist.classifying import Classifier, Labelled, Told
from caseloom.assist.figures import Figure
from caseloom.assist.measuring import RESAMPLES, Figures
from caseloom.kernel import clock
from caseloom.kernel.errors import Invalid

if TYPE_CHECKING:
    from caseloom.assist.classifying import Floats, Mask

# With fewer a model says what chance says; a category of fewer is left out, and named.
LEAST_TEXTS, LEAST_OF_ONE, LEAST_HELD_OUT = 200, 20, 30
MARGIN = 0.01
_PARTS = 5


@dataclass(frozen=True, slots=True)
class Beside:
    """The new model and the one before on the same texts; difference: of how often right."""

    before: str
    texts: int
    accuracy_before: float
    accuracy: float
    difference: Figure


@dataclass(frozen=True, slots=True)
class Taught:
    """A training from decisions. left_out: categories with too few texts, and how many each has.

    in_use: it is used from now on; told: why, or why not.
    """

    task: str
    version: str
    texts: int
    held_out: Figures
    labels: tuple[str, ...]
    left_out: tuple[tuple[str, int], ...]
    beside: Beside | None
    in_use: bool
    told: str
    seconds: float


def teach(
    task: str, texts: Sequence[str], labels: Sequence[str], *, folder: Path, learnt_from: str,
    told: Told | None = None,
) -> Taught:  # fmt: skip
    """Train `task` on texts and what each is, and keep it as a version; used by the rule above.

    Raises Invalid for too few texts, and says how many there are.
    """
    start = time.perf_counter()
    keeping.place(folder, task)
    kept, few = _enough(Labelled(texts, labels))
    held = [_held_out(text) for text in kept.texts]
    learning, testing = _part(kept, held, wanted=False), _part(kept, held, wanted=True)
    if len(testing.texts) < LEAST_HELD_OUT or len(set(learning.labels)) < 2:
        raise _too_few(len(texts), len(kept.texts), few)
    made = choosing.better(learning, told).model
    found = measuring.figures(made.labels, made.probabilities(testing.texts), testing.labels)
    beside = _beside(folder, task, made, testing)
    used = beside is None or beside.difference.low >= -MARGIN
    version = keeping.keep(
        folder, made, task,
        {
            "at": clock.now().isoformat(timespec="seconds"), "learnt_from": learnt_from,
            "data": kept.hash, "texts": len(learning.texts), "labels": list(made.labels),
            "held_out": asdict(found), "left_out_labels": dict(few),
            "beside": asdict(beside) if beside else None,
        },
        use=used,
    )  # fmt: skip
    return Taught(
        task, version, len(learning.texts), found, made.labels, few, beside, used,
        _why(beside, used=used), time.perf_counter() - start,
    )  # fmt: skip


def _why(beside: Beside | None, *, used: bool) -> str:
    if beside is None:
        return "There was nothing to compare it with: it is used."
    low = f"{100 * beside.difference.low:+.1f} points"
    if used:
        return f"It is right no less often than the one before (at worst {low}): it is used."
    return f"It may be right less often than the one before (at worst {low}): that one stays."


def _enough(given: Labelled) -> tuple[Labelled, tuple[tuple[str, int], ...]]:
    """The texts of labels that have enough, each once; and the labels that have not."""
    once = dict(zip(given.texts, given.labels, strict=True))
    count = Counter(once.values())
    few = tuple(sorted((label, n) for label, n in count.items() if n < LEAST_OF_ONE))
    names = {label for label, _ in few}
    rows = [(text, label) for text, label in once.items() if label not in names]
    if len(rows) < LEAST_TEXTS:
        raise _too_few(len(once), len(rows), few)
    return Labelled([text for text, _ in rows], [label for _, label in rows]), few


def _too_few(all_: int, many: int, few: Sequence[tuple[str, int]]) -> Invalid:
    told = f" Too few for a category: {', '.join(f'{name} {n}' for name, n in few)}." if few else ""
    return Invalid(
        f"Of {all_:,} decided tips {many:,} are of categories with {LEAST_OF_ONE} or more;"
        f" {LEAST_TEXTS} are needed, of two categories at least.{told}",
        remedy="Decide more tips, or teach from a file: caseloom assist train TASK --train FILE.",
    )


def _held_out(text: str) -> bool:
    return sha256(b"held out" + text.encode()).digest()[0] % _PARTS == 0


def _part(given: Labelled, held: Sequence[bool], *, wanted: bool) -> Labelled:
    rows = [
        (text, label)
        for text, label, out in zip(given.texts, given.labels, held, strict=True)
        if out == wanted
    ]
    return Labelled([text for text, _ in rows], [label for _, label in rows])


def _beside(folder: Path, task: str, made: Classifier, testing: Labelled) -> Beside | None:
    """None where there is no model that can be read, or it has seen most of these texts."""
    try:
        older = keeping.in_use(folder, task)
    except Invalid:
        return None
    if older is None:
        return None
    seen = older.has_seen(testing.texts)
    rows = [n for n in range(len(testing.texts)) if not seen[n]]
    if len(rows) < LEAST_HELD_OUT:
        return None
    texts, truth = [testing.texts[n] for n in rows], [testing.labels[n] for n in rows]
    before, after = _right(older, texts, truth), _right(made, texts, truth)
    return Beside(
        older.hash[: keeping.DIGITS], len(rows), float(before.mean()), float(after.mean()),
        _difference(after.astype(float) - before.astype(float)),
    )  # fmt: skip


def _right(model: Classifier, texts: Sequence[str], truth: Sequence[str]) -> "Mask":
    import numpy as np

    best = model.probabilities(texts).argmax(axis=1)
    return np.array([model.labels[n] == one for n, one in zip(best, truth, strict=True)])


def _difference(each: "Floats") -> Figure:
    """The mean with its interval by resampling texts, each with both models' answers (paired)."""
    import numpy as np

    rng = np.random.default_rng(0)
    means = sorted(
        float(each[rng.integers(0, len(each), len(each))].mean()) for _ in range(RESAMPLES)
    )
    low, high = means[int(0.025 * RESAMPLES)], means[int(0.975 * RESAMPLES) - 1]
    return Figure(float(each.mean()), low, high, len(each))
