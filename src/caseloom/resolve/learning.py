"""A model learnt from the organisation's own judgements. No label leaves the database."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from caseloom.audit import actions as audit
from caseloom.engine.linkage import calibrating, cluster, learning
from caseloom.engine.linkage.features import Features
from caseloom.engine.linkage.learning import Example, Learnt
from caseloom.engine.linkage.model import Model
from caseloom.engine.linkage.score import score
from caseloom.kernel.errors import Invalid
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import describing, gathering, modelling, reading, rows, types
from caseloom.store import queries as store
from caseloom.store.types import Record

# People's judgements that stand, between records that everybody who signs in may see: the model
# is shared by all.
_JUDGED = """
    SELECT j.id, j."left", j.left_scope, j."right", j.right_scope, j.verdict = 'same', j.at
      FROM resolve_judgement j
     WHERE j.verdict IN ('same', 'different') AND j.actor_kind = 'person'
       AND j.left_scope = ANY(%(open)s) AND j.right_scope = ANY(%(open)s)
       AND NOT EXISTS (SELECT 1 FROM resolve_judgement u WHERE u.undoes = j.id)
     ORDER BY j.position
"""
_CHUNK = 2_000
# So many judgements since the model in use tell whether a new one is better.
LEAST_SINCE = 30

Unit = tuple[UUID, int]
Judged = tuple[UUID, UUID, int, UUID, int, bool, datetime]


def train(
    *, schemata: tuple[str, ...] = (), by: Viewer, keep: bool = True,
    progress: gathering.Report | None = None,
) -> tuple[types.Training, ...]:  # fmt: skip
    """Learn from people's judgements, group by group; what is better than before comes into use.

    Better: on judgements that it did not see, against the unlearnt weights, and against the model
    in use on those made since. With `keep` false nothing changes. Raises NotAllowed, Invalid.
    """
    by.must("resolve.run")
    report = progress or (lambda _: None)
    return tuple(_train(group, by, keep, report) for group in modelling.groups_of(schemata))


@transaction.atomic
def forget(*, group: str, reason: str, by: Viewer) -> None:
    """Take the learnt model of `group` out of use: the next run weighs without judgements.

    Raises NotAllowed, and Invalid for another group or without a reason.
    """
    by.must("resolve.run")
    if not reason.strip():
        raise Invalid("Say why.", remedy="A reason goes on record.", field="reason")
    (group,) = modelling.groups_of((group,))
    modelling.keep(learning.without(modelling.current(group)))
    audit.record(
        verb="model.forgotten", object_kind="model", object_id=group, by=by,
        detail={"reason": reason.strip()},
    )  # fmt: skip


@transaction.atomic
def _train(group: str, by: Viewer, keep: bool, report: gathering.Report) -> types.Training:
    found = list(_judged(by, group))
    examples = [example for example, _ in _examples(modelling.current(group), found)]
    if not learning.enough(examples):
        return _too_few(group, examples)
    gathered = gathering.Gathered(group, by, report, fresh=True)
    base = gathered.model
    gathered.close()
    examples = [example for example, _ in _examples(base, found)]
    report(types.Progress(f"learning {group}", len(examples), len(examples)))
    learnt = learning.learn(base, examples)
    since = _since(group, found, learnt)
    better = learnt.better and (since is None or since[1] < since[0])
    if keep and better:
        _keep(learnt, by)
    return _told(group, learnt, since, better, keep)


def _keep(learnt: Learnt, by: Viewer) -> None:
    identity = modelling.keep(learnt.model)
    audit.record(
        verb="model.trained", object_kind="model", object_id=learnt.model.group, by=by,
        detail={
            "model": identity, "judgements": learnt.judged, "loss_before": learnt.loss_before,
            "loss_after": learnt.loss_after,
        },
    )  # fmt: skip


def _since(
    group: str, found: Sequence[tuple[Judged, Features, Features]], learnt: Learnt
) -> tuple[float, float] | None:
    """The losses of the model in use and of the new one, on judgements since the former."""
    current, at = modelling.current(group), modelling.kept_at(group)
    if not current.judged or at is None:
        return None
    late = [n for n, (row, _, _) in enumerate(found) if row[6] > at]
    if len(late) < LEAST_SINCE:
        return None
    old = [
        (current.probability(score(current, a, b).bits), row[5])
        for row, a, b in (found[n] for n in late)
    ]
    return calibrating.loss(old), calibrating.loss([learnt.unseen[n] for n in late])


def _too_few(group: str, examples: Sequence[Example]) -> types.Training:
    same = sum(one.same for one in examples)
    return types.Training(
        group=group, judged=len(examples), same=same, kept=False,
        told=(
            f"{len(examples):,} judgements, {same:,} of them “same”: learning takes"
            f" {learning.LEAST} and {learning.LEAST_EACH} of each kind. Probabilities stay"
            " uncalibrated."
        ),
    )  # fmt: skip


def _told(
    group: str, learnt: Learnt, since: tuple[float, float] | None, better: bool, keep: bool
) -> types.Training:
    told = (
        "In use from the next run on." if better and keep
        else "It would come into use." if better
        else "Not better than before on judgements that it did not see; nothing was changed."
    )  # fmt: skip
    return types.Training(
        group=group, judged=learnt.judged, same=learnt.same, kept=better and keep, told=told,
        model=learnt.model.hash, loss_before=learnt.loss_before, loss_after=learnt.loss_after,
        error_before=learnt.error_before, error_after=learnt.error_after,
        error_range=learnt.error_range, since=since,
    )  # fmt: skip


def _judged(by: Viewer, group: str) -> Iterator[tuple[Judged, Features, Features]]:
    """Judgements about `group`, with what the records that they rest on say."""
    scopes = sorted(modelling.open_scopes(by))
    found: list[Judged] = [tuple(row) for row in rows.fetch(_JUDGED, {"open": scopes})]
    sides = {side for row in found for side in (row[1], row[3])}
    barred = reading.composition(sides).contradicted if sides else set()
    standing = [row for row in found if row[0] not in barred]
    for start in range(0, len(standing), _CHUNK):
        chunk = standing[start : start + _CHUNK]
        described = _described(by, chunk)
        for row in chunk:
            one, two = described.get((row[1], row[2])), described.get((row[3], row[4]))
            if one and two and one.group == two.group == group:
                yield row, one, two


def _described(by: Viewer, chunk: Sequence[Judged]) -> dict[Unit, Features]:
    wanted = {unit for row in chunk for unit in ((row[1], row[2]), (row[3], row[4]))}
    by_unit: dict[Unit, list[Record]] = {}
    for record in store.records(by, {entity for entity, _ in wanted}):
        by_unit.setdefault((record.entity_id, record.scope), []).append(record)
    described = ((unit, describing.describe(by_unit.get(unit, ()))) for unit in wanted)
    return {unit: features for unit, features in described if features is not None}


def _examples(
    model: Model, found: Sequence[tuple[Judged, Features, Features]]
) -> Iterator[tuple[Example, Judged]]:
    """Each judgement as the bare weights see it. Pairs about one entity share a fold."""
    bare = learning.without(model)
    parts = cluster.components((str(row[1]), str(row[3])) for row, _, _ in found if row[5])
    at = {node: number for number, part in enumerate(parts) for node in part}
    for number, (row, one, two) in enumerate(found):
        result = score(bare, one, two)
        levels = {w.field: w.level for w in result.weights if w.field in bare.fields}
        place = at.get(str(row[1]), at.get(str(row[3]), len(parts) + number))
        yield Example(levels, result.bits, row[5], place % learning.FOLDS), row
