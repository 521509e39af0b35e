"""Models and their figures on disk: every version stays, one is in use, and there is a way back.

    DATA/assist/TASK.model                       the one in use
    DATA/assist/versions/TASK/VERSION.model      every one, by the first 12 digits of its hash
    DATA/assist/versions/TASK/VERSION.json       what it was learnt from, and its figures
    DATA/assist/evaluations/*.json               what `caseloom bench reading --out` wrote

All of it is the owner's alone: a model tells whether a text was among those it was trained on.
"""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from caseloom.assist import classifying
from caseloom.assist.classifying import Classifier
from caseloom.kernel.errors import Invalid, NotFound

_TASK = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_VERSION = re.compile(r"[0-9a-f]{12}")
DIGITS = 12


@dataclass(frozen=True, slots=True)
class Version:
    """A model that was kept. `about`: as it was put down when it was trained or measured."""

    task: str
    version: str
    in_use: bool
    about: Mapping[str, Any]


def place(folder: Path, task: str) -> Path:
    """Where the model of `task` that is in use lies. Raises Invalid for no task's name."""
    if not _TASK.fullmatch(task):
        raise Invalid(
            f"“{task}” cannot be a task's name.",
            remedy="Use small letters, digits, - and _; begin with a letter.", field="task",
        )  # fmt: skip
    return folder / "assist" / f"{task}.model"


def in_use(folder: Path, task: str) -> Classifier | None:
    """The model of `task` that is in use; None where there is none. Raises Invalid if broken."""
    try:
        return classifying.load(place(folder, task).read_bytes())
    except FileNotFoundError:
        return None


def keep(folder: Path, model: Classifier, task: str, about: Mapping[str, Any], *, use: bool) -> str:
    """Put a version down with what is known of it, and have it used from now on; its name."""
    if use:
        _keep_before(folder, task)
    version = model.hash[:DIGITS]
    _write(_versions(folder, task) / f"{version}.model", model.body())
    _describe(folder, task, version, about)
    if use:
        _write(place(folder, task), model.body())
    return version


def _keep_before(folder: Path, task: str) -> None:
    """The way back to a model that nobody kept as a version: one that was trained long ago."""
    try:
        body = place(folder, task).read_bytes()
        version = classifying.load(body).hash[:DIGITS]
    except (FileNotFoundError, Invalid):
        return
    kept = _versions(folder, task) / f"{version}.model"
    if not kept.exists():
        _write(kept, body)
        _describe(folder, task, version, {})


def versions(folder: Path, task: str) -> tuple[Version, ...]:
    """Every version of `task`, the newest first."""
    now = in_use(folder, task)
    current = now.hash[:DIGITS] if now else ""
    found = []
    for path in _versions(folder, task).glob("*.json"):
        about = json.loads(path.read_text(encoding="utf-8"))
        found.append(Version(task, path.stem, path.stem == current, about))
    return tuple(sorted(found, key=lambda one: (str(one.about.get("at", "")), one.version)))[::-1]


def use(folder: Path, task: str, version: str) -> None:
    """Have a version that was kept used from now on. Raises Invalid, NotFound."""
    kept = _versions(folder, task) / f"{version}.model"
    if not _VERSION.fullmatch(version) or not kept.is_file():
        there = ", ".join(one.version for one in versions(folder, task))
        raise NotFound(
            f"There is no version “{version}” of {task}.",
            remedy=f"There are: {there}." if there else "None was kept yet: train one.",
        )
    body = kept.read_bytes()
    classifying.load(body)
    _keep_before(folder, task)
    _write(place(folder, task), body)


def add_evaluation(folder: Path, task: str, version: str, found: Mapping[str, Any]) -> None:
    """Put down figures of a version that were measured on other texts, beside those before."""
    about = _described(folder, task, version)
    measured = [one for one in about.get("evaluations", []) if one["data"] != found["data"]]
    _describe(folder, task, version, {**about, "evaluations": [*measured, dict(found)]})


def _described(folder: Path, task: str, version: str) -> dict[str, Any]:
    try:
        text = (_versions(folder, task) / f"{version}.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    found: dict[str, Any] = json.loads(text)
    return found


def _describe(folder: Path, task: str, version: str, about: Mapping[str, Any]) -> None:
    text = json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True)
    _write(_versions(folder, task) / f"{version}.json", f"{text}\n".encode())


def _versions(folder: Path, task: str) -> Path:
    place(folder, task)
    return folder / "assist" / "versions" / task


def _write(path: Path, body: bytes) -> None:
    """All of it or nothing, readable by its owner alone."""
    missing = []
    above = path.parent
    while not above.exists():
        missing.append(above)
        above = above.parent
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    with os.fdopen(os.open(partial, flags, 0o600), "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
