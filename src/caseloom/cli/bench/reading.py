"""What reads tips, measured on generated tips that it was not taught on and on the gold set."""

import tempfile
from collections.abc import Callable
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from caseloom.assist import queries as assist
from caseloom.cli.bench.tips.making import tips
from caseloom.cli.bench.tips.writing import write


def reading(size: int, seed: int, told: Callable[[str], None]) -> dict[str, Any]:
    """Figures on the second half of `size` generated tips, and on two sets written by hand.

    gold: written to measure on. left_out: of tips that the models are taught on, those left out.
    With the version of each task that was measured, so that a card shows no other's figures.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tips.jsonl"
        write(path, (one for one in tips(size, seed=seed) if one.half == 2))
        generated = assist.published(path, lambda task: told(f"generated: {task}"))
    with as_file(files("caseloom.cli.bench.gold") / "tips.jsonl") as gold:
        by_hand = assist.published(gold, lambda task: told(f"by hand: {task}"))
    left_out = assist.by_hand(lambda task: told(f"left out of lessons: {task}"))
    versions = {task: assist.in_use(task) for task in assist.TASKS}
    return {"versions": versions, "generated": generated, "gold": by_hand, "left_out": left_out}


def lines(found: dict[str, Any]) -> list[str]:
    """The figures of all languages together, a line each."""
    told = []
    for name in ("generated", "gold", "left_out"):
        figures = found[name]
        told.append(f"{name}: {figures['tips']:,} tips")
        for task in (name for name in figures if name not in ("tips", "spans")):
            for figure, each in figures[task].items():
                if "all" in each:
                    value, low, high, of = each["all"]
                    told.append(
                        f"  {task}, {figure}: {value:.3f} ({low:.3f} to {high:.3f}) of {of:,}"
                    )
        if "spans" not in figures:
            continue
        for kind, each in figures["spans"]["f1"].items():
            value, low, high = each["all"]
            told.append(f"  spans, {kind}: F1 {value:.3f} ({low:.3f} to {high:.3f})")
        told.append(
            f"  spans that are not what stands at their place: {figures['spans']['inexact']}"
        )
    return told
