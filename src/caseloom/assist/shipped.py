"""Models that come with the program, for an organisation that has not trained its own yet.

Each was learnt from the first half of tips that `caseloom bench tips` makes and of those in
lessons/ (`caseloom.assist.learning` is the command) and is kept small: the weights of words that
say most, and all of meaning, rounded.
"""

import json
from base64 import b64decode, b64encode
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from caseloom.assist import classifying, words
from caseloom.assist.classifying import Classifier

# Weights of a model that are kept. Those of rare words are many: they tell most where they stand.
MOST_WEIGHTS = 30_000


@lru_cache
def model(name: str) -> Classifier:
    """The classifier that is shipped as `name`."""
    return classifying.load(b64decode(header(name)["model"]))


@lru_cache
def header(name: str) -> dict[str, Any]:
    """All that is kept under `name`: what it was learnt from, its model and its numbers."""
    place = files("caseloom.assist") / "weights" / f"{name}.json"
    found: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return found


def keep(folder: Path, name: str, made: Classifier | None, **told: Any) -> None:
    """Write what is shipped as `name` into `folder`."""
    if made is not None:
        told["model"] = b64encode(small(made).body()).decode()
    text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def small(given: Classifier) -> Classifier:
    """`given` with the weights that tell its labels apart most, and without texts' marks."""
    import numpy as np

    spread = given.weights.max(axis=0) - given.weights.min(axis=0)
    spread[given.slots >= words.SLOTS] = np.inf
    kept = MOST_WEIGHTS + int((given.slots >= words.SLOTS).sum())
    best = np.sort(np.argsort(-spread, kind="stable")[:kept])
    weights = given.weights[:, best].astype(np.float16).astype(np.float64)
    return replace(given, slots=given.slots[best], weights=weights, seen=None)
