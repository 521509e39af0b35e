"""Models that are trained and tested on files, before anybody trusts them.

Nothing of the installation is read or written but the models of a task in a folder: an agency
can try a task on its own history without a database, and without a text leaving the machine.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from caseloom.assist import choosing, classifying, keeping, labelled, measuring
from caseloom.assist.classifying import Labelled, Told, Trained
from caseloom.assist.errors import Untrained
from caseloom.assist.types import Replaced, Tested, Training
from caseloom.kernel import clock
from caseloom.kernel.errors import Invalid

# Fewer texts that the older model has not seen compare nothing.
LEAST_COMPARED = 50


def train(
    task: str,
    path: Path,
    *,
    folder: Path,
    text: str,
    label: str,
    replace: bool = False,
    told: Told | None = None,
    tier: int | None = None,
) -> Training:
    """Train `task` on the CSV at `path` and keep the model in `folder`, unless it is worse.

    tier: 0 by words alone, 1 by what they mean as well; None: what tells texts left out better.

    A model is kept beside an older one's place only where it tells texts that the older was not
    trained on as well as the older does; replace: whatever they say. Raises Invalid.
    """
    start = time.perf_counter()
    keeping.place(folder, task)
    given = labelled.read(path, text=text, label=label)
    made = (
        choosing.better(given, told)
        if tier is None
        else classifying.train(given, told=told, tier=tier)
    )
    tested = made.tested.nonzero()[0].tolist()
    beside = _beside(folder, task, given, made)
    used = beside is None or not beside.kept or replace
    found = measuring.figures(
        made.model.labels, made.left_out[tested], [given.labels[n] for n in tested]
    )
    about = {
        "at": clock.now().isoformat(timespec="seconds"), "learnt_from": f"the file {path.name}",
        "data": given.hash, "texts": len(given.texts), "labels": list(made.model.labels),
        "left_out": asdict(found),
    }  # fmt: skip
    if used:
        keeping.keep(folder, made.model, task, about, use=True)
    return Training(
        task=task, model=made.model.hash, data=given.hash, texts=len(given.texts),
        labels=made.model.labels, left_out=found, replaced=beside, in_use=used,
        seconds=time.perf_counter() - start, tier=made.model.tier,
    )  # fmt: skip


def evaluate(
    task: str, path: Path, *, folder: Path, text: str, label: str,
    told: Callable[[int, int], None] | None = None,
) -> Tested:  # fmt: skip
    """What the model of `task` in `folder` does on the CSV at `path`. Raises Untrained, Invalid.

    The figures are kept beside the model, for its card.
    """
    start = time.perf_counter()
    model = keeping.in_use(folder, task)
    if model is None:
        raise Untrained(
            f"There is no model for “{task}” yet.",
            remedy=f"Train it: caseloom assist train {task} --train FILE.csv",
        )
    given = labelled.read(path, text=text, label=label)
    found = measuring.figures(model.labels, model.probabilities(given.texts, told), given.labels)
    seen = int(model.has_seen(given.texts).sum())
    measured = {"at": clock.now().isoformat(timespec="seconds"), "file": path.name,
                "data": given.hash, "seen": seen, "figures": asdict(found)}  # fmt: skip
    # A folder that may only be read keeps no figures; they are told all the same.
    with suppress(OSError):
        keeping.add_evaluation(folder, task, model.hash[: keeping.DIGITS], measured)
    return Tested(task, model.hash, found, seen, time.perf_counter() - start)


def _beside(folder: Path, task: str, given: Labelled, made: Trained) -> Replaced | None:
    """The new model beside the one in use; None where there is none that can be read."""
    try:
        older = keeping.in_use(folder, task)
    except Invalid:
        return None
    if older is None:
        return None
    if older.labels != made.model.labels:
        return Replaced(0, None, None, None, None, False, "The labels are others than before.")
    fresh = (made.tested & ~older.has_seen(given.texts)).nonzero()[0].tolist()
    if len(fresh) < LEAST_COMPARED:
        told = f"Only {len(fresh)} texts are new to the model before: too few to compare."
        return Replaced(len(fresh), None, None, None, None, False, told)
    truth = [given.labels[n] for n in fresh]
    before = older.probabilities([given.texts[n] for n in fresh])
    after = made.left_out[fresh]
    losses = [measuring.loss(older.labels, each, truth) for each in (before, after)]
    f1s = [measuring.macro_f1(older.labels, each, truth) for each in (before, after)]
    kept = losses[1] > losses[0]
    told = (
        "The model before tells them better and stays."
        if kept
        else "The new model tells them as well or better and replaces the one before."
    )
    return Replaced(len(fresh), losses[0], losses[1], f1s[0], f1s[1], kept, told)
