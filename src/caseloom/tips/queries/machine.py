"""What the machine says of a tip, for who may see the tip."""

from typing import Any
from uuid import UUID

from caseloom.assist import queries as assistance
from caseloom.assist.types import Suggestion
from caseloom.audit import actions as audit
from caseloom.kernel.viewer import Viewer
from caseloom.tips import models
from caseloom.tips.machines import HANDLE
from caseloom.tips.rows import opened, refuse_before_reread, suggestion_place, tip_row
from caseloom.tips.types import MachineView, Mark

OFF = -1


def machine(viewer: Viewer, tip_id: UUID) -> MachineView | None:
    """What the machine says; None where it has not read the tip or is switched off.

    On a tip where the officer judges first, it is hidden until she has. Raises NotAllowed,
    UnknownTip.
    """
    viewer.must(HANDLE)
    row = tip_row(viewer, tip_id)
    refuse_before_reread(viewer, row.id)
    if row.read_at is None or assistance.switched(viewer).tier == OFF:
        return None
    if row.judge_first and not _judged(viewer, row):
        return MachineView(hidden=True)
    said = assistance.suggestions(viewer, [row.id]).get(row.id, ())
    key = opened(row)
    found = {
        one.task: key.open_json(one.sealed, suggestion_place(one.task))
        for one in said
        if one.sealed is not None
    }
    audit.record(
        verb="machine.view_read", object_kind="tip", object_id=str(row.id), by=viewer,
        shown={row.scope: {"suggestions": [str(one.id) for one in said]}},
    )  # fmt: skip
    return _view({one.task: one for one in said}, found)


def _judged(viewer: Viewer, row: models.Tip) -> bool:
    if viewer.kind != "person":
        return True
    return models.Assessment.objects.filter(tip=row, by=UUID(viewer.id)).exists()


def _view(said: dict[str, Suggestion], found: dict[str, dict[str, Any]]) -> MachineView:
    threat, urgency, route = (said.get(task) for task in ("threat", "urgency", "route"))
    case = str(found.get("threat", {}).get("case") or "")
    return MachineView(
        urgency=urgency.label if urgency else "",
        urgency_probability=urgency.probability if urgency else None,
        threat=case if threat and threat.label else "",
        threat_possible=bool(threat and threat.label == "possible"),
        threat_probability=threat.probability if threat else None,
        route=route.label if route else "",
        route_probability=route.probability if route else None,
        language=said["language"].label if "language" in said else "",
        missing=tuple(found.get("completeness", {}).get("missing", ())),
        summary=tuple(
            (start, end) for start, end, _ in found.get("summary", {}).get("sentences", ())
        ),
        marks=tuple(sorted(_marks(found), key=lambda one: (one.start, -one.end, one.task))),
        suggestions=tuple(one.id for one in said.values()),
        models=tuple(one.model for one in said.values()),
    )


def _marks(found: dict[str, dict[str, Any]]) -> list[Mark]:
    marks = [
        Mark("threat", cue, start, end, against=released or "")
        for start, end, cue, released in found.get("threat", {}).get("signs", ())
    ]
    marks += [
        Mark("threat", "sentence", start, end)
        for start, end in found.get("threat", {}).get("sentences", ())
    ]
    marks += [
        Mark("urgency", kind, start, end)
        for start, end, kind in found.get("urgency", {}).get("cues", ())
    ]
    marks += [
        Mark("spans", kind, start, end, value, checked=checked)
        for kind, start, end, _, value, checked in found.get("spans", {}).get("spans", ())
    ]
    return marks
