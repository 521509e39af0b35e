"""All that a local machine says of one text: no network, no other record.

Tier 0 is rules and linear models of words; Tier 1 knows what sentences mean as well (meaning.py).

Each task gives a label, a calibrated probability or none, and the places in the text that made it
so. A task that fails says so by abstaining; the others stand.
"""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from caseloom.assist import classifying, completeness, language, meaning, summary, urgency
from caseloom.assist.classifying import Classifier
from caseloom.assist.spans.finding import find
from caseloom.assist.spans.span import Span
from caseloom.assist.threats import detecting

log = logging.getLogger(__name__)
# Characters of a text that are read by what weighs it as a whole.
MOST = 200_000
# Paragraphs that are also read alone.
MOST_PARAGRAPHS = 8
_PARAGRAPH = re.compile(r"\S(?:.*\S)?(?:\n.*\S)*")
# The highest tier that needs no server.
LOCAL = 1


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one task says. `found`: places and values, as JSON; places are (start, end).

    `probability` is None where the task abstains. `failed`: it could not read this text. `tier`:
    which it was told by.
    """

    task: str
    model: str
    label: str = ""
    probability: float | None = None
    found: Mapping[str, Any] = field(default_factory=dict)
    failed: bool = False
    tier: int = 0


def read(text: str, folder: Path | None = None, *, tier: int = LOCAL) -> tuple[Proposal, ...]:
    """What every task says of the first MOST characters of `text`.

    tier: up to which; what reads by meaning sees the beginning and the end of a long text. folder:
    where the organisation's own models lie (`assist/TASK.model`); those of “route” and “urgency”
    are used where they are there.
    """
    text = text[:MOST]
    tier = min(tier, LOCAL)
    try:
        with meaning.remembered():
            return tuple(_safely(task, text, folder, tier) for task in _TASKS)
    finally:
        # What somebody told stays in memory no longer than it takes to read it.
        _found.cache_clear()
        _parts.cache_clear()
        _threat_in.cache_clear()


def _safely(task: str, text: str, folder: Path | None, tier: int) -> Proposal:
    try:
        return _TASKS[task](text, folder, tier)
    except Exception:  # one task's fault must not cost a reporter the others
        log.exception("the task %s could not read a text", task)
    if tier > 0 and task in _BY_MEANING:
        return _safely(task, text, folder, 0)
    return Proposal(task, version(task), failed=True)


@lru_cache
def version(task: str, tier: int = 0) -> str:
    """A task with the hash of all that it is made of: rules, lists, weights, the encoder's name."""
    here = Path(__file__).parent
    found = sha256()
    for name in _MADE_OF.get(task, ()):
        place = here / name
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for file in files:
            if file.is_file() and file.suffix != ".pyc":
                found.update(file.relative_to(here).as_posix().encode() + file.read_bytes())
    if tier == 0:
        return f"{task}@{found.hexdigest()[:12]}"
    found.update(meaning.NAME.encode())
    return f"{task}-{tier}@{found.hexdigest()[:12]}"


def in_use(task: str) -> str:
    """The version of what is shipped that tells `task` where the switch lets it."""
    return version(task, LOCAL if task in SHIPPED_BY_MEANING else 0)


def parts(text: str) -> list[tuple[int, int]]:
    """The text whole, each of its paragraphs, and all of it without the first or the last one.

    MOST_PARAGRAPHS at most, the longest; a text of one paragraph is whole alone.
    """
    paragraphs = [one.span() for one in _PARAGRAPH.finditer(text)]
    found = [(0, len(text))]
    if len(paragraphs) < 2:
        return found
    longest = sorted(paragraphs, key=lambda one: one[0] - one[1])[:MOST_PARAGRAPHS]
    found += sorted(longest)
    if len(paragraphs) > 2:
        found += [(paragraphs[1][0], len(text)), (0, paragraphs[-2][1])]
    return found


def _own(task: str, folder: Path | None, tier: int) -> Classifier | None:
    """The model that the organisation trained for `task`, where it is of no higher tier."""
    place = folder / "assist" / f"{task}.model" if folder else None
    if place is None or not place.is_file():
        return None
    found = _load(place, place.stat().st_mtime_ns)
    return found if found.tier <= tier else None


@lru_cache(maxsize=8)
def _load(place: Path, changed: int) -> Classifier:
    # `changed` is part of the cache's key: a model that replaces another is read anew.
    return classifying.load(place.read_bytes())


def _threat(text: str, folder: Path | None, tier: int) -> Proposal:
    said = _threat_in(text, tier)
    signs = [[one.start, one.end, one.cue, one.released] for one in said.signs]
    label = "found" if said.found else "possible" if said.possible else ""
    # Where words threaten they are the better evidence; a sentence that means it is told else.
    sentences = [] if said.evidence else [list(one) for one in said.sentences]
    return Proposal(
        "threat", version("threat", tier), label, said.likely,
        {"case": said.case, "signs": signs, "sentences": sentences},
        tier=tier,
    )  # fmt: skip


def _urgency(text: str, folder: Path | None, tier: int) -> Proposal:
    own = _own("urgency", folder, tier)
    said = max(
        (
            urgency.read(text[start:end], threat, own, tier=tier)
            for start, end, threat in _parts(text, tier)
        ),
        key=lambda one: (-urgency.URGENCIES.index(one.label), one.score),
    )
    cues = [[one.start, one.end, one.kind] for one in urgency.cues(text)]
    made = f"urgency#{own.hash[:12]}" if own else version("urgency", tier)
    return Proposal(
        "urgency", made, said.label, said.likely[said.label],
        {"score": said.score, "likely": said.likely, "cues": cues}, tier=tier,
    )  # fmt: skip


def _route(text: str, folder: Path | None, tier: int) -> Proposal:
    """What the tip is about, where the organisation has taught it; else it abstains."""
    own = _own("route", folder, tier)
    if own is None:
        return Proposal("route", "route")
    row = own.probabilities([text])[0]
    best = int(row.argmax())
    words = own.evidence(text, own.labels[best])
    return Proposal(
        "route", f"route#{own.hash[:12]}", own.labels[best], float(row[best]),
        {"words": [[one.start, one.end] for one in words]}, tier=own.tier,
    )  # fmt: skip


def _language(text: str, folder: Path | None, tier: int) -> Proposal:
    said = language.tell(text)
    known = said.language != language.UNKNOWN
    return Proposal(
        "language", version("language"), said.language if known else "",
        said.likely if known else None, {"others": [list(one) for one in said.others]},
    )  # fmt: skip


def _completeness(text: str, folder: Path | None, tier: int) -> Proposal:
    """Which of who, what, where, when and how it is known the text tells; label: what it lacks."""
    facts = completeness.read(text, _found(text))
    places = {one.name: [list(place) for place in one.places] for one in facts}
    missing = [one.name for one in facts if not one.present]
    return Proposal(
        "completeness", version("completeness"), " ".join(missing),
        found={"places": places, "missing": missing},
    )  # fmt: skip


def _summary(text: str, folder: Path | None, tier: int) -> Proposal:
    """The sentences that carry most, as places."""
    chosen = summary.summarise(text, _threat_in(text, tier), _found(text))
    return Proposal(
        "summary", version("summary"),
        found={"sentences": [[one.start, one.end, list(one.carries)] for one in chosen]},
    )  # fmt: skip


@lru_cache(maxsize=1)
def _found(text: str) -> tuple[Span, ...]:
    # Tasks of one text follow each other; what one has found is not looked for again.
    return find(text)


@lru_cache(maxsize=1)
def _parts(text: str, tier: int) -> tuple[tuple[int, int, detecting.Threat], ...]:
    """The text whole, then parts of it, with what each tells of a threat.

    Whatever somebody adds before or after what was told must not bury it.
    """
    return tuple(
        (start, end, detecting.assess(text[start:end], tier=tier)) for start, end in parts(text)
    )


@lru_cache(maxsize=1)
def _threat_in(text: str, tier: int) -> detecting.Threat:
    """The strongest of what the text and its parts tell, with all signs in it."""
    whole = _parts(text, tier)[0][2]
    start, _, best = max(_parts(text, tier), key=lambda one: _rank(one[2]))
    if _rank(best) == _rank(whole):
        return whole
    sentences = tuple((start + first, start + last) for first, last in best.sentences)
    return replace(best, signs=whole.signs, sentences=sentences)


def _rank(one: detecting.Threat) -> tuple[bool, bool, float]:
    return one.found, one.possible, one.likely


def _spans(text: str, folder: Path | None, tier: int) -> Proposal:
    found = [
        [one.kind, one.start, one.end, one.raw, one.value, one.checked] for one in _found(text)
    ]
    return Proposal("spans", version("spans"), found={"spans": found})


_TASKS: dict[str, Callable[[str, Path | None, int], Proposal]] = {
    "threat": _threat,
    "urgency": _urgency,
    "route": _route,
    "spans": _spans,
    "language": _language,
    "completeness": _completeness,
    "summary": _summary,
}
# Those that Tier 1 tells by what the text means; where that fails, Tier 0 tells them.
_BY_MEANING = ("threat", "urgency", "route", "summary")
SHIPPED_BY_MEANING = ("threat", "urgency", "likeness")
_MADE_OF = {
    "threat": (
        "threats",
        "weights/threat.json",
        "weights/threat-1.json",
        "words.py",
        "calibrating.py",
        "classifying.py",
        "meaning.py",
    ),
    "urgency": (
        "urgency.py",
        "urgent",
        "threats",
        "weights",
        "words.py",
        "calibrating.py",
        "classifying.py",
        "meaning.py",
    ),
    "spans": ("spans",),
    "language": ("language.py", "languages"),
    "completeness": ("completeness.py", "spans", "threats"),
    "summary": ("summary.py", "completeness.py", "spans", "threats"),
    "likeness": (
        "likeness",
        "alike.py",
        "weights/likeness.json",
        "words.py",
        "spans",
        "meaning.py",
    ),
}
TASKS = (*_TASKS, "likeness")
