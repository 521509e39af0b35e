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
from caseloom.engine.linkage.model import Model
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


# Pairs that judgements join, and that they keep apart.
_Links = tuple[list[measure.Pair], list[measure.Pair]]


@dataclass(slots=True)
class _Found:
    """What all groups together gave."""

    models: dict[str, Model] = field(default_factory=dict)
    made: dict[float | None, list[tuple[str, ...]]] = field(default_factory=dict)
    suggested: dict[measure.Pair, tuple[float, float]] = field(default_factory=dict)
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
    links = _links(truth)
    made = {t: list[tuple[str, ...]]() for t in (threshold, *_OTHERS)}
    found = _Found(made=made)
    for group in GROUPS:
        _gather(group, viewer, found, links)
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
        automatic=_figures(measure.pairwise(truth, _chains(found, shown, links[0]))),
        blocking_recall=measure.blocking_recall(truth, found.candidates),
        rules=_rules(found.candidates, truth),
        ranges=evaluated.ranges(truth, made[threshold]),
        **evaluated.belief(truth, _suggested(found)),
        held_out=evaluated.held_out(truth, _suggested(found), found.joined),
        calibrated=all(model.calibrated for model in found.models.values()),
        keys_left_out=found.keys_left_out,
        models={name: model.hash for name, model in found.models.items()},
        by_threshold={
            shown if t is None else t: _figures(measure.pairwise(truth, g)) for t, g in made.items()
        },
    )


def _suggested(found: _Found) -> list[evaluated.Suggested]:
    """(left, right, bits, probability) of the pairs that a person would be shown."""
    return [
        (left, right, *value)
        for (left, right), value in found.suggested.items()
        if value[0] >= SUGGEST_BITS
    ]


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
    used = (cluster.rules_of(model).threshold for model in found.models.values())
    return max(used, default=THRESHOLD)


def _chains(found: _Found, threshold: float, must: Iterable[measure.Pair]) -> list[tuple[str, ...]]:
    """What a machine would join by itself: pairs inside a group, and so whatever they chain."""
    at = {member: number for number, group in enumerate(found.joined) for member in group}
    pairs = (
        (left, right)
        for (left, right), (bits, _) in found.suggested.items()
        if bits >= threshold and at.get(left, -1) == at.get(right, -2)
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


def _gather(group: str, viewer: Viewer, found: _Found, links: _Links) -> None:
    gathered = gathering.Gathered(group, viewer, lambda _: None)
    try:
        if gathered.count:
            found.models[group] = gathered.model
            for threshold, made in found.made.items():
                made += gathered.clusters(threshold, *links)
            _suggest(gathered, found, min(SUGGEST_BITS, *(t for t in found.made if t is not None)))
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


def _suggest(gathered: gathering.Gathered, found: _Found, least_bits: float) -> None:
    for edge in gathered.edges(least_bits):
        bits = edge.bits - edge.shift
        known = found.suggested.get((edge.left, edge.right), (bits, 0.0))
        new = (bits, gathered.model.probability(bits))
        found.suggested[edge.left, edge.right] = max(known, new)


def _pair(one: str, two: str) -> measure.Pair:
    a, b = gathering.entity(one), gathering.entity(two)
    return (a, b) if a < b else (b, a)


def _links(truth: Mapping[str, str]) -> _Links:
    now = reading.composition([UUID(entity) for entity in truth])
    must = [(str(a), str(b)) for _, a, b in now.same]
    return must, [(str(a), str(b)) for _, a, b in now.apart]


def _figures(figures: measure.Figures) -> types.Figures:
    return types.Figures(figures.precision, figures.recall, figures.f1)


def _true_pairs(truth: Mapping[str, str]) -> int:
    sizes: dict[str, int] = {}
    for cluster_id in truth.values():
        sizes[cluster_id] = sizes.get(cluster_id, 0) + 1
    return sum(n * (n - 1) // 2 for n in sizes.values())
