"""One tip, whole, with what people and the machine said of it."""

from hashlib import sha256
from typing import Literal
from uuid import UUID

from caseloom.access import queries as access
from caseloom.audit import actions as audit
from caseloom.kernel.errors import NotFound
from caseloom.kernel.viewer import Viewer
from caseloom.tips import filing, models, telling
from caseloom.tips.machines import HANDLE, IDENTITY, TIP
from caseloom.tips.queries.mailbox import parts
from caseloom.tips.queries.queue import summaries
from caseloom.tips.rows import opened, refuse_before_reread, tip_row
from caseloom.tips.sealing import envelope
from caseloom.tips.types import Assessment, Contact, Download, IdentityRequest, Tip
from caseloom.workflow import queries as workflow


def tip(viewer: Viewer, key: UUID | str) -> Tip:
    """A tip by id or number. Raises NotAllowed, UnknownTip (the same for absent and hidden).

    Raises MustReread where the viewer is to read it again first.
    """
    viewer.must(HANDLE)
    row = tip_row(viewer, key)
    refuse_before_reread(viewer, row.id)
    data_key = opened(row)
    body = data_key.open_json(bytes(row.body), "body")
    names = _names(viewer, row)
    closed = models.Closure.objects.filter(tip=row).order_by("at", "id")
    found = Tip(
        summary=summaries(viewer, [row])[0],
        text=body["text"],
        segments=telling.segments(body),
        parts=parts(row, data_key, names),
        assessments=_assessments(row, names),
        identity=_identity(row),
        requests=_requests(viewer, row, names),
        closed_to=tuple(
            (names.get(one.person, ""), "reports" if one.why == "reports" else "named")
            for one in closed
        ),
        cases=tuple(models.Handed.objects.filter(tip=row).values_list("case", flat=True)),
        steps=workflow.possible(viewer, TIP, row.state),
        judge_first=row.judge_first,
    )
    # What was shown stays under seal: the event keeps its hash, not its words.
    audit.record(
        verb="tip.read", object_kind="tip", object_id=str(row.id), by=viewer,
        shown={row.scope: {"number": row.number, "sealed": sha256(bytes(row.body)).hexdigest(),
                           "parts": [str(one.id) for one in found.parts]}},
    )  # fmt: skip
    return found


def _names(viewer: Viewer, row: models.Tip) -> dict[UUID, str]:
    ids: set[UUID] = set()
    for rows, field in (
        (models.Part.objects.exclude(by=None), "by"),
        (models.Assessment.objects.all(), "by"),
        (models.Closure.objects.all(), "person"),
        (models.IdentityRequest.objects.all(), "asked_by"),
    ):
        ids.update(rows.filter(tip=row).values_list(field, flat=True))
    return access.person_names(viewer, ids)


def _assessments(row: models.Tip, names: dict[UUID, str]) -> tuple[Assessment, ...]:
    rows = models.Assessment.objects.filter(tip=row).order_by("at", "id")
    return tuple(
        Assessment(
            id=one.id, by_id=one.by, by_name=names.get(one.by, ""), at=one.at,
            category=one.category, priority=one.priority, reason=one.reason, before=one.before,
            reread=one.reread,
        )
        for one in rows
    )  # fmt: skip


def _identity(row: models.Tip) -> Literal["none", "sealed", "open"]:
    if row.anonymous:
        return "none"
    return "open" if models.Identity.objects.filter(tip=row).exists() else "sealed"


def _requests(
    viewer: Viewer, row: models.Tip, names: dict[UUID, str]
) -> tuple[IdentityRequest, ...]:
    rows = list(models.IdentityRequest.objects.filter(tip=row).order_by("asked_at", "id"))
    steps = workflow.history(viewer, [one.id for one in rows])
    last = {step.object_id: step for step in steps if step.machine == IDENTITY.name}
    deciders = {UUID(one.actor_id) for one in last.values() if one.actor_kind == "person"}
    known = {**names, **access.person_names(viewer, deciders)}
    return tuple(
        IdentityRequest(
            id=one.id, asked_by_id=one.asked_by, asked_by_name=known.get(one.asked_by, ""),
            asked_at=one.asked_at, reason=one.reason, state=last[one.id].to_state,
            decided_by_name="" if last[one.id].to_state == "asked"
            else known.get(UUID(last[one.id].actor_id), ""),
            mine=str(one.asked_by) == viewer.id,
        )
        for one in rows
    )  # fmt: skip


def identity(viewer: Viewer, tip_id: UUID) -> Contact:
    """Who told it. Raises NotFound until the viewer's own request was allowed by somebody else."""
    viewer.must(HANDLE)
    row = tip_row(viewer, tip_id)
    kept = models.Identity.objects.filter(tip=row).first()
    if kept is None:
        raise NotFound(
            "The name is closed.", remedy="Ask for it with a reason; a second person decides."
        )
    key = envelope.unwrap(row.id, kept.key_name, bytes(kept.data_key))
    about = key.open_json(bytes(kept.sealed), "identity")
    audit.record(
        verb="identity.read", object_kind="tip", object_id=str(row.id), by=viewer,
        shown={row.scope: {"number": row.number}},
    )  # fmt: skip
    return Contact(about["name"], about["reach"], about["more"])


def file(viewer: Viewer, tip_id: UUID, part_id: UUID) -> Download:
    """A file of a tip. Raises NotAllowed, UnknownTip, NotFound."""
    viewer.must(HANDLE)
    row = tip_row(viewer, tip_id)
    part = models.Part.objects.filter(id=part_id, tip=row, kind="file").first()
    if part is None:
        raise NotFound("There is no such file.")
    audit.record(
        verb="tip.file_read", object_kind="tip", object_id=str(row.id), by=viewer,
        shown={row.scope: {"part": str(part.id), "size": part.size}},
    )  # fmt: skip
    return filing.download(part, opened(row))
