"""Caseloom's own resolution on a prepared set, by the functions that a run in the product calls.

    python scripts/peers/own.py SET FOLDER OUT

`link` is all that the comparison knows of the engine: what `caseloom.resolve.running` does with
records from PostgreSQL, it does with records from Parquet, with the threshold and the rules of
groups that ship. Weights are learnt without labels where there are enough records.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from caseloom.engine.linkage import batch, cluster, features, linking
from caseloom.engine.linkage.defaults import default_model
from caseloom.engine.linkage.levels import COMPARISONS, level_of

MEMORY = "2GB"  # as caseloom.resolve.gathering gives it
THRESHOLD = cluster.Rules().threshold  # pairs that are shown; groups go by their model
# Two names by themselves are called the same when one holds the other in two words and more, or all
# but one short word agrees, which differs by a slip: the levels of a name from here up.
SAME = 3


@dataclass(frozen=True, slots=True)
class Record:
    """One record as the store holds it; `id` is its entity's."""

    id: str
    source: str
    schema: str
    properties: features.Properties
    originals: features.Properties


@dataclass(slots=True)
class Linked:
    """`groups` of two and more; `bits` by pair; how many pairs were weighed."""

    groups: list[tuple[str, ...]] = field(default_factory=list)
    bits: dict[cluster.Pair, float] = field(default_factory=dict)
    candidates: int = 0
    notes: list[str] = field(default_factory=list)


def link(records: Iterable[Record]) -> Linked:
    """Who is the same among `records`, group by group of what is compared."""
    by_group: dict[str, list[Record]] = {}
    for record in records:
        group = features.group_of(record.schema)
        if group is not None:
            by_group.setdefault(group, []).append(record)
    made = Linked()
    sources = {key: n for n, key in enumerate(sorted({r.source for r in records_of(by_group)}), 1)}
    for group, many in sorted(by_group.items()):
        _link(group, _units(many, sources), made)
    return made


def records_of(by_group: dict[str, list[Record]]) -> Iterator[Record]:
    """All of them."""
    return (record for many in by_group.values() for record in many)


def _link(group: str, units: Iterable[batch.Unit], made: Linked) -> None:
    duck = batch.connect(memory_limit=MEMORY)
    try:
        batch.load_units(duck, units)
        linked = linking.link(duck, default_model(group))
        made.candidates += linked.blocked.pairs
        made.notes += [f"{group}: {note}" for note in linked.model.notes]
        grouping = linking.group(duck, linked.model)
        made.groups += grouping.clusters()
        for edge in grouping.edges(linking.LEAST_BITS):
            made.bits[edge.left, edge.right] = edge.bits
    finally:
        duck.close()


def _units(records: list[Record], sources: dict[str, int]) -> Iterator[batch.Unit]:
    for key, many in groupby(sorted(records, key=lambda one: one.id), key=lambda one: one.id):
        by_schema: dict[str, list[features.Properties]] = {}
        held: set[str] = set()
        for one in many:
            given = features.with_originals(one.schema, one.properties, one.originals)
            by_schema.setdefault(one.schema, []).append(given)
            held.add(one.source)
        described = features.merge(features.extract(s, p) for s, p in by_schema.items())
        source = sources[held.pop()] if len(held) == 1 else 0
        yield batch.Unit(key, key, described, source=source)


def judge(schema: str, left: str, right: str) -> int:
    """How far two names agree, from 6 (the same) to 0 (no part in common)."""
    one, two = (features.extract(schema, [{"name": [name]}]) for name in (left, right))
    names = COMPARISONS["names"]
    level = level_of(names, one, two, frozenset())
    keys = [known.key for known in names.levels]
    return len(keys) - 1 - keys.index(level.key) if level else 0


def _records(folder: Path) -> Iterator[Record]:
    for row in pq.read_table(folder / "entities.parquet").to_pylist():
        originals = json.loads(row["originals"]) if row["originals"] else {}
        yield Record(
            row["id"], row["source"], row["schema"], json.loads(row["properties"]), originals
        )


def main(key: str, folder: Path, out: Path) -> None:
    """Link the set, or judge its pairs, and write what was found."""
    said: dict[str, Any] = {"versions": {"caseloom": version("caseloom")}, "notes": []}
    if key == "name-pairs":
        rows = [
            {"id": row["id"], "score": judge(row["schema"], row["left"], row["right"])}
            for row in pq.read_table(folder / "pairs.parquet").to_pylist()
        ]
        verdicts = [{**row, "same": row["score"] >= SAME} for row in rows]
        pq.write_table(pa.Table.from_pylist(verdicts), out / "verdicts.parquet")
        said["threshold"] = SAME
    else:
        made = link(_records(folder))
        said |= {"candidates": made.candidates, "threshold": THRESHOLD, "notes": made.notes}
        _write(made, out)
    (out / "said.json").write_text(json.dumps(said))


def _write(made: Linked, out: Path) -> None:
    pairs = [(a, b, bits) for (a, b), bits in made.bits.items() if bits >= THRESHOLD]
    columns = list(zip(*pairs, strict=True)) or [(), (), ()]
    table = pa.table({
        "left": pa.array(columns[0], pa.string()), "right": pa.array(columns[1], pa.string()),
        "score": pa.array(columns[2], pa.float64()),
    })  # fmt: skip
    pq.write_table(table, out / "pairs.parquet")
    members = [(one, group[0]) for group in made.groups for one in group]
    ids = pa.array([one for one, _ in members], pa.string())
    held = pa.array([name for _, name in members], pa.string())
    pq.write_table(pa.table({"id": ids, "cluster": held}), out / "clusters.parquet")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
