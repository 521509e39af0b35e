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

from caseloom.engine.linkage import batch, cluster, features, weighing
from caseloom.engine.linkage.defaults import default_model
from caseloom.engine.linkage.score import score
from caseloom.engine.linkage.training import trained

MEMORY = "2GB"  # as caseloom.resolve.gathering gives it
THRESHOLD = cluster.Rules().threshold
# Pairs below this do not bind, and say no more against than that they are below it.
LEAST = -10.0
# A pair by itself is called the same from where it would be shown to a person: even odds.
EVEN = 0.0


@dataclass(frozen=True, slots=True)
class Record:
    """One record as the store holds it; `id` is its entity's."""

    id: str
    schema: str
    properties: features.Properties
    originals: features.Properties


@dataclass(slots=True)
class Linked:
    """`groups` of two and more; `bits` by pair from LEAST on; how many pairs were weighed."""

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
    for group, many in sorted(by_group.items()):
        _weigh(group, many, made)
    made.groups = cluster.clusters(made.bits, rules=cluster.Rules(threshold=THRESHOLD))
    return made


def _weigh(group: str, records: list[Record], made: Linked) -> None:
    duck = batch.connect(memory_limit=MEMORY)
    try:
        batch.load_units(duck, _units(records))
        blocked = batch.block(duck)
        made.candidates += blocked.pairs
        counted = batch.count_frequencies(duck, default_model(group))
        weighing.prepare(duck, counted)
        weighing.compare(duck, counted, "pair", "compared")
        model = trained(duck, counted)
        made.notes += [f"{group}: {note}" for note in model.notes]
        if blocked.pairs:
            weighing.weigh(duck, model, "compared", least_bits=LEAST)
            for pair in weighing.scored(duck):
                one, two = sorted((pair["left"], pair["right"]))
                made.bits[one, two] = pair["bits"]
    finally:
        duck.close()


def _units(records: list[Record]) -> Iterator[batch.Unit]:
    for key, many in groupby(sorted(records, key=lambda one: one.id), key=lambda one: one.id):
        by_schema: dict[str, list[features.Properties]] = {}
        for one in many:
            given = features.with_originals(one.schema, one.properties, one.originals)
            by_schema.setdefault(one.schema, []).append(given)
        described = features.merge(features.extract(s, p) for s, p in by_schema.items())
        yield batch.Unit(key, key, described)


def judge(schema: str, left: str, right: str) -> float:
    """The bits for two names, each all that is known, by the weights that ship."""
    one, two = (features.extract(schema, [{"name": [name]}]) for name in (left, right))
    return score(default_model(features.group_of(schema) or "organisation"), one, two).bits


def _records(folder: Path) -> Iterator[Record]:
    for row in pq.read_table(folder / "entities.parquet").to_pylist():
        originals = json.loads(row["originals"]) if row["originals"] else {}
        yield Record(row["id"], row["schema"], json.loads(row["properties"]), originals)


def main(key: str, folder: Path, out: Path) -> None:
    """Link the set, or judge its pairs, and write what was found."""
    said: dict[str, Any] = {"versions": {"caseloom": version("caseloom")}, "notes": []}
    if key == "name-pairs":
        rows = [
            {"id": row["id"], "score": judge(row["schema"], row["left"], row["right"])}
            for row in pq.read_table(folder / "pairs.parquet").to_pylist()
        ]
        verdicts = [{**row, "same": row["score"] >= EVEN} for row in rows]
        pq.write_table(pa.Table.from_pylist(verdicts), out / "verdicts.parquet")
        said["threshold"] = EVEN
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
