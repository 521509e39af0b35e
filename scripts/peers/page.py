"""The comparison as Markdown, between its markers; what is outside them is written by hand."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from caseloom.engine.linkage.measure import Figures
from peers.scoring import Judged, Scored
from peers.sets import LabelledSet
from peers.tools import TOOLS, Tool

BEGIN, END = "<!-- made by scripts/peers/run.py: begin -->", "<!-- made: end -->"
FIGURES, MISSES = "comparison.md", "comparison-misses.md"
# Categories of fewer pairs of names are not told one by one.
LEAST_PAIRS = 10


class Unmarked(Exception):
    """A page has no place for what is made."""


@dataclass(frozen=True, slots=True)
class Result:
    """One tool on one set. `run` is empty where it was not run, `scored` None where it failed."""

    set: LabelledSet
    tool: Tool
    prepared: Path
    run: Mapping[str, Any]
    scored: Scored | Judged | None


def write(results: Sequence[Result], folder: Path) -> None:
    """Write both pages anew between their markers."""
    replace(folder / FIGURES, figures(results))
    replace(folder / MISSES, misses(results))


def replace(path: Path, text: str) -> None:
    """Put `text` between the markers of the page. Raises Unmarked where there are none."""
    page = path.read_text(encoding="utf-8")
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise Unmarked(f"{path} lacks the lines {BEGIN} and {END}.")
    path.write_text(f"{before}{BEGIN}\n\n{text.strip()}\n\n{END}{after}", encoding="utf-8")


def figures(results: Sequence[Result]) -> str:
    """Versions, one table for each set, settings."""
    parts = [_measured_on(results)]
    for one in dict.fromkeys(result.set for result in results):
        of_set = [result for result in results if result.set == one]
        parts += [f"## {one.title}", f"{_capital(one.note)}.", _table_of(one, of_set)]
        if one.kind == "pairs":
            parts.append(_categories(of_set))
    parts += ["## Settings", *(f"- **{tool.title}.** {tool.settings}" for tool in _distinct())]
    return "\n\n".join(parts)


def _distinct() -> Iterator[Tool]:
    """The tools, those of one text together."""
    told = set()
    for tool in TOOLS:
        if tool.settings not in told:
            told.add(tool.settings)
            yield tool


def _measured_on(results: Sequence[Result]) -> str:
    versions: dict[str, str] = {}
    for result in results:
        versions |= {k: v for k, v in result.run.get("versions", {}).items() if k != "duckdb"}
    cores = {result.run["cores"] for result in results if result.run}
    told = ", ".join(f"{name} {number}" for name, number in sorted(versions.items()))
    return f"Versions: {told}. Cores: {_span(cores)}. Load: of the minute before a run began."


def _span(numbers: Iterable[float]) -> str:
    return " and ".join(f"{number:,.0f}" for number in sorted(numbers)) or "–"


def _table_of(one: LabelledSet, results: Sequence[Result]) -> str:
    if one.kind == "pairs":
        short = ("tool", "the same from", "precision", "recall", "F1", "seconds", "MB", "load", "")
        return _table(short, [_judged(result) for result in results])
    head = (
        "tool", "precision", "recall", "pair F1", "B³ F1", "F1 before grouping", "largest group",
        "candidates", "seconds", "MB", "load", "",
    )  # fmt: skip
    return _table(head, [_scored(result) for result in results])


def _scored(result: Result) -> list[str]:
    found = result.scored
    if not isinstance(found, Scored):
        return [result.tool.title, *["–"] * 7, *_cost(result)]
    given = "–" if found.given is None else _number(found.given.f1)
    return [
        result.tool.title, *_three(found.pair), _number(found.b_cubed.f1), given,
        f"{found.largest:,}", f"{result.run.get('candidates', 0):,}", *_cost(result),
    ]  # fmt: skip


def _judged(result: Result) -> list[str]:
    found = result.scored
    if not isinstance(found, Judged):
        return [result.tool.title, *["–"] * 4, *_cost(result)]
    threshold = f"{result.run['threshold']:g}"
    return [result.tool.title, threshold, *_three(found.figures), *_cost(result)]


def _cost(result: Result) -> list[str]:
    run = result.run
    if not run:
        return ["–", "–", "–", result.tool.unasked.get(result.set.key, "failed or not yet run")]
    return [
        f"{run['seconds']:,.1f}", f"{run['peak_mb']:,.0f}", f"{run['load']:.1f}", _remark(run),
    ]  # fmt: skip


def _remark(run: Mapping[str, Any]) -> str:
    if run["stopped"]:
        return f"stopped after {run['limit']:,.0f} seconds and more, nothing written"
    if cut(run):
        within = f"{run['limit']:,.0f} seconds"
        return f"cut short: {run['weighed']:,} candidates weighed, those that {within} sufficed for"
    return "; ".join(run.get("notes", ()))


def cut(run: Mapping[str, Any]) -> bool:
    """Whether candidates were left when the time was over."""
    return bool(run.get("weighed", run.get("candidates", 0)) < run.get("candidates", 0))


def _categories(results: Sequence[Result]) -> str:
    """The share of right verdicts by category; F1 says nothing where all pairs are different."""
    judged = [(r.tool, r.scored) for r in results if isinstance(r.scored, Judged)]
    if not judged:
        return ""
    sizes = {name: of for name, (_, of) in judged[0][1].right.items()}
    large = sorted((n for n, of in sizes.items() if of >= LEAST_PAIRS), key=lambda n: -sizes[n])
    rows = [
        [name, str(sizes[name]), *(_percent(*found.right[name]) for _, found in judged)]
        for name in large
    ]
    few = [name for name in sizes if name not in large]
    if few:
        counted = [(found, [found.right[name] for name in few]) for _, found in judged]
        shares = [_percent(sum(r for r, _ in c), sum(n for _, n in c)) for _, c in counted]
        rows.append([f"{len(few)} others", str(sum(sizes[name] for name in few)), *shares])
    head = ("category: right verdicts", "pairs", *(tool.title for tool, _ in judged))
    return _table(head, rows)


def misses(results: Sequence[Result]) -> str:
    """Examples by set and tool: two that were joined and are different, two that were missed."""
    parts = []
    for one in dict.fromkeys(result.set for result in results):
        rows = [row for result in results if result.set == one for row in _examples(result)]
        if rows:
            parts += [f"## {one.title}", _table(("tool", "what", "one", "other"), rows)]
    return "\n\n".join(parts)


def _examples(result: Result) -> Iterator[list[str]]:
    found = result.scored
    if found is None:
        return
    for what, many in (("joined, different", found.wrong), ("missed, the same", found.missed)):
        for example in many:
            yield [result.tool.title, what, *sides(result, example)]


def sides(result: Result, example: str | tuple[str, str]) -> tuple[str, str]:
    """The values of both, as text."""
    if isinstance(example, str):
        path = str(result.prepared / "pairs.parquet")
        sql = 'SELECT "left", "right" FROM read_parquet(?) WHERE id = ?'
        one, two = duckdb.execute(sql, [path, example]).fetchall()[0]
        return _cell(one), _cell(two)
    path = str(result.prepared / "records.parquet")
    found = duckdb.execute("SELECT * FROM read_parquet(?) WHERE id IN (?, ?)", [path, *example])
    names = [column[0] for column in found.description or ()]
    rows = {row["id"]: row for row in (dict(zip(names, r, strict=True)) for r in found.fetchall())}
    told = [name for name in names if name not in ("id", "source", "kind", "first_and_surname")]
    one, two = (
        " · ".join(_cell(rows[key][name]) if rows[key][name] else "–" for name in told)
        for key in example
    )
    return one, two


def _cell(text: str) -> str:
    """Text that breaks no table and starts no markup."""
    return json.dumps(text, ensure_ascii=False)[1:-1].replace("|", "\\|").replace("<", "&lt;")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _three(found: Figures) -> tuple[str, str, str]:
    return _number(found.precision), _number(found.recall), _number(found.f1)


def _number(share: float) -> str:
    return f"{share:.4f}".removeprefix("0") if share < 1 else "1.0000"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
