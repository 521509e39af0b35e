"""Models that are trained and tested on files, before anybody trusts them.

Nothing of the installation is read or written but one model for each task in a folder: an agency
can try a task on its own history without a database, and without a text leaving the machine.
"""

import os
import re
import time
from collections.abc import Callable
from pathlib import Path

from caseloom.assist import classifying, labelled, measuring
from caseloom.assist.classifying import Classifier, Labelled, Told, Trained
from caseloom.assist.errors import Untrained
from caseloom.assist.types import Replaced, Tested, Training
from caseloom.kernel.errors import Invalid

_TASK = re.compile(r"[a-z][a-z0-9_-]{0,39}")
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
    tier: int = 1,
) -> Training:
    """Train `task` on the CSV at `path` and keep the model in `folder`, unless it is worse.

    tier: 0 by words alone, 1 by what they mean as well.

    A model is kept beside an older one's place only where it tells texts that the older was not
    trained on as well as the older does; replace: whatever they say. Raises Invalid.
    """
    start = time.perf_counter()
    place = _place(folder, task)
    given = labelled.read(path, text=text, label=label)
    made = classifying.train(given, told=told, tier=tier)
    tested = made.tested.nonzero()[0].tolist()
    beside = _beside(place, given, made)
    used = beside is None or not beside.kept or replace
    if used:
        _keep(place, made.model)
    return Training(
        task=task, model=made.model.hash, data=given.hash, texts=len(given.texts),
        labels=made.model.labels,
        left_out=measuring.figures(
            made.model.labels, made.left_out[tested], [given.labels[n] for n in tested]
        ),
        replaced=beside, in_use=used, seconds=time.perf_counter() - start, tier=made.model.tier,
    )  # fmt: skip


def evaluate(
    task: str, path: Path, *, folder: Path, text: str, label: str,
    told: Callable[[int, int], None] | None = None,
) -> Tested:  # fmt: skip
    """What the model of `task` in `folder` does on the CSV at `path`. Raises Untrained, Invalid."""
    start = time.perf_counter()
    model = _read(_place(folder, task))
    if model is None:
        raise Untrained(
            f"There is no model for “{task}” yet.",
            remedy=f"Train it: caseloom assist train {task} --train FILE.csv",
        )
    given = labelled.read(path, text=text, label=label)
    found = measuring.figures(model.labels, model.probabilities(given.texts, told), given.labels)
    seen = int(model.has_seen(given.texts).sum())
    return Tested(task, model.hash, found, seen, time.perf_counter() - start)


def _place(folder: Path, task: str) -> Path:
    if not _TASK.fullmatch(task):
        raise Invalid(
            f"“{task}” cannot be a task's name.",
            remedy="Use small letters, digits, - and _; begin with a letter.", field="task",
        )  # fmt: skip
    return folder / "assist" / f"{task}.model"


def _read(place: Path) -> Classifier | None:
    try:
        return classifying.load(place.read_bytes())
    except FileNotFoundError:
        return None


def _keep(place: Path, model: Classifier) -> None:
    for folder in (place.parent.parent, place.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = place.with_name(f".{place.name}.{os.getpid()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    with os.fdopen(os.open(partial, flags, 0o600), "wb") as file:
        file.write(model.body())
        file.flush()
        os.fsync(file.fileno())
    partial.replace(place)


def _beside(place: Path, given: Labelled, made: Trained) -> Replaced | None:
    """The new model beside the one at `place`; None where there is none that can be read."""
    try:
        older = _read(place)
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
