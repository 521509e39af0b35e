"""What happened in a case, gathered from everything that it holds."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from caseloom.access import queries as access
from caseloom.cases import models, reading
from caseloom.cases.machines import MACHINES
from caseloom.cases.types import TimelineEntry
from caseloom.kernel.viewer import Viewer
from caseloom.workflow import queries as workflow
from caseloom.workflow.types import Transition

_MACHINES = {machine.name: machine for machine in MACHINES}
# Said before a state that alone would not tell what is open or done.
_KINDS = {"task": "Task", "report": "Report"}


def entries(
    viewer: Viewer, case: models.Case, tasks: Sequence[models.Task]
) -> tuple[TimelineEntry, ...]:
    """All entries, newest first, with the names of who did it."""
    versions = list(
        models.Version.objects.filter(report__case=case).select_related("report").order_by("id")
    )
    titles = {case.id: case.title}
    titles |= {task.id: task.title for task in tasks}
    titles |= {
        one.id: f"{one.title} (report {one.report.number}, version {one.number})"
        for one in versions
    }
    raw = [
        *_moves(workflow.history(viewer, list(titles)), titles),
        *_subjects(viewer, case),
        *_notes(case),
        *_graphs(case),
        *_members(viewer, case),
    ]
    names = access.person_names(viewer, {UUID(one.by_id) for one in raw})
    named = (_named(one, names.get(UUID(one.by_id), "Unknown person")) for one in raw)
    return tuple(sorted(named, key=_order, reverse=True))


def _order(one: TimelineEntry) -> tuple[float, str, str]:
    return (one.at.timestamp(), one.kind, str(one.object_id))


def _named(one: TimelineEntry, name: str) -> TimelineEntry:
    return TimelineEntry(one.at, one.kind, one.text, one.detail, one.by_id, name, one.object_id)


def _moves(moves: Sequence[Transition], titles: dict[UUID, str]) -> Iterator[TimelineEntry]:
    for move in moves:
        machine = _MACHINES[move.machine]
        if machine.name == "confinement" and move.number == 1:
            continue
        told = move.given.get("remarks") or move.given.get("outcome") or _hash(move)
        title = machine.state(move.to_state).title
        yield TimelineEntry(
            move.at, machine.step(move.step).verb,
            _state(machine.name, title) + f": {titles[move.object_id]}",
            " ".join(str(part) for part in (told, move.reason) if part),
            move.actor_id, "", move.object_id,
        )  # fmt: skip


def _state(machine: str, title: str) -> str:
    kind = _KINDS.get(machine)
    return f"{kind} {title.lower()}" if kind else title


def _hash(move: Transition) -> str:
    signed = move.given.get("hash")
    return f"SHA-256 {signed}" if signed else ""


def _subjects(viewer: Viewer, case: models.Case) -> Iterator[TimelineEntry]:
    rows = list(models.Subject.objects.filter(case=case).order_by("added_at"))
    for row, shown in zip(rows, reading.subjects(viewer, rows), strict=True):
        name = shown.caption or "Unnamed"
        yield TimelineEntry(
            row.added_at, "case.subject_added", f"{name} added as {row.role}", row.why,
            str(row.added_by), "", row.id,
        )  # fmt: skip
        if row.removed_at:
            yield TimelineEntry(
                row.removed_at, "case.subject_removed", f"{name} removed as {row.role}",
                row.removed_reason, str(row.removed_by), "", row.id,
            )  # fmt: skip


def _notes(case: models.Case) -> Iterator[TimelineEntry]:
    for row in models.Note.objects.filter(case=case):
        kind = "Note, correcting an earlier one" if row.corrects_id else "Note"
        yield TimelineEntry(row.at, "case.note_added", kind, row.text, str(row.by), "", row.id)


def _graphs(case: models.Case) -> Iterator[TimelineEntry]:
    for row in models.Graph.objects.filter(case=case).defer("places", "filters"):
        yield TimelineEntry(
            row.saved_at, "case.graph_saved", f"Graph saved: {row.title}", "", str(row.saved_by),
            "", row.id,
        )  # fmt: skip
        if row.removed_at:
            yield TimelineEntry(
                row.removed_at, "case.graph_removed", f"Graph removed: {row.title}", "",
                str(row.removed_by), "", row.id,
            )  # fmt: skip


def _members(viewer: Viewer, case: models.Case) -> Iterator[TimelineEntry]:
    rows = list(models.Member.objects.filter(case=case))
    names = access.person_names(viewer, {row.person for row in rows})
    for row in rows:
        name = names.get(row.person, "Unknown person")
        yield TimelineEntry(
            row.added_at, "case.member_added", f"{name} joined as {row.role}", row.reason,
            str(row.added_by), "", row.id,
        )  # fmt: skip
        if row.left_at:
            yield TimelineEntry(
                row.left_at, "case.member_removed", f"{name} left", row.left_reason,
                str(row.left_by), "", row.id,
            )  # fmt: skip
