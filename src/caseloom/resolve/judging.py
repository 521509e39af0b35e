"""Deciding and taking back. Append-only, one at a time, no judgement against one that stands."""

from typing import get_args
from uuid import UUID

from django.db import transaction

from caseloom.audit import actions as audit
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, Invalid, NotFound
from caseloom.kernel.ids import new_id
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import describing, reading, rows, types
from caseloom.resolve.errors import Contradiction, UnknownJudgement

_INSERT = """
    INSERT INTO resolve_judgement (id, "left", left_scope, "right", right_scope, verdict, undoes,
        reason, score, model, weights, actor_kind, actor_id, actor_name, at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
# Two people who judge at the same moment would each not see the other's row.
_ALONE = "SELECT pg_advisory_xact_lock(hashtext('resolve_judgement'))"
_SUGGESTED = """
    SELECT left_scope, right_scope FROM resolve_suggestion
     WHERE "left" = %s AND "right" = %s ORDER BY score DESC, left_scope, right_scope LIMIT 1
"""


@transaction.atomic
def decide(
    *, left: UUID, right: UUID, verdict: types.Verdict, reason: str, by: Viewer
) -> types.Judgement:
    """Judge a pair. The same decision again gives the judgement that stands.

    Raises NotFound if the viewer may not see both, Contradiction if a standing judgement says the
    opposite, directly or through a chain, naming which and whose.
    """
    by.must("judge")
    return judge(left=left, right=right, verdict=verdict, reason=reason, by=by)


def judge(
    *, left: UUID, right: UUID, verdict: types.Verdict, reason: str, by: Viewer
) -> types.Judgement:
    """What `decide` does, for callers that have checked who may (a measured threshold)."""
    _check(left, right, verdict, reason)
    rows.fetch(_ALONE)
    left, right = rows.ordered(left, right)
    now = reading.composition([left, right])
    if left not in now.since or right not in now.since:
        raise NotFound("There is no such pair of entities.")
    standing = _standing(now, left, right)
    if standing is not None and standing.verdict == verdict:
        return standing
    _refuse_contradiction(now, left, right, verdict)
    identity = _insert(left, right, verdict, reason, by)
    return reading.by_ids([identity])[0]


def _check(left: UUID, right: UUID, verdict: str, reason: str) -> None:
    if left == right:
        raise Invalid(
            "An entity is the same as itself.", remedy="Choose two entities.", field="right"
        )
    if verdict not in get_args(types.Verdict):
        raise Invalid(
            f"“{verdict}” is not a judgement.",
            remedy="Say same, different or unsure.",
            field="verdict",
        )
    if not reason.strip():
        raise Invalid("Say why.", remedy="A reason goes on record.", field="reason")


def _standing(now: reading.Composition, left: UUID, right: UUID) -> types.Judgement | None:
    pair = (left, right)
    ids = [j for j, a, b in (*now.same, *now.apart, *now.unsure) if (a, b) == pair]
    found = reading.by_ids(ids)
    return found[-1] if found else None


def _refuse_contradiction(now: reading.Composition, left: UUID, right: UUID, verdict: str) -> None:
    opposite: list[UUID] = []
    if verdict == "same":
        apart = now.different(left, right)
        opposite = [apart] if apart is not None else []
    elif now.root(left) == now.root(right):
        opposite = now.chain(left, right)
    elif verdict == "unsure":
        opposite = [j for j, a, b in now.apart if (a, b) == (left, right)]
    if opposite:
        raise _contradiction(reading.by_ids(opposite), left, right)


def _contradiction(opposite: tuple[types.Judgement, ...], left: UUID, right: UUID) -> Contradiction:
    first = opposite[0]
    direct = len(opposite) == 1 and {first.left, first.right} == {left, right}
    whose = "; ".join(
        f"“{j.verdict}” by {j.by_name} on {j.at:%Y-%m-%d} ({j.reason}), judgement {j.id}"
        for j in opposite
    )
    how = "There is a judgement" if direct else "It follows otherwise from what was judged"
    return Contradiction(
        f"This contradicts what stands. {how}: {whose}.",
        remedy="Take that judgement back first, if it is wrong.",
        field="verdict",
    )


def _insert(left: UUID, right: UUID, verdict: types.Verdict, reason: str, by: Viewer) -> UUID:
    records, _ = describing.describe_all(by, [[left], [right]])
    left_scope, right_scope = _scopes(left, right, {r.entity_id: r.scope for r in records[::-1]})
    # Whoever sees the judgement sees its weights: they rest on records of its own scopes alone.
    one, two = (
        describing.describe(r for r in records if (r.entity_id, r.scope) == side)
        for side in ((left, left_scope), (right, right_scope))
    )
    found = describing.compared(one, two)
    weights = rows.explained(found[0], one.shown, two.shown) if found and one and two else ()
    identity = new_id()
    rows.execute(_INSERT, [
        identity, left, left_scope, right, right_scope, verdict, None, reason.strip(),
        found[0].bits if found else None, found[1].hash if found else "",
        rows.weights_to_json(weights), by.kind, by.id, by.name, clock.now(),
    ])  # fmt: skip
    shown = {left_scope: {"left": left, "reason": reason}}
    shown.setdefault(right_scope, {})["right"] = right
    audit.record(
        verb="judgement.made", object_kind="judgement", object_id=str(identity), by=by,
        shown=shown, detail={"verdict": verdict},
    )  # fmt: skip
    return identity


def _scopes(left: UUID, right: UUID, first: dict[UUID, int]) -> tuple[int, int]:
    """The scopes of the records that the judgement rests on.

    Those of the strongest suggestion that the viewer may see, else of each side's first record.
    """
    found = rows.fetch(_SUGGESTED, [left, right])
    return found[0] if found else (first[left], first[right])


@transaction.atomic
def undo(*, judgement_id: UUID, reason: str, by: Viewer) -> types.Judgement:
    """Take a judgement back: another row; everything is as if it had not been made.

    Raises UnknownJudgement for absent and hidden alike, Conflict if it is undone already.
    """
    by.must("judge")
    if not reason.strip():
        raise Invalid("Say why.", remedy="A reason goes on record.", field="reason")
    rows.fetch(_ALONE)
    found = rows.fetch(
        'SELECT "left", left_scope, "right", right_scope, verdict'
        " FROM resolve_judgement WHERE id = %s",
        [judgement_id],
    )
    if not found or found[0][4] == "undo" or len(rows.visible([found[0][0], found[0][2]])) < 2:
        raise UnknownJudgement("There is no such judgement.")
    left, left_scope, right, right_scope, _ = found[0]
    if reading.by_ids([judgement_id])[0].undone:
        raise Conflict("This judgement was taken back already.", remedy="Judge the pair anew.")
    identity = new_id()
    rows.execute(_INSERT, [
        identity, left, left_scope, right, right_scope, "undo", judgement_id, reason.strip(), None,
        "", "[]", by.kind, by.id, by.name, clock.now(),
    ])  # fmt: skip
    audit.record(
        verb="judgement.undone", object_kind="judgement", object_id=str(judgement_id), by=by,
        shown={left_scope: {"reason": reason}},
    )  # fmt: skip
    return reading.by_ids([judgement_id])[0]
