"""Other tips that may tell of the same, and how they differ."""

from uuid import UUID

from caseloom.assist import queries as assistance
from caseloom.audit import actions as audit
from caseloom.kernel.viewer import Viewer
from caseloom.tips import alike as marks
from caseloom.tips import models
from caseloom.tips.machines import HANDLE
from caseloom.tips.queries.queue import summaries
from caseloom.tips.rows import opened, refuse_before_reread, tip_row, to_reread
from caseloom.tips.types import Alike, Compared

MOST = 8
OFF = -1
# What both name that is shown.
_SHOWN = 8


def alike(viewer: Viewer, tip_id: UUID) -> tuple[Alike, ...]:
    """Tips that the viewer may see and that may tell of the same, the likeliest first.

    Nothing is merged: each stays a tip of its own. Raises NotAllowed, UnknownTip.
    """
    viewer.must(HANDLE)
    row = tip_row(viewer, tip_id)
    refuse_before_reread(viewer, row.id)
    tier = assistance.switched(viewer).tier
    if tier == OFF:
        return ()
    text, hidden = _text(row), to_reread(viewer)
    rarities = marks.Rarities(viewer.scopes, [text])
    ids = [one for one in marks.candidates(text, row.id, rarities) if one not in hidden]
    near = marks.near(viewer, row.id, hidden) if tier > 0 else {}
    ids += marks.nearest(near, ids)
    rows = models.Tip.objects.filter(id__in=ids, scope__in=list(viewer.scopes))
    others = {one.id: (one, _text(one)) for one in rows.select_related("line")}
    mine = assistance.facts(assistance.spans(text))
    weights = marks.Rarities(viewer.scopes, [text, *(words for _, words in others.values())])
    found = []
    for one, words in others.values():
        theirs = assistance.facts(assistance.spans(words))
        said = assistance.compare(text, words, weights, mine, theirs, near.get(one.id))
        if said.decision != "none":
            found.append((said, one))
    found.sort(key=lambda pair: (-pair[0].likely, pair[1].arrived_at, str(pair[1].id)))
    shown = found[:MOST]
    _record(viewer, row, [one for _, one in shown])
    told = summaries(viewer, [one for _, one in shown])
    return tuple(
        Alike(
            summary,
            said.decision,
            said.likely,
            tuple(mine[one] for one in said.identifiers[:_SHOWN]),
            said.means,
        )
        for (said, _), summary in zip(shown, told, strict=True)
    )


def compared(viewer: Viewer, tip_id: UUID | str, other_id: UUID | str) -> Compared:
    """Two tips side by side, with the places where their words differ. Raises UnknownTip."""
    viewer.must(HANDLE)
    row, other = tip_row(viewer, tip_id), tip_row(viewer, other_id)
    for one in (row, other):
        refuse_before_reread(viewer, one.id)
    left, right = _text(row), _text(other)
    found = assistance.differences(left, right)
    _record(viewer, row, [other])
    first, second = summaries(viewer, [row, other])
    return Compared(
        first, second, left, right,
        tuple((one.a_start, one.a_end) for one in found if one.a_start < one.a_end),
        tuple((one.b_start, one.b_end) for one in found if one.b_start < one.b_end),
    )  # fmt: skip


def _text(row: models.Tip) -> str:
    return str(opened(row).open_json(bytes(row.body), "body")["text"])


def _record(viewer: Viewer, row: models.Tip, others: list[models.Tip]) -> None:
    by_scope: dict[int, list[str]] = {row.scope: []}
    for one in others:
        by_scope.setdefault(one.scope, []).append(one.number)
    audit.record(
        verb="tip.alike_read", object_kind="tip", object_id=str(row.id), by=viewer,
        shown={scope: {"tips": numbers} for scope, numbers in by_scope.items()},
    )  # fmt: skip
