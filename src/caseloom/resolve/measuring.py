"""Evaluations that somebody hands over, so that an administrator can rest a threshold on them."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from caseloom.audit import actions as audit
from caseloom.kernel import clock
from caseloom.kernel.errors import Invalid, NotAllowed, NotFound
from caseloom.kernel.ids import new_id
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import evaluating, modelling, rows, types

LEAST_PRECISION = 0.99
LEAST_PAIRS = 50
_COLUMNS = "SELECT id, truth, evaluation, measured_by, at FROM resolve_evaluation"


@transaction.atomic
def keep_evaluation(
    *, truth: Path, threshold: float = evaluating.THRESHOLD, by: Viewer
) -> types.Measurement:
    """Evaluate, and hand the figures over to the administrators; they hold no value of a record.

    Raises as `queries.evaluate`, NotAllowed, and Invalid for a threshold that is no number.
    """
    by.must("resolve.run")
    if not math.isfinite(threshold):
        raise Invalid(
            "A threshold is a number of bits.", remedy="Choose one such as 6.", field="threshold"
        )
    found = evaluating.evaluate(by, truth, threshold=threshold)
    identity = new_id()
    rows.execute(
        "INSERT INTO resolve_evaluation (id, truth, evaluation, measured_by, at)"
        " VALUES (%s, %s, %s, %s, %s)",
        [identity, truth.name[:200], json.dumps(asdict(found)), by.name, clock.now()],
    )
    audit.record(
        verb="evaluation.kept", object_kind="evaluation", object_id=str(identity), by=by,
        detail={"threshold": threshold, "precision": found.pair.precision},
    )  # fmt: skip
    return measurement(identity)


def evaluations(viewer: Viewer, limit: int = 20) -> tuple[types.Measurement, ...]:
    """The last evaluations that were handed over, newest first. Raises NotAllowed.

    They are of the whole agency, as thresholds are.
    """
    if not (viewer.may("threshold.set") or viewer.may("resolve.run")):
        raise NotAllowed(
            "Your roles do not allow this.", remedy="Ask an administrator for the figures."
        )
    found = rows.fetch(_COLUMNS + " ORDER BY at DESC, id LIMIT %s", [limit])
    return tuple(_measurement(row) for row in found)


def measurement(identity: UUID) -> types.Measurement:
    """One of them. Raises NotFound."""
    found = rows.fetch(_COLUMNS + " WHERE id = %s", [identity])
    if not found:
        raise NotFound(
            "There is no such evaluation.",
            remedy="Keep one: caseloom resolve evaluate --truth truth.csv --keep",
        )
    return _measurement(found[0])


def _measurement(row: tuple[Any, ...]) -> types.Measurement:
    identity, truth, body, by, at = row
    found = _evaluation(rows.parsed(body))
    enough = found.true_pairs >= LEAST_PAIRS and found.automatic.precision >= LEAST_PRECISION
    fit = (group for group, model in found.models.items() if enough and in_use(group, model))
    return types.Measurement(identity, truth, found, by, at, tuple(fit))


def in_use(group: str, model: object) -> bool:
    """Whether a group's pairs are weighed by the model with this hash now."""
    return modelling.current(group).hash == model


def _evaluation(body: Mapping[str, Any]) -> types.Evaluation:
    # What was kept before chains were measured cannot carry a threshold any more.
    nothing = {"precision": 0.0, "recall": 0.0, "f1": 0.0}
    names = ("pair", "b_cubed", "automatic")
    figures = {name: types.Figures(**body.get(name, nothing)) for name in names}
    others = {float(at): types.Figures(**one) for at, one in body["by_threshold"].items()}
    load = {float(at): types.Load(**one) for at, one in body.get("load", {}).items()}
    lists = {
        name: tuple(kind(**one) for one in body.get(name, ()))
        for name, kind in (
            ("rules", types.RuleFigures), ("bins", types.Bin), ("held_out", types.HeldOut)
        )
    }  # fmt: skip
    return types.Evaluation(**{**body, **figures, "by_threshold": others, "load": load, **lists})
