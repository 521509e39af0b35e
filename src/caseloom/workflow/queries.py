"""Where things stand, how they got there, and what is due.

These serve the rooms above, which record the reads of their users themselves.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from caseloom.kernel import clock
from caseloom.kernel.errors import NotFound
from caseloom.kernel.viewer import Viewer
from caseloom.workflow import models
from caseloom.workflow.types import Machine, Position, Step, Tally, Transition


def position(viewer: Viewer, machine: Machine, object_id: UUID) -> Position:
    """Where one thing stands. Raises NotFound, the same for an absent and a hidden one."""
    found = positions(viewer, machine, (object_id,)).get(object_id)
    if found is None:
        raise NotFound(f"There is no such {machine.object_kind.replace('_', ' ')}.")
    return found


def positions(
    viewer: Viewer, machine: Machine, object_ids: Collection[UUID]
) -> dict[UUID, Position]:
    """Where those of `object_ids` stand that the viewer may see."""
    rows = models.Position.objects.filter(
        _visible(viewer), machine=machine.name, object_id__in=list(object_ids)
    )
    return {row.object_id: _position(row) for row in rows}


def in_states(viewer: Viewer, machine: Machine, states: Collection[str]) -> tuple[Position, ...]:
    """Every visible thing of `machine` that stands in one of `states`, longest first."""
    rows = models.Position.objects.filter(
        _visible(viewer), machine=machine.name, state__in=list(states)
    ).order_by("since", "object_id")
    return tuple(_position(row) for row in rows)


def history(viewer: Viewer, object_ids: Collection[UUID]) -> tuple[Transition, ...]:
    """All steps that the given things took, oldest first."""
    rows = models.Transition.objects.filter(
        _visible(viewer), object_id__in=list(object_ids)
    ).order_by("at", "object_id", "number")
    return tuple(transition_of(row) for row in rows)


def tally(viewer: Viewer, machine: Machine, step: str, *, since: datetime) -> tuple[Tally, ...]:
    """How often each person took a step since then, by what was given, most often first.

    Of things that the viewer may see. Free text is no good to be given: each would be counted
    apart.
    """
    rows = (
        models.Transition.objects.filter(
            _visible(viewer), machine=machine.name, step=step, actor_kind="person", at__gte=since
        )
        .values_list("actor_id", "given")
        .annotate(count=Count("id"))
        .order_by("-count", "actor_id")
    )
    return tuple(Tally(actor_id, given, count) for actor_id, given, count in rows)


def taken(
    viewer: Viewer, machine: Machine, steps: Collection[str], *, since: datetime
) -> tuple[Transition, ...]:
    """Each of `steps` that somebody took since then, of things that the viewer may see, by time."""
    rows = models.Transition.objects.filter(
        _visible(viewer), machine=machine.name, step__in=list(steps), actor_kind="person",
        at__gte=since,
    ).order_by("at", "object_id", "number")  # fmt: skip
    return tuple(transition_of(row) for row in rows.iterator())


def due(
    viewer: Viewer, *, before: datetime | None = None, machines: Collection[Machine]
) -> tuple[Position, ...]:
    """What stands in a state that is not final with a deadline until `before`, earliest first."""
    unfinished = Q(pk__in=())
    for machine in machines:
        open_states = [state.name for state in machine.states if not state.final]
        unfinished |= Q(machine=machine.name, state__in=open_states)
    rows = models.Position.objects.filter(unfinished, _visible(viewer), due_at__isnull=False)
    if before is not None:
        rows = rows.filter(due_at__lt=before)
    return tuple(_position(row) for row in rows.order_by("due_at", "object_id"))


def overdue(viewer: Viewer, *, machines: Collection[Machine]) -> tuple[Position, ...]:
    """What should have moved on by now."""
    return due(viewer, before=clock.now(), machines=machines)


def possible(
    viewer: Viewer, machine: Machine, state: str, authors: Collection[str] = ()
) -> tuple[Step, ...]:
    """The steps that this viewer may take from `state`, in the machine's order."""
    return tuple(
        step
        for step in machine.steps
        if state in step.sources
        and viewer.may(step.permission)
        and not (step.adverse and viewer.kind != "person")
        and not (step.four_eyes and viewer.id in authors)
    )


def _visible(viewer: Viewer) -> Q:
    return Q(scope__in=list(viewer.scopes))


def _position(row: models.Position) -> Position:
    return Position(
        row.machine, row.object_kind, row.object_id, row.scope, row.state, row.number,
        row.since, row.due_at,
    )  # fmt: skip


def transition_of(row: models.Transition) -> Transition:
    """The frozen form of a row."""
    return Transition(
        row.id, row.machine, row.object_kind, row.object_id, row.scope, row.number, row.step,
        row.from_state, row.to_state, row.at, row.actor_kind, row.actor_id, row.reason, row.given,
        row.due_at,
    )  # fmt: skip
