"""Declared machines, and what the workflow room tells others about where things stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from caseloom.kernel.errors import Invalid


@dataclass(frozen=True, slots=True)
class State:
    """One state. `deadline`: how long a thing may stay in it. A `final` one is never overdue."""

    name: str
    title: str
    deadline: timedelta | None = None
    final: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One allowed transition, from any of `sources` (none: the thing begins with it) to `target`.

    `requires` names what must be given: "reason", or keys of `given`. An `adverse` step needs a
    human actor and a `four_eyes` step an actor who is none of the authors; the database checks
    both again. `verb` is the audit event's.
    """

    name: str
    title: str
    sources: tuple[str, ...]
    target: str
    permission: str
    verb: str
    requires: tuple[str, ...] = ()
    adverse: bool = False
    four_eyes: bool = False


@dataclass(frozen=True, slots=True)
class Machine:
    """A declared state machine for one kind of thing. Raises ValueError if it makes no sense."""

    name: str
    object_kind: str
    states: tuple[State, ...]
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        names = [state.name for state in self.states]
        used = {s for step in self.steps for s in (*step.sources, step.target)}
        if len(set(names)) != len(names) or not used <= set(names):
            raise ValueError(f"machine {self.name}: unknown or doubled states {used ^ set(names)}")
        if len({step.name for step in self.steps}) != len(self.steps):
            raise ValueError(f"machine {self.name}: two steps of one name")
        if sum(not step.sources for step in self.steps) != 1:
            raise ValueError(f"machine {self.name}: exactly one step must begin it")

    def state(self, name: str) -> State:
        """The state called `name`. Raises Invalid."""
        for state in self.states:
            if state.name == name:
                return state
        raise Invalid(
            f"There is no state “{name}”.",
            remedy=f"States are: {', '.join(s.name for s in self.states)}.",
            field="state",
        )

    def step(self, name: str) -> Step:
        """The step called `name`. Raises Invalid."""
        for step in self.steps:
            if step.name == name:
                return step
        raise Invalid(
            f"There is no step “{name}”.",
            remedy=f"Steps are: {', '.join(s.name for s in self.steps)}.",
            field="step",
        )

    @property
    def beginning(self) -> Step:
        """The step with which a thing begins."""
        return next(step for step in self.steps if not step.sources)

    def rules(self) -> frozenset[tuple[str, str, str, str, bool, bool]]:
        """What the database enforces: machine, step, from ("" at the beginning), to, flags."""
        return frozenset(
            (self.name, step.name, source, step.target, step.adverse, step.four_eyes)
            for step in self.steps
            for source in (step.sources or ("",))
        )


@dataclass(frozen=True, slots=True)
class Transition:
    """One step that was taken. `number` counts the thing's steps from 1."""

    id: UUID
    machine: str
    object_kind: str
    object_id: UUID
    scope: int
    number: int
    step: str
    from_state: str
    to_state: str
    at: datetime
    actor_kind: str
    actor_id: str
    reason: str
    given: Mapping[str, Any]
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How often somebody took one step, with the same things `given`."""

    actor_id: str
    given: Mapping[str, Any]
    count: int


@dataclass(frozen=True, slots=True)
class Position:
    """Where a thing stands now: its last transition's outcome."""

    machine: str
    object_kind: str
    object_id: UUID
    scope: int
    state: str
    number: int
    since: datetime
    due_at: datetime | None

    def overdue(self, at: datetime) -> bool:
        """Whether its deadline has passed at `at`."""
        return self.due_at is not None and self.due_at < at
