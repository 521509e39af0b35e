"""What speaks against a group: the pairs inside it that no run suggested, weighed when read.

A run keeps pairs from even odds on. What it weighed below, or never compared, is missing from a
group that is made of what it kept, which so looks better than it is. Weighed as the viewer sees
both sides, from open weights: it follows from nothing that he may not see.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from uuid import UUID

from caseloom.engine.linkage.features import Features
from caseloom.engine.linkage.score import Scorer
from caseloom.kernel.ids import uuid_array
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import describing, modelling, rows, types
from caseloom.store import queries as store

# Members of a group that are weighed against each other, and records that are read for it.
MEMBERS, RECORDS = 12, 2_000
Pair = tuple[UUID, UUID]
_SIZES = """
    SELECT entity_id, count(*) FROM store_current WHERE entity_id = ANY(%s) GROUP BY entity_id
"""


def against(
    viewer: Viewer,
    members: Mapping[UUID, tuple[UUID, ...]],
    *,
    known: Collection[Pair],
    complete: bool,
) -> types.Against:
    """The pairs of `members` that are not `known` (smaller first) and are below even odds.

    members: by representative all ids of each entity, those first that matter most; beyond
    MEMBERS or RECORDS the rest is left out, and said. complete: whether these are all there are.
    """
    looked_at = _affordable(members)
    wanted = [pair for pair in combinations(sorted(looked_at), 2) if pair not in known]
    sides = dict.fromkeys(side for pair in wanted for side in pair)
    _, described = describing.describe_all(viewer, [members[side] for side in sides])
    features = {side: one for side, one in zip(sides, described, strict=True) if one}
    weighed = _weighed(wanted, features, members)
    found = [one for one in weighed if one.score < 0 and _field_against(one)]
    return types.Against(
        pairs=_named(viewer, members, sorted(found, key=lambda one: (one.score, one.left))),
        weighed=len(weighed),
        complete=complete and len(looked_at) == len(members),
    )


def _affordable(members: Mapping[UUID, tuple[UUID, ...]]) -> list[UUID]:
    """As many members, in their order, as can be read while somebody waits."""
    first = list(members)[:MEMBERS]
    ids = [entity for member in first for entity in members[member]]
    sizes: dict[UUID, int] = dict(rows.fetch(_SIZES, [uuid_array(ids)]))
    found, records = [], 0
    for member in first:
        records += sum(sizes.get(entity, 0) for entity in members[member])
        if records > RECORDS:
            break
        found.append(member)
    return found


def _weighed(
    wanted: Sequence[Pair],
    features: Mapping[UUID, Features],
    members: Mapping[UUID, tuple[UUID, ...]],
) -> list[types.Opposed]:
    """Those that can be compared, without their captions."""
    models = {group: modelling.current(group) for group in {f.group for f in features.values()}}
    found = []
    for one, two in wanted:
        left, right = features.get(one), features.get(two)
        if left is None or right is None or left.group != right.group:
            continue
        model = models[left.group]
        scorer = Scorer(model, left)
        score = scorer.score(scorer.levels(right))
        found.append(types.Opposed(
            left=members[one][0], right=members[two][0], left_caption="", right_caption="",
            score=score.bits, probability=model.probability(score.bits),
            calibrated=model.calibrated, weights=rows.explained(score, {}, {}),
        ))  # fmt: skip
    return found


def _field_against(one: types.Opposed) -> bool:
    """Whether a field says so: that two share little is no evidence that they are two."""
    return any(w.weight < 0 and w.field not in rows.TITLES for w in one.weights)


def _named(
    viewer: Viewer, members: Mapping[UUID, tuple[UUID, ...]], found: Sequence[types.Opposed]
) -> tuple[types.Opposed, ...]:
    ids = {group[0]: group for group in members.values()}
    ends = dict.fromkeys(end for one in found for end in (one.left, one.right))
    composed = store.compose_many(viewer, [ids[end] for end in ends])
    captions = {end: made.caption if made else "" for end, made in zip(ends, composed, strict=True)}
    return tuple(
        replace(one, left_caption=captions[one.left], right_caption=captions[one.right])
        for one in found
    )
