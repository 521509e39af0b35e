"""How right the machine would be, measured against a truth. Reads and writes no judgement."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from caseloom.audit import actions as audit
from caseloom.engine.linkage import blocking, cluster, measure
from caseloom.engine.linkage.features import GROUPS
from caseloom.engine.linkage.linking import Grouping
from caseloom.engine.linkage.score import probability
from caseloom.kernel.errors import Invalid
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import evaluated, gathering, reading, rows, types
from caseloom.resolve.running import SUGGEST_BITS

# The threshold of an untrained model, and of figures that a threshold shall rest on.
THRESHOLD = cluster.Rules().threshold
_OTHERS = (0.0, 2.0, 3.0, 6.0, 8.0, 10.0)
_ENTITIES = """
    SELECT DISTINCT s.key, r.origin_id, r.entity_id
      FROM store_current r JOIN store_source s ON s.id = r.source_id
     WHERE s.key = ANY(%s)
"""


@dataclass(slots=True)
class _Found:
    """What all groups together gave."""

    groups: dict[str, Grouping] = field(default_factory=dict)
    joined: list[tuple[str, ...]] = field(default_factory=list)
    candidates: dict[measure.Pair, int] = field(default_factory=dict)
    keys_left_out: int = 0


def evaluate(
    viewer: Viewer, truth_path: Path, *, threshold: float | None = None
) -> types.Evaluation:
    """Figures of the groups that follow at `threshold` bits, against `truth_path`.

    The truth is a CSV with the columns source, key (the entity's own id in that source), cluster.
    Without a threshold each group of types has that of its model: even odds where it was trained,
    95 % where not. Groups are made by average link inside components, honouring the viewer's
    judgements as must-link and cannot-link. Raises Invalid for another form of file, or one that
    names nothing the viewer may see.
    """
    truth, missing = _truth(truth_path)
    found = _Found()
    for group in GROUPS:
        _gather(group, viewer, found)
    must, cannot = _links(truth)
    made = {t: _clusters(found, t, must, cannot) for t in {threshold, *_OTHERS}}
    shown = _shown(found, threshold)
    audit.record(
        verb="evaluation.run", object_kind="evaluation", object_id=truth_path.name, by=viewer,
        detail={"entities": len(truth), "threshold": shown},
    )  # fmt: skip
    return types.Evaluation(
        threshold=shown,
        probability=probability(shown),
        entities=len(truth),
        missing=missing,
        true_pairs=_true_pairs(truth),
        pair=_figures(measure.pairwise(truth, made[threshold])),
        b_cubed=_figures(measure.b_cubed(truth, made[threshold])),
        automatic=_figures(measure.pairwise(truth, _chains(found, shown, must))),
        blocking_recall=measure.blocking_recall(truth, found.candidates),
        rules=_rules(found.candidates, truth),
        ranges=evaluated.ranges(truth, made[threshold]),
        **evaluated.belief(truth, _suggested(found)),
        held_out=evaluated.held_out(truth, _suggested(found), found.joined),
        calibrated=all(one.model.calibrated for one in found.groups.values()),
        keys_left_out=found.keys_left_out,
        models={name: one.model.hash for name, one in found.groups.items()},
        by_threshold={
            shown if t is None else t: _figures(measure.pairwise(truth, g)) for t, g in made.items()
        },
    )


def _suggested(found: _Found) -> list[evaluated.Suggested]:
    """(left, right, bits, probability) of the pairs that a person would be shown."""
    best: dict[measure.Pair, tuple[float, float]] = {}
    for one in found.groups.values():
        for edge in one.edges:
            bits = edge.bits - edge.shift
            if bits >= SUGGEST_BITS:
                pair = (edge.left, edge.right)
                best[pair] = max(best.get(pair, (bits, 0.0)), (bits, one.model.probability(bits)))
    return [(left, right, *value) for (left, right), value in best.items()]


def _rules(
    candidates: Mapping[measure.Pair, int], truth: Mapping[str, str]
) -> tuple[types.RuleFigures, ...]:
    """What each kind of key found, of the true pairs and of all candidates."""
    everything, true = Counter(candidates.values()), Counter[int]()
    for (one, two), kinds in candidates.items():
        if one in truth and truth[one] == truth.get(two):
            true[kinds] += 1
    whole = max(1, _true_pairs(truth))
    found = []
    for number, kind in enumerate(blocking.KINDS):
        bit = 1 << number
        pairs = sum(n for kinds, n in everything.items() if kinds & bit)
        if pairs:
            recall = sum(n for kinds, n in true.items() if kinds & bit) / whole
            title = blocking.TITLES[kind]
            found.append(types.RuleFigures(kind, title, pairs, recall, true[bit] / whole))
    return tuple(found)


def _shown(found: _Found, threshold: float | None) -> float:
    """The threshold that figures are said to be at: given, or the highest that was used."""
    if threshold is not None:
        return threshold
    used = (cluster.rules_of(one.model).threshold for one in found.groups.values())
    return max(used, default=THRESHOLD)


def _chains(found: _Found, threshold: float, must: Iterable[measure.Pair]) -> list[tuple[str, ...]]:
    """What a machine would join by itself: pairs inside a group, and so whatever they chain."""
    at = {member: number for number, group in enumerate(found.joined) for member in group}
    pairs = (
        (e.left, e.right)
        for one in found.groups.values()
        for e in one.edges
        if e.bits - e.shift >= threshold and at.get(e.left, -1) == at.get(e.right, -2)
    )
    return cluster.components([*pairs, *must])


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
        if gathered.count:
            found.groups[group] = gathered.grouping()
            found.joined += (
                tuple({gathering.entity(unit) for unit in units})
                for units in gathered.open_groups()
            )
        for one, two, kinds in gathered.candidates():
            pair = _pair(one, two)
            found.candidates[pair] = found.candidates.get(pair, 0) | kinds
    finally:
        gathered.close()
    found.keys_left_out += gathered.blocked.keys_left_out


def _pair(one: str, two: str) -> measure.Pair:
    a, b = gathering.entity(one), gathering.entity(two)
    return (a, b) if a < b else (b, a)


def _links(truth: Mapping[str, str]) -> tuple[list[measure.Pair], list[measure.Pair]]:
    now = reading.composition([UUID(entity) for entity in truth])
    must = [(str(a), str(b)) for _, a, b in now.same]
    return must, [(str(a), str(b)) for _, a, b in now.apart]


def _clusters(
    found: _Found,
    threshold: float | None,
    must: Iterable[measure.Pair],
    cannot: Iterable[measure.Pair],
) -> list[tuple[str, ...]]:
    groups = found.groups.values()
    return [made for one in groups for made in one.clusters(threshold, must, cannot)]


def _figures(figures: measure.Figures) -> types.Figures:
    return types.Figures(figures.precision, figures.recall, figures.f1)


def _true_pairs(truth: Mapping[str, str]) -> int:
    sizes: dict[str, int] = {}
    for cluster_id in truth.values():
        sizes[cluster_id] = sizes.get(cluster_id, 0) + 1
    return sum(n * (n - 1) // 2 for n in sizes.values())
