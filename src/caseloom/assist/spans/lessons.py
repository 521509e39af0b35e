"""Tips written by hand as examples to train the naming of people and organisations with.

Each is read as it stands a few times, and more often with other names in their place: drawn out of
the lists, or taken from the other tips of its language. So what is learnt is how people write of
somebody, and none of the somebodies.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from caseloom.assist.spans.inventing import Names

KINDS = ("person", "organisation")
# How often each tip is read as it stands, and with other names.
AS_IT_STANDS, CHANGED = 4, 10
# Of names that are replaced: by another tip's; of names in changed tips: that stay.
_FROM_TIPS, _KEPT = {"person": 0.3, "organisation": 0.65}, 0.12
_MANNERS = (("plain", "lower", "upper", "unmarked"), (74, 14, 4, 8))
_MARKS = re.compile(r"[.,:;!?¡¿؟،؛«»\"]")
# “Father of” and “mother of”: a name by itself, with what follows.
_KUNYA = ("أبو", "ابو", "أم", "ام", "أبا", "أبي", "بو")
_Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Example:
    """A text and its people and organisations: (start, end, kind)."""

    text: str
    spans: tuple[_Span, ...]


def of_lessons(
    rows: Iterable[Mapping[str, Any]], names: Names,
    times: tuple[int, int] = (AS_IT_STANDS, CHANGED),
) -> Iterator[Example]:  # fmt: skip
    """Examples of rows whose names are marked: in their `spans`, else in named.txt."""
    named = _named()
    marked = [(row["language"], row["text"], _names(row, named)) for row in rows]
    pool: dict[tuple[str, str], list[str]] = {}
    for language, text, spans in marked:
        for start, end, kind in spans:
            pool.setdefault((language, kind), []).append(text[start:end])
    for language, text, spans in marked:
        for number in range(sum(times) if spans else times[0]):
            new: dict[str, str] = {}
            for start, end, kind in spans if number >= times[0] else ():
                raw = text[start:end]
                if raw not in new:
                    new[raw] = _other(raw, kind, language, names, pool)
            manner = "plain" if not number else names.rng.choices(*_MANNERS)[0]
            yield written(text, spans, new, manner)


def _named() -> dict[str, list[tuple[str, str]]]:
    """(kind, name) by the tip that names them."""
    found: dict[str, list[tuple[str, str]]] = {}
    text = (files("caseloom.assist") / "lessons" / "named.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            tip, kind, name = line.split("\t")
            found.setdefault(tip, []).append((kind, name))
    return found


def _names(row: Mapping[str, Any], named: Mapping[str, Sequence[tuple[str, str]]]) -> list[_Span]:
    if "spans" in row:
        spans = [(one["start"], one["end"], one["kind"]) for one in row["spans"]]
    else:
        spans = [
            (found.start(), found.end(), kind)
            for kind, name in named.get(row["id"], ())
            for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", row["text"])
        ]
    return sorted(one for one in spans if one[2] in KINDS)


def written(text: str, spans: Sequence[_Span], new: Mapping[str, str], manner: str) -> Example:
    """`text` with its names replaced by `new`, in small letters, capitals or without marks."""
    parts: list[str] = []
    made = []
    at = size = 0
    for start, end, kind in [*spans, (len(text), len(text), "")]:
        between = _MARKS.sub("", text[at:start]) if manner == "unmarked" else text[at:start]
        name = new.get(text[start:end], text[start:end])
        parts += [between, name]
        size += len(between)
        if kind:
            made.append((size, size + len(name), kind))
        size += len(name)
        at = end
    whole = "".join(parts)
    changed = {"lower": whole.lower(), "upper": whole.upper()}.get(manner, whole)
    # Some letters are two in capitals, which would move what stands behind them.
    return Example(changed if len(changed) == len(whole) else whole, tuple(made))


def _other(
    raw: str, kind: str, language: str, names: Names, pool: Mapping[tuple[str, str], list[str]]
) -> str:
    rng = names.rng
    draw = rng.random()
    if draw < _KEPT:
        return raw
    if draw < _KEPT + _FROM_TIPS[kind]:
        return rng.choice(pool[language, kind])
    arabic = any("\u0621" <= c <= "\u064a" for c in raw)
    of = "ar" if arabic else "en" if language == "ar" else language
    if kind == "organisation":
        return names.organisation(of)
    first, _, rest = raw.partition(" ")
    if first in _KUNYA and rest:
        return f"{first} {names.person('ar', 1)}"
    made = names.person(of, len(raw.split()))
    return made.lower() if raw.islower() else made
