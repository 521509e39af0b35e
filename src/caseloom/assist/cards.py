"""Model cards, made from what was measured: nobody types a figure into one.

After M. Mitchell and others, “Model Cards for Model Reporting”, 2019. Figures come from files that
`caseloom bench reading --out` and training wrote; those of another version than the one in use
are shown as such. What a task is, its limits and what it may not do are said in words here.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from caseloom.assist import keeping, shipped
from caseloom.assist.errors import Untrained
from caseloom.assist.figures import Figure, share
from caseloom.assist.keeping import Version
from caseloom.assist.reading import LOCAL, SHIPPED_BY_MEANING, TASKS, in_use

MAY_NOT = (
    "It closes, refers, joins, merges, discloses and deletes nothing, and lowers no priority: the"
    " database refuses it. It reads one tip, no other record, and no network."
)
_WHAT = {
    "threat": "Whether a life is threatened. Where it finds one, the tip stands as immediate.",
    "urgency": "How soon a tip has to be read: none, routine, urgent or immediate.",
    "route": "What a tip is about, as the organisation sorts it.",
    "spans": "What is named, each with the exact place where it stands.",
    "language": "Which language a tip is written in; it says when it cannot tell.",
    "completeness": "Which of who, what, where, when and how it is known the tip tells.",
    "summary": "Up to three sentences of the tip itself that carry most.",
    "likeness": "Which other tips may tell of the same.",
}
_LIMITS = {
    "threat": "It was taught in English, Spanish and Arabic. It misses threats and takes others for"
    " one, as the figures say, so nothing rests on it alone. Of a long text it knows what the"
    " beginning and the end mean; of what lies between, the words.",
    "urgency": "It goes by cues in English, Spanish and Arabic, and misses what is urgent only to"
    " who knows the place.",
    "route": "It knows the categories that it was taught, and the words of those texts.",
    "spans": "Names of people and organisations go by how they are written; in Arabic, and where"
    " nothing is written large, many are missed.",
    "language": "Very short texts and mixed ones cannot be told.",
    "completeness": "It looks for words that answer a question, not whether they are true.",
    "summary": "It was not measured against what people would pick.",
    "likeness": "Other tellings that share no name or number are mostly missed: by what"
    " they mean some come among the first five, as related.",
}
_DATA = {
    "generated": "generated tips of the half that nothing was taught on",
    "gold": "tips written by hand, to be hard",
    "left_out": "tips written by hand, of those that it was taught on the part that was left out",
}
_SHIPPED = {"threat": "threat", "urgency": "urgency", "likeness": "likeness"}
_APART = ("threat", "urgency")


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures on one set of texts: (figure, of whom, value with its interval).

    current: they are of the version in use.
    """

    data: str
    at: str
    version: str
    current: bool
    figures: tuple[tuple[str, str, Figure], ...]

    @property
    def gaps(self) -> tuple[tuple[str, float], ...]:
        """Of each figure how far the best language or label is from the worst."""
        by_figure: dict[str, list[float]] = {}
        for name, of, one in self.figures:
            if of != "all" and one.of:
                by_figure.setdefault(name, []).append(one.value)
        return tuple(
            (name, max(some) - min(some)) for name, some in by_figure.items() if len(some) > 1
        )


@dataclass(frozen=True, slots=True)
class Card:
    """All that is known of what does a task now."""

    task: str
    version: str
    what: str
    learnt_from: str
    texts: int | None
    limits: str
    may_not: str
    measured: tuple[Measured, ...]
    versions: tuple[Version, ...]


def tasks() -> tuple[str, ...]:
    """The tasks that read tips."""
    return TASKS


def card(task: str, folder: Path) -> Card:
    """The card of `task` as the installation at `folder` uses it. Raises Untrained, Invalid."""
    kept = keeping.versions(folder, task)
    own = next((one for one in kept if one.in_use), None)
    if own is None and (task not in TASKS or task == "route"):
        raise Untrained(
            f"There is no model for “{task}” yet.",
            remedy=f"Train it: caseloom assist train {task} --train FILE.csv",
        )
    # An urgency of one's own is weighed together with cues and threats; others stand alone.
    if own is not None and task != "urgency":
        return _own(task, own, kept)
    now = in_use(task)
    learnt, texts = _learnt(task)
    found = _own(task, own, kept) if own is not None else None
    return Card(
        task, f"{task}#{own.version}" if own else now, _WHAT[task],
        f"{found.learnt_from}; beside it, {learnt}" if found else learnt, texts, _LIMITS[task],
        MAY_NOT, (*(found.measured if found else ()), *_evaluations(task, folder, now)), kept,
    )  # fmt: skip


def _own(task: str, own: Version, kept: tuple[Version, ...]) -> Card:
    """The card of a model that the organisation trained."""
    about = own.about
    name = f"{task}#{own.version}"
    measured = []
    if "held_out" in about:
        measured.append(_of("texts held out of training", about, about["held_out"], name))
    if "left_out" in about:
        measured.append(_of("texts left out of the fit in turn", about, about["left_out"], name))
    for one in about.get("evaluations", []):
        told = f"the file {one['file']}"
        if one["seen"]:
            told += f", of which it was trained on {one['seen']:,}: too good"
        measured.append(_of(told, one, one["figures"], name))
    return Card(
        task, name, _WHAT.get(task, "What a text is, as the organisation sorts it."),
        str(about.get("learnt_from") or "nobody put down what"), about.get("texts"),
        _LIMITS.get(task, _LIMITS["route"]), MAY_NOT, tuple(measured), kept,
    )  # fmt: skip


def _of(data: str, about: Mapping[str, Any], found: Mapping[str, Any], name: str) -> Measured:
    """What `measuring.figures` found, as it was put down."""
    of = int(found["texts"])
    rows = []
    for key in ("accuracy", "macro_f1", "ece", "brier"):
        low, high = found["intervals"][key]
        rows.append((key.replace("_", "-"), "all", Figure(found[key], low, high, of)))
    for label, one in sorted(found["per_class"].items()):
        support = int(one["support"])
        hits = round(one["recall"] * support)
        rows.append(("recall", label, _share(hits, support)))
    return Measured(data, str(about.get("at", ""))[:10], name, True, tuple(rows))


def _share(hits: int, of: int) -> Figure:
    return share([True] * hits + [False] * (of - hits))


def _learnt(task: str) -> tuple[str, int | None]:
    if task not in _SHIPPED:
        return "rules and lists that came with the program", None
    # One file has the weights of both tiers where those of the higher are few.
    name = _SHIPPED[task] + (f"-{LOCAL}" if task in _APART else "")
    about = shipped.header(name)
    told = f"rules and lists, and a small model taught on “{about['learnt_from']}”"
    if task in SHIPPED_BY_MEANING:
        told += ", by words and by the numbers of the Multilingual Universal Sentence Encoder"
    return told, int(about["texts"])


def _evaluations(task: str, folder: Path, now: str) -> tuple[Measured, ...]:
    """What was measured here; else what was measured before the program was shipped."""
    own = sorted((folder / "assist" / "evaluations").glob("*.json"))
    stored = [json.loads(path.read_text(encoding="utf-8")) for path in own] or [_before()]
    return tuple(one for found in stored for one in _sets(task, found, now))


@lru_cache(maxsize=1)
def _before() -> dict[str, Any]:
    place = files("caseloom.assist") / "evaluations" / "reading.json"
    if not place.is_file():
        return {}
    found: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return found


def _sets(task: str, found: Mapping[str, Any], now: str) -> Iterator[Measured]:
    measured = str(found.get("versions", {}).get(task, ""))
    key = f"{task}, tier {LOCAL}" if task in SHIPPED_BY_MEANING else task
    for name, data in _DATA.items():
        if key not in found.get(name, {}):
            key = task  # measured before it knew what texts mean
        if key not in found.get(name, {}):
            continue
        told = f"{found[name]['tips']:,} {data}"
        if name == "generated":
            told += f" (size {found['size']:,}, seed {found['seed']})"
        rows = tuple(
            (figure.replace("_", " "), of, _stored(values))
            for figure, by in found[name][key].items()
            if isinstance(by, dict) and figure != "seconds"
            for of, values in (_kinds(by) if task == "spans" else by.items())
            if _stored(values).of
        )
        yield Measured(told, str(found.get("measured_at", "")), measured, measured == now, rows)


def _kinds(by: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Spans are measured by kind and by language in it."""
    for kind, languages in by.items():
        for language, values in languages.items():
            yield (f"{kind}, {language}" if language != "all" else kind), values


def _stored(values: Any) -> Figure:
    value, low, high, *of = values
    return Figure(float(value), float(low), float(high), int(of[0]) if of else 1)


def markdown(one: Card) -> str:
    """The card as a Markdown page."""
    lines = [
        f"# Model card: {one.task}", "", f"*Version* `{one.version}`", "", "## What it does", "",
        one.what, "", "## Learnt from", "",
        one.learnt_from[:1].upper() + one.learnt_from[1:]
        + (f" ({one.texts:,} texts)." if one.texts else "."), "", "## Figures", "",
    ]  # fmt: skip
    if not one.measured:
        lines += ["Nothing was measured yet: `caseloom bench reading --out FILE`.", ""]
    for measured in one.measured:
        lines += list(_section(measured))
    lines += [
        "## Limits", "", one.limits, "", "## What it may not do", "", one.may_not, "",
    ]  # fmt: skip
    if one.versions:
        lines += ["## Versions", "", "| version | from | texts | in use |", "|---|---|---|---|"]
        for each in one.versions:
            about = each.about
            lines.append(
                f"| `{each.version}` | {about.get('at', '')} | {about.get('texts', '')} |"
                f" {'yes' if each.in_use else ''} |"
            )
        lines.append("")
    return "\n".join(lines)


def _section(measured: Measured) -> Iterator[str]:
    yield f"On {measured.data}, measured {measured.at or 'at some time'}."
    if not measured.current:
        yield f"**Of another version, `{measured.version}`, than the one in use.**"
    yield ""
    yield "| figure | of | value | 95 % interval | cases |"
    yield "|---|---|---|---|---|"
    for name, of, figure in measured.figures:
        of = of.replace("|", "\\|").replace("\n", " ")
        between = f"{figure.low:.3f} to {figure.high:.3f}"
        cases = f"{figure.of:,}" if figure.of > 1 else ""
        yield f"| {name} | {of} | {figure.value:.3f} | {between} | {cases} |"
    yield ""
    gaps = [(name, gap) for name, gap in measured.gaps if gap >= 0.0005]
    if gaps:
        told = ", ".join(f"{name} {gap:.3f}" for name, gap in gaps)
        yield f"Between the best and the worst of these: {told}."
        yield ""
