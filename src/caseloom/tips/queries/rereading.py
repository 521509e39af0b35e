"""What is read again: one's own list, one tip without what was thought of it, and the lots."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from uuid import UUID

from caseloom.access import queries as access
from caseloom.audit import actions as audit
from caseloom.kernel import clock
from caseloom.kernel.errors import NotFound
from caseloom.kernel.viewer import Viewer
from caseloom.tips import models, sampling, telling
from caseloom.tips.machines import HANDLE
from caseloom.tips.queries.mailbox import parts
from caseloom.tips.rows import given_to, opened, tip_row, to_reread
from caseloom.tips.types import Drawn, Lot, RereadTip, ToReread

LEAD, AUDIT = "tips.lead", "audit.read"
# Lots that a page shows.
MOST = 12


def rereads(viewer: Viewer) -> tuple[ToReread, ...]:
    """The tips that wait for the viewer to read them again, what is due first."""
    viewer.must(HANDLE)
    found = _waiting(viewer, to_reread(viewer))
    audit.record(
        verb="tip.rereads_listed", object_kind="queue", object_id="", by=viewer,
        shown=_by_scope(found),
    )  # fmt: skip
    return tuple(told for _, told in found)


def rereads_waiting(viewer: Viewer) -> int:
    """How many tips wait for the viewer to read them again."""
    viewer.must(HANDLE)
    return len(to_reread(viewer))


def _waiting(viewer: Viewer, ids: Collection[UUID]) -> list[tuple[models.Tip, ToReread]]:
    rows = {
        row.id: row
        for row in models.Tip.objects.filter(
            id__in=ids, scope__in=list(viewer.scopes)
        ).select_related("line")
    }
    now = clock.now()
    last = {
        one.tip_id: one for one in models.Reread.objects.filter(tip__in=rows).order_by("number")
    }
    found = [
        (
            row,
            ToReread(
                id=row.id, number=row.number, line_title=row.line.title,
                channel=row.channel,  # type: ignore[arg-type]  # a constraint holds it to these
                language=row.language, arrived_at=row.arrived_at, given_at=last[row.id].at,
                due_at=last[row.id].due_at, overdue=last[row.id].due_at < now,
                beginning=telling.beginning(opened(row).open_json(bytes(row.body), "body")),
            ),
        )
        for row in rows.values()
    ]  # fmt: skip
    return sorted(found, key=lambda pair: (pair[1].due_at, pair[1].number))


def _by_scope(found: Iterable[tuple[models.Tip, ToReread]]) -> dict[int, dict[str, list[str]]]:
    by_scope: dict[int, list[str]] = {}
    for row, _ in found:
        by_scope.setdefault(row.scope, []).append(row.number)
    return {scope: {"tips": numbers} for scope, numbers in by_scope.items()}


def reread(viewer: Viewer, key: UUID | str) -> RereadTip:
    """A tip that waits for the viewer, with nothing of what was thought of it.

    What staff wrote to the reporter is left out too: it would tell. Raises NotAllowed, UnknownTip,
    NotFound (it does not wait for him).
    """
    viewer.must(HANDLE)
    row = tip_row(viewer, key)
    found = _waiting(viewer, {row.id} & to_reread(viewer))
    if not found:
        raise NotFound("This tip does not wait for you.", remedy="Look at your list.")
    data_key = opened(row)
    body = data_key.open_json(bytes(row.body), "body")
    audit.record(
        verb="tip.read_again", object_kind="tip", object_id=str(row.id), by=viewer,
        shown={row.scope: {"number": row.number, "sealed": sha256(bytes(row.body)).hexdigest()}},
    )  # fmt: skip
    return RereadTip(
        found[0][1], body["text"], telling.segments(body),
        tuple(one for one in parts(row, data_key, {}) if one.side == "reporter"),
    )  # fmt: skip


def lots(viewer: Viewer, line: str = "", since: date | None = None) -> tuple[Lot, ...]:
    """The lots of what the viewer leads or audits, the newest first; see `Lot.again`.

    Of a tip that waits for the viewer himself nothing is told but that it waits.
    """
    may_oversee(viewer)
    rows = models.Draw.objects.filter(scope__in=list(viewer.scopes)).select_related("line")
    if line:
        rows = rows.filter(line__key=line)
    if since:
        rows = rows.filter(week__gte=since)
    found = list(rows.order_by("-week", "line__key", "id"))
    told = _drawn(viewer, found)
    audit.record(
        verb="tip.lots_read", object_kind="queue", object_id="", by=viewer,
        shown={row.scope: {"week": row.week.isoformat(), "seed": row.seed} for row in found},
    )  # fmt: skip
    return tuple(_lot(row, told) for row in found)


def may_oversee(viewer: Viewer) -> None:
    """Raise NotAllowed unless the viewer leads or audits; of what, his scopes say."""
    if not viewer.may(AUDIT):
        viewer.must(LEAD)


def _lot(row: models.Draw, told: dict[UUID, Drawn]) -> Lot:
    """With whether the lot, drawn once more from what is kept of it, comes out the same."""
    return Lot(
        id=row.id, line=row.line.key, line_title=row.line.title, week=row.week, share=row.share,
        seed=row.seed, population=row.population,
        tips=tuple(told[one] for one in row.drawn if one in told),
        again=row.population == len(row.among)
        and sampling.drawn(row.among, row.share, row.seed) == tuple(row.drawn),
    )  # fmt: skip


def _drawn(viewer: Viewer, rows: Iterable[models.Draw]) -> dict[UUID, Drawn]:
    week = {tip: row.week for row in rows for tip in row.drawn}
    tips = {one.id: one for one in models.Tip.objects.filter(id__in=list(week))}
    given = {
        one.tip_id: one
        for one in models.Reread.objects.filter(tip__in=list(tips)).order_by("number")
    }
    waits = given_to(tips=list(tips))
    judged: dict[UUID, list[models.Assessment]] = {}
    for one in models.Assessment.objects.filter(tip__in=list(tips)).order_by("at", "id"):
        judged.setdefault(one.tip_id, []).append(one)
    names = access.person_names(viewer, {one.reader for one in given.values()})
    now = clock.now()
    return {
        tip.id: _told(tip, week[tip.id], given.get(tip.id), judged.get(tip.id, []), names,
                      late=tip.id in waits and given[tip.id].due_at < now)
        for tip in tips.values()
    }  # fmt: skip


def _told(
    tip: models.Tip, week: date, given: models.Reread | None, judged: list[models.Assessment],
    names: dict[UUID, str], *, late: bool,
) -> Drawn:  # fmt: skip
    told = Drawn(
        id=tip.id, number=tip.number, week=week,
        state=None,
        reader_id=given.reader if given else None,
        reader_name=names.get(given.reader, "") if given else "",
        due_at=given.due_at if given else None, overdue=late,
    )  # fmt: skip
    again = next((one for one in judged if one.reread), None)
    if again is None:
        return told
    first = [one.priority for one in judged if not one.reread and one.at < again.at][-1:]
    return replace(
        told,
        state=tip.state,  # type: ignore[arg-type]  # follows the machine's states
        reader_id=again.by, reader_name=names.get(again.by, told.reader_name),
        judged_at=again.at, first=max(tip.machine_priority or 0, *first, 0),
        second=again.priority, category=again.category, reason=again.reason,
    )  # fmt: skip
