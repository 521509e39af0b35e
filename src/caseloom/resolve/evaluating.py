"""How right the machine would be, measured against a truth. Reads and writes no judgement."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from caseloom.audit import actions as audit
from caseloom.engine.linkage import cluster, measure
from caseloom.engine.linkage.features import GROUPS
from caseloom.engine.linkage.score import probability
from caseloom.kernel.errors import Invalid
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import gathering, reading, rows, types

THRESHOLD = cluster.Rules().threshold
_OTHERS = (0.0, 2.0, 3.0, 6.0, 8.0, 10.0)
# Pairs below this tell nothing more than that they are below it.
_LEAST = -10.0
_ENTITIES = """
    SELECT DISTINCT s.key, r.origin_id, r.entity_id
      FROM store_current r JOIN store_source s ON s.id = r.source_id
     WHERE s.key = ANY(%s)
"""


@dataclass(slots=True)
class _Found:
    """What all groups together gave, by entity id as text."""

    bits: dict[measure.Pair, float] = field(default_factory=dict)
    candidates: set[measure.Pair] = field(default_factory=set)
    keys_left_out: int = 0
    models: dict[str, str] = field(default_factory=dict)


def evaluate(viewer: Viewer, truth_path: Path, *, threshold: float = THRESHOLD) -> types.Evaluation:
    """Figures of the groups that follow at `threshold` bits, against `truth_path`.

    The truth is a CSV with the columns source, key (the entity's own id in that source), cluster.
    Groups are made by average link inside components, honouring the viewer's judgements as
    must-link and cannot-link. Raises Invalid for another form of file, or one that names nothing
    the viewer may see.
    """
    truth, missing = _truth(truth_path)
    found = _Found()
    for group in GROUPS:
        _gather(group, viewer, found)
    must, cannot = _links(truth)
    groups = {t: _clusters(found, t, must, cannot) for t in {threshold, *_OTHERS}}
    blocked = measure.blocking_recall(truth, found.candidates)
    audit.record(
        verb="evaluation.run", object_kind="evaluation", object_id=truth_path.name, by=viewer,
        detail={"entities": len(truth), "threshold": threshold},
    )  # fmt: skip
    return types.Evaluation(
        threshold=threshold,
        probability=probability(threshold),
        entities=len(truth),
        missing=missing,
        true_pairs=_true_pairs(truth),
        pair=_figures(measure.pairwise(truth, groups[threshold])),
        b_cubed=_figures(measure.b_cubed(truth, groups[threshold])),
        blocking_recall=blocked,
        keys_left_out=found.keys_left_out,
        models=found.models,
        by_threshold={t: _figures(measure.pairwise(truth, g)) for t, g in sorted(groups.items())},
    )


def _truth(path: Path) -> tuple[dict[str, str], int]:
    """(cluster by entity id, how many lines name nothing that the viewer may see)."""
    lines = list(_lines(path))
    known = {
        (source, origin): str(entity)
        for source, origin, entity in rows.fetch(_ENTITIES, [list({s for s, _, _ in lines})])
    }
    truth = {
        known[source, key]: cluster_id
        for source, key, cluster_id in lines
        if (source, key) in known
    }
    if not truth:
        raise Invalid(
            f"None of the {len(lines):,} lines in {path.name} names an entity that you may see.",
            remedy="The column source holds the source's key, the column key the id within it.",
            field="truth",
        )
    return truth, sum(1 for source, key, _ in lines if (source, key) not in known)


def _lines(path: Path) -> Iterator[tuple[str, str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            lacking = {"source", "key", "cluster"} - set(reader.fieldnames or ())
            if lacking:
                raise Invalid(
                    f"{path.name} lacks the column {', '.join(sorted(lacking))}.",
                    remedy="A truth has the columns source,key,cluster.",
                    field="truth",
                )
            yield from ((row["source"], row["key"], row["cluster"]) for row in reader)
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(
            f"{path} cannot be read.", remedy="Give a CSV file in UTF-8.", field="truth"
        ) from error


def _gather(group: str, viewer: Viewer, found: _Found) -> None:
    gathered = gathering.Gathered(group, viewer, lambda _: None)
    try:
        for pair in gathered.scored(_LEAST):
            key = _pair(pair["left"], pair["right"])
            found.bits[key] = max(pair["bits"], found.bits.get(key, _LEAST))
        found.candidates.update(_pair(one, two) for one, two in gathered.candidates())
    finally:
        gathered.close()
    found.keys_left_out += gathered.blocked.keys_left_out
    if gathered.count:
        found.models[group] = gathered.model.hash


def _pair(one: str, two: str) -> measure.Pair:
    a, b = str(gathering.parts(one)[0]), str(gathering.parts(two)[0])
    return (a, b) if a < b else (b, a)


def _links(truth: Mapping[str, str]) -> tuple[list[measure.Pair], list[measure.Pair]]:
    now = reading.composition([UUID(entity) for entity in truth])
    must = [(str(a), str(b)) for _, a, b in now.same]
    return must, [(str(a), str(b)) for _, a, b in now.apart]


def _clusters(
    found: _Found, threshold: float, must: Iterable[measure.Pair], cannot: Iterable[measure.Pair]
) -> list[tuple[str, ...]]:
    rules = cluster.Rules(threshold=threshold)
    return cluster.clusters(found.bits, rules=rules, must=must, cannot=cannot)


def _figures(figures: measure.Figures) -> types.Figures:
    return types.Figures(figures.precision, figures.recall, figures.f1)


def _true_pairs(truth: Mapping[str, str]) -> int:
    sizes: dict[str, int] = {}
    for cluster_id in truth.values():
        sizes[cluster_id] = sizes.get(cluster_id, 0) + 1
    return sum(n * (n - 1) // 2 for n in sizes.values())
