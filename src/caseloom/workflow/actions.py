"""Taking a step: the only way in which anything changes state."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from caseloom.audit import actions as audit
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, Invalid, NotFound
from caseloom.kernel.ids import new_id
from caseloom.kernel.viewer import Viewer
from caseloom.workflow import models
from caseloom.workflow.errors import Overtaken, OwnWork
from caseloom.workflow.queries import transition_of
from caseloom.workflow.types import Machine, Step, Transition

# One JSON document: a placeholder for each of so many values takes longer than the database.
_START_MANY = (
    "INSERT INTO workflow_transition"
    " SELECT * FROM json_populate_recordset(NULL::workflow_transition, %s::json)"
)


@transaction.atomic
def start(
    *,
    machine: Machine,
    object_id: UUID,
    scope_id: int,
    by: Viewer,
    reason: str = "",
    given: Mapping[str, Any] | None = None,
    due_at: datetime | None = None,
    shown: Mapping[str, Any] | None = None,
) -> Transition:
    """Take the step with which `machine` begins, for a new thing in scope `scope_id`.

    `due_at` replaces the state's own deadline; `shown` goes into the audit event beside it.
    Raises NotAllowed, Invalid (something required is missing), Conflict (it has begun already).
    """
    step = machine.beginning
    _check(step, by, reason, given or {}, ())
    row = models.Transition(
        machine=machine.name, object_kind=machine.object_kind, object_id=object_id,
        scope=scope_id, number=1, from_state="",
    )  # fmt: skip
    return _take(machine, step, row, by, reason, given or {}, (), due_at, shown)


@transaction.atomic
def start_many(
    *, machine: Machine, objects: Mapping[UUID, datetime], scope_id: int, by: Viewer
) -> None:
    """Take the step with which `machine` begins for many new things, each at its own time.

    One event each, as with `start`. Raises NotAllowed, Invalid, Conflict (one has begun already).
    """
    step = machine.beginning
    _check(step, by, "", {}, ())
    state = machine.state(step.target)
    rows: list[dict[str, Any]] = [
        {
            "id": new_id(), "machine": machine.name, "object_kind": machine.object_kind,
            "object_id": object_id, "scope": scope_id, "number": 1, "step": step.name,
            "from_state": "", "to_state": step.target, "at": at, "actor_kind": by.kind,
            "actor_id": by.id, "authors": [], "reason": "", "given": {},
            "due_at": at + state.deadline if state.deadline else None, "adverse": step.adverse,
            "four_eyes": step.four_eyes,
        }
        for object_id, at in objects.items()
    ]  # fmt: skip
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_START_MANY, [json.dumps(rows, default=str)])
    except IntegrityError as error:
        raise Overtaken from error
    audit.record_many(
        verb=step.verb, object_kind=machine.object_kind, by=by,
        shown={str(one): (scope_id, {"reason": "", "given": {}}) for one in objects},
        detail={"machine": machine.name, "from": "", "to": step.target},
    )  # fmt: skip


@transaction.atomic
def move(
    *,
    machine: Machine,
    step: str,
    object_id: UUID,
    by: Viewer,
    reason: str = "",
    given: Mapping[str, Any] | None = None,
    authors: Collection[str] = (),
    due_at: datetime | None = None,
    expected: int | None = None,
    shown: Mapping[str, Any] | None = None,
) -> Transition:
    """Take the step called `step`.

    `authors` are the ids of those whose work it decides on (a four-eyes step refuses them);
    `expected` is the number of the last step that the actor saw. Raises NotFound, NotAllowed,
    OwnWork, Invalid, Conflict (not possible in this state), Overtaken (somebody was faster).
    """
    declared = machine.step(step)
    last = (
        models.Transition.objects.filter(machine=machine.name, object_id=object_id)
        .order_by("-number")
        .first()
    )
    if last is None:
        raise NotFound(f"There is no such {machine.object_kind.replace('_', ' ')}.")
    _check(declared, by, reason, given or {}, authors)
    if expected is not None and expected != last.number:
        raise Overtaken
    if last.to_state not in declared.sources:
        raise _impossible(machine, declared, last.to_state)
    row = models.Transition(
        machine=machine.name, object_kind=machine.object_kind, object_id=object_id,
        scope=last.scope, number=last.number + 1, from_state=last.to_state,
    )  # fmt: skip
    return _take(machine, declared, row, by, reason, given or {}, authors, due_at, shown)


def _check(
    step: Step, by: Viewer, reason: str, given: Mapping[str, Any], authors: Collection[str]
) -> None:
    by.must(step.permission)
    if step.adverse and by.kind != "person":
        raise Invalid(
            f"“{step.title}” needs a person.", remedy="A machine may suggest it; a person decides."
        )
    if step.four_eyes and not authors:
        raise Invalid("A decision needs to know whose work it is on.", field="authors")
    if step.four_eyes and by.id in authors:
        raise OwnWork
    for name in step.requires:
        value = reason if name == "reason" else given.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            raise Invalid(
                f"“{step.title}” needs: {name.replace('_', ' ')}.",
                remedy="Say it in a sentence; it stays on record.",
                field=name,
            )


def _take(
    machine: Machine,
    step: Step,
    row: models.Transition,
    by: Viewer,
    reason: str,
    given: Mapping[str, Any],
    authors: Collection[str],
    due_at: datetime | None,
    shown: Mapping[str, Any] | None,
) -> Transition:
    state = machine.state(step.target)
    row.step, row.to_state, row.at = step.name, step.target, clock.now()
    row.actor_kind, row.actor_id, row.authors = by.kind, by.id, sorted(authors)
    row.reason, row.given = reason.strip(), dict(given)
    row.adverse, row.four_eyes = step.adverse, step.four_eyes
    row.due_at = due_at or (row.at + state.deadline if state.deadline else None)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Overtaken from error
    audit.record(
        verb=step.verb, object_kind=row.object_kind, object_id=str(row.object_id), by=by,
        shown={row.scope: {"reason": row.reason, "given": row.given, **(shown or {})}},
        detail={"machine": machine.name, "from": row.from_state, "to": row.to_state},
    )  # fmt: skip
    return transition_of(row)


def _impossible(machine: Machine, step: Step, state: str) -> Conflict:
    possible = [s.title for s in machine.steps if state in s.sources]
    here = machine.state(state).title.lower()
    return Conflict(
        f"“{step.title}” is not possible: this is {here}.",
        remedy=f"Possible now: {', '.join(possible) or 'nothing more'}.",
    )
