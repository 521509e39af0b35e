"""When a machine may judge: only from a score on that an administrator set, having measured it."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from caseloom.audit import actions as audit
from caseloom.engine.linkage.features import GROUPS
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, Invalid
from caseloom.kernel.ids import new_id
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import judging, measuring, rows, types
from caseloom.resolve.errors import Contradiction
from caseloom.resolve.measuring import LEAST_PAIRS, LEAST_PRECISION

_OPEN = """
    SELECT "left", "right", max(score) FROM resolve_suggestion
     WHERE category = %s AND score >= %s AND grouped GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2
"""


@transaction.atomic
def set_threshold(
    *, group: str, evaluation_id: UUID | None, reason: str, by: Viewer
) -> types.Threshold:
    """Let a machine judge “same” in `group` from a kept evaluation's threshold on; None: no more.

    Raises NotFound, and Invalid unless it rests on 50 labelled pairs and more, at a precision of
    .99 and more of all that would be joined, chains included: what was not measured is not
    automated.
    """
    by.must("threshold.set")
    if group not in GROUPS:
        raise Invalid(f"There is no group “{group}”.", remedy=f"Choose among: {', '.join(GROUPS)}.")
    if not reason.strip():
        raise Invalid("Say why.", remedy="A reason goes on record.", field="reason")
    evaluation = None if evaluation_id is None else measuring.measurement(evaluation_id).evaluation
    if evaluation is not None:
        _check(group, evaluation)
    body = json.dumps(asdict(evaluation)) if evaluation else "{}"
    bits = evaluation.threshold if evaluation else None
    rows.execute(
        "INSERT INTO resolve_threshold (id, category, bits, evaluation, reason, set_by, at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        [new_id(), group, bits, body, reason.strip(), by.name, clock.now()],
    )
    audit.record(
        verb="threshold.set", object_kind="threshold", object_id=group, by=by,
        detail={"bits": bits, "reason": reason, "evaluation": str(evaluation_id or "")},
    )  # fmt: skip
    return thresholds(by)[group]


def _check(group: str, evaluation: types.Evaluation) -> None:
    if group not in evaluation.models:
        raise Invalid(
            f"That evaluation did not look at the group “{group}”.", field="evaluation_id"
        )
    precision = evaluation.automatic.precision
    if evaluation.true_pairs < LEAST_PAIRS or precision < LEAST_PRECISION:
        raise Invalid(
            f"A precision of {precision:.3f} on {evaluation.true_pairs:,} labelled"
            " pairs is not enough for a machine to judge.",
            remedy=f"Measure {LEAST_PRECISION} and more on {LEAST_PAIRS} pairs and more,"
            " at a higher threshold.",
            field="evaluation_id",
        )
    if not measuring.in_use(group, evaluation.models[group]):
        raise Invalid(
            "Pairs are weighed by another model now than was measured.",
            remedy="Evaluate again and keep the figures.",
            field="evaluation_id",
        )


def thresholds(viewer: Viewer) -> dict[str, types.Threshold]:
    """The threshold in force by group; none for a group whose pairs people judge."""
    found = rows.fetch(
        "SELECT DISTINCT ON (category) category, bits, evaluation, reason, set_by, at"
        " FROM resolve_threshold ORDER BY category, at DESC, id"
    )
    return {row[0]: _threshold(*row) for row in found}


def _threshold(
    group: str, bits: float | None, evaluation: Any, reason: str, by: str, at: datetime
) -> types.Threshold:
    body = rows.parsed(evaluation)
    stale = bits is not None and not measuring.in_use(group, body["models"].get(group))
    return types.Threshold(group, bits, body, reason, by, at, stale)


@transaction.atomic
def apply_threshold(*, group: str, by: Viewer) -> int:
    """Judge “same”, as a machine, every open suggestion from the group's threshold on.

    Returns how many judgements were made. What contradicts a standing judgement is left to
    people. Raises Conflict without a threshold, or if the model is not the one it was measured on.
    """
    by.must("resolve.run")
    rule = thresholds(by).get(group)
    if rule is None or rule.bits is None:
        raise Conflict(
            f"No threshold is set for “{group}”.",
            remedy="An administrator sets one from an evaluation.",
        )
    models = rule.evaluation.get("models")
    measured = models.get(group) if isinstance(models, dict) else None
    reason = f"score of {rule.bits:.2f} bits and more, threshold set by {rule.set_by}"
    machine = Viewer(
        id="resolve", name="Resolution", purpose=by.purpose, scopes=by.scopes, kind="machine"
    )
    pairs = rows.fetch(_OPEN, [group, rule.bits])
    stale = rows.fetch(
        "SELECT 1 FROM resolve_suggestion"
        " WHERE category = %s AND score >= %s AND model <> %s LIMIT 1",
        [group, rule.bits, measured],
    )
    if stale:
        raise Conflict(
            "The suggestions come from another model than the threshold was measured on.",
            remedy="Evaluate again and set the threshold anew.",
        )
    began = clock.now()
    return sum(_judge(left, right, reason, machine, began) for left, right, _ in pairs)


def _judge(left: UUID, right: UUID, reason: str, machine: Viewer, began: datetime) -> bool:
    """Whether there is a judgement now that was not there before."""
    try:
        made = judging.judge(left=left, right=right, verdict="same", reason=reason, by=machine)
    except Contradiction:
        return False
    return made.by_kind == "machine" and made.at >= began
