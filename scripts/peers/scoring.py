"""One scorer for all: what a tool wrote, against the labels that it never saw."""

import csv
import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import duckdb

from caseloom.engine.linkage import measure
from caseloom.engine.linkage.cluster import components
from caseloom.engine.linkage.measure import Figures, Pair

EXAMPLES = 3
# No larger group is looked through for examples pair by pair.
LOOKED = 200


@dataclass(frozen=True, slots=True)
class Scored:
    """How right a tool's groups are. `given`: its pairs before they were made groups, if told.

    `groups`: how many of two and more, `largest`: members of the largest; `wrong` and `missed`:
    examples, chosen by a hash of their ids and by nobody.
    """

    pair: Figures
    b_cubed: Figures
    given: Figures | None
    groups: int
    largest: int
    wrong: tuple[Pair, ...] = ()
    missed: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """How right verdicts on pairs are. `right`: by category, (right verdicts, pairs)."""

    figures: Figures
    right: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    wrong: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()


def score(folder: Path, out: Path) -> Scored:
    """The figures of what is in `out`: clusters.parquet, or else groups made of pairs.parquet."""
    truth = {row["id"]: row["cluster"] for row in _rows(folder / "truth.csv")}
    pairs = _pairs(out / "pairs.parquet") if (out / "pairs.parquet").exists() else None
    clusters = out / "clusters.parquet"
    groups = list(_groups(clusters)) if clusters.exists() else components(pairs or ())
    return Scored(
        pair=measure.pairwise(truth, groups),
        b_cubed=measure.b_cubed(truth, groups),
        given=None if pairs is None else pair_figures(truth, pairs),
        groups=len(groups),
        largest=max((len(group) for group in groups), default=0),
        wrong=tuple(_first(false_pairs(truth, groups))),
        missed=tuple(_first(missed_pairs(truth, groups))),
    )


def judge(folder: Path, out: Path) -> Judged:
    """The figures of verdicts.parquet, in all and by category."""
    rows = {row["id"]: row for row in _rows(folder / "truth.csv")}
    found = duckdb.execute(
        "SELECT id, same FROM read_parquet(?)", [str(out / "verdicts.parquet")]
    ).fetchall()
    told = {key: bool(same) for key, same in found}
    wrong = [key for key, same in told.items() if same and rows[key]["same"] == "0"]
    missed = [key for key, row in rows.items() if row["same"] == "1" and not told.get(key)]
    hits = sum(told.values()) - len(wrong)
    right: dict[str, Counter[bool]] = defaultdict(Counter)
    for key, row in rows.items():
        right[row["category"]][told.get(key, False) == (row["same"] == "1")] += 1
    return Judged(
        figures=Figures(_share(hits, sum(told.values())), _share(hits, hits + len(missed))),
        right={name: (count[True], count.total()) for name, count in sorted(right.items())},
        wrong=tuple(sorted(wrong, key=_chance)[:EXAMPLES]),
        missed=tuple(sorted(missed, key=_chance)[:EXAMPLES]),
    )


def pair_figures(truth: Mapping[str, str], pairs: Collection[Pair]) -> Figures:
    """Figures of pairs as they were given, each once, those outside the truth left out."""
    known = {(min(pair), max(pair)) for pair in pairs if pair[0] in truth and pair[1] in truth}
    hits = sum(1 for one, two in known if truth[one] == truth[two])
    actual = sum(n * (n - 1) // 2 for n in Counter(truth.values()).values())
    return Figures(_share(hits, len(known)), _share(hits, actual))


def false_pairs(truth: Mapping[str, str], groups: Iterable[Collection[str]]) -> Iterator[Pair]:
    """One pair of different people from each group that has one, groups in order of a hash."""
    mixed = [group for group in groups if len({truth[m] for m in group if m in truth}) > 1]
    for group in sorted(mixed, key=lambda one: _chance(min(one))):
        members = sorted((m for m in group if m in truth), key=_chance)[:LOOKED]
        pair = next((p for p in combinations(members, 2) if truth[p[0]] != truth[p[1]]), None)
        if pair:
            yield pair


def missed_pairs(truth: Mapping[str, str], groups: Iterable[Collection[str]]) -> Iterator[Pair]:
    """One pair that was not found from each true cluster that has one, in order of a hash."""
    at = {member: number for number, group in enumerate(groups) for member in group}
    clusters: dict[str, list[str]] = defaultdict(list)
    for member, cluster in truth.items():
        clusters[cluster].append(member)
    for members in sorted(clusters.values(), key=lambda one: _chance(min(one))):
        several = sorted(members, key=_chance)[:LOOKED]
        for one, two in combinations(several, 2):
            if one not in at or at[one] != at.get(two):
                yield one, two
                break


def _first(pairs: Iterator[Pair]) -> Iterator[Pair]:
    yield from (pair for _, pair in zip(range(EXAMPLES), pairs, strict=False))


def _chance(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _pairs(path: Path) -> list[Pair]:
    sql = 'SELECT "left", "right" FROM read_parquet(?)'
    return [(one, two) for one, two in duckdb.execute(sql, [str(path)]).fetchall()]


def _groups(path: Path) -> Iterator[tuple[str, ...]]:
    sql = "SELECT list(id ORDER BY id) FROM read_parquet(?) GROUP BY cluster HAVING count(*) > 1"
    yield from (tuple(row[0]) for row in duckdb.execute(sql, [str(path)]).fetchall())
