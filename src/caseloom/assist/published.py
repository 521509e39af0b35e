"""All figures of what reads tips, on tips whose truth is known: plain values for a report."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from caseloom.assist import figures, learning
from caseloom.assist.spans import measuring

Told = Callable[[str], None]


def published(path: Path, told: Told = lambda _: None) -> dict[str, Any]:
    """Figures on the tips of `path` (a line each, as `caseloom bench tips` writes them).

    By task; every share with its 95 % interval and how many cases it is of. Raises Invalid for a
    file that holds no tips.
    """
    spans = list(measuring.read(path))
    with path.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file if line.strip()]
    found: dict[str, Any] = {"tips": len(rows)}
    for task, of in _TASKS.items():
        told(task)
        found[task] = _plain(of(rows))
    told("spans")
    measured = measuring.measure(spans)
    found["spans"] = {
        "f1": {
            kind: {language: [one.f1, *one.interval] for language, one in by.items()}
            for kind, by in measured.kinds.items()
        },
        "inexact": measured.inexact,
        "seconds": {"median": measured.median, "p95": measured.p95},
    }
    return found


def by_hand(told: Told = lambda _: None) -> dict[str, Any]:
    """Figures on the tips of lessons/ that were left out of it, threats and urgency alone."""
    rows = learning.by_hand(2)
    found: dict[str, Any] = {"tips": len(rows)}
    for task in _BY_HAND:
        told(task)
        found[task] = _plain(_TASKS[task](rows))
    return found


# Tiers apart: the name of Tier 0 is the task's alone.
_BY_HAND = ("threat", "threat, tier 1", "urgency", "urgency, tier 1")
_TASKS: dict[str, Callable[[Sequence[figures.Row]], dict[str, dict[str, Any]]]] = {
    "threat": figures.threats,
    "threat, tier 1": partial(figures.threats, tier=1),
    "urgency": figures.soon,
    "urgency, tier 1": partial(figures.soon, tier=1),
    "language": figures.languages,
    "completeness": figures.complete,
    "likeness": figures.likeness,
    "likeness, tier 1": partial(figures.likeness, tier=1),
}


def _plain(found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Each figure as its value, low, high and number of cases."""
    return {
        name: {of: list(asdict(one).values()) for of, one in each.items()}
        for name, each in found.items()
    }
