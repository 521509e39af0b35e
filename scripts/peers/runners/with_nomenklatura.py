"""nomenklatura: candidates by its own index, weighed by one of its algorithms, same above .7.

Runs in an environment of its own: `with_nomenklatura.py SET FOLDER OUT ALGORITHM SECONDS`. What
`nomenklatura xref --auto-threshold 0.7 --discount-internal 1` does, with two differences: it looks
at as many candidates as 20 a record (its default ends at 50,000 in all), and groups are made of
the pairs afterwards. When SECONDS have passed, the candidates that are left (the weakest, by its
index) stay unweighed, and said.json says how many.
"""

import json
import sys
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from followthemoney import Dataset, ValueEntity
from followthemoney import StatementEntity as Entity
from nomenklatura.blocker import Index
from nomenklatura.db import make_session
from nomenklatura.matching import ScoringConfig, get_algorithm
from nomenklatura.resolver import Resolver
from nomenklatura.store.memory import MemoryStore

THRESHOLD = 0.7
PER_RECORD = 20


def main(key: str, folder: Path, out: Path, name: str, seconds: float) -> None:
    """Link the set `key`, or judge its pairs, and write what was found."""
    until = time.monotonic() + seconds
    algorithm = get_algorithm(name)
    said = {
        "versions": {"nomenklatura": version("nomenklatura"), "duckdb": version("duckdb")},
        "threshold": THRESHOLD,
        "notes": [],
    }
    if key == "name-pairs":
        judge(folder, out, algorithm)
    else:
        said.update(link(key, folder, out, algorithm, until))
    (out / "said.json").write_text(json.dumps(said))


def link(key: str, folder: Path, out: Path, algorithm, until: float) -> dict[str, int]:
    """Write pairs.parquet; how many candidates there were, and how many were weighed."""
    sources, found = {}, []
    dataset = Dataset.make({"name": "all", "title": "all"})
    with make_session("sqlite://") as session:
        store = MemoryStore(dataset, Resolver(session, create=True).get_linker())
        with store.writer() as writer:
            for entity, source in entities(folder, dataset):
                sources[entity.id] = source
                writer.add_entity(entity)
        view = store.default_view()
        index = Index(view, out / "index")
        index.build()
        config = ScoringConfig.defaults()
        candidates = weighed = 0
        for (one, two), _ in index.pairs(max_pairs=PER_RECORD * len(sources)):
            candidates += 1
            if time.monotonic() > until:
                continue
            weighed += 1
            if key == "febrl4" and sources[one.id] == sources[two.id]:
                continue
            left, right = view.get_entity(one.id), view.get_entity(two.id)
            if not left.schema.can_match(right.schema):
                continue
            score = algorithm.compare(left, right, config).score
            if score > THRESHOLD:
                found.append((one.id, two.id, score))
        index.close()
    left, right, scores = zip(*found, strict=True) if found else ((), (), ())
    table = pa.table({"left": left, "right": right, "score": scores})
    pq.write_table(table, out / "pairs.parquet")
    return {"candidates": candidates, "weighed": weighed}


def entities(folder: Path, dataset: Dataset) -> Iterator[tuple[Entity, str]]:
    """Every entity with its source. Values are clean already, by the ontology that both share."""
    for row in pq.read_table(folder / "entities.parquet").to_pylist():
        entity = Entity(dataset, {"id": row["id"], "schema": row["schema"]})
        for name, values in json.loads(row["properties"]).items():
            if entity.schema.get(name) is not None:
                entity.add(name, values, cleaned=True)
        yield entity, row["source"]


def judge(folder: Path, out: Path, algorithm) -> None:
    """Write verdicts.parquet: each pair of names by itself."""
    rows, config = [], ScoringConfig.defaults()
    for row in pq.read_table(folder / "pairs.parquet").to_pylist():
        sides = [
            # Each an id of its own: what is read from a name is kept by the entity's id.
            ValueEntity.from_dict(
                {
                    "id": f"{side}-{row['id']}",
                    "schema": row["schema"],
                    "properties": {"name": [row[side]]},
                }
            )
            for side in ("left", "right")
        ]
        score = algorithm.compare(*sides, config).score
        rows.append({"id": row["id"], "score": score, "same": score > THRESHOLD})
    pq.write_table(pa.Table.from_pylist(rows), out / "verdicts.parquet")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4], float(sys.argv[5]))
