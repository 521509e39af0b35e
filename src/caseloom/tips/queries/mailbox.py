"""What a reporter sees with her receipt. That she looked is nowhere recorded: it is hers.

When somebody comes back, and how often, could tell who she is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import connection

from caseloom.access.actions import as_viewer
from caseloom.kernel.errors import NotFound
from caseloom.kernel.viewer import Viewer
from caseloom.tips import filing, models, telling
from caseloom.tips.errors import UnknownReceipt
from caseloom.tips.queries.line import REPORTER
from caseloom.tips.rows import open_mailbox, opened
from caseloom.tips.sealing import receipts
from caseloom.tips.sealing.envelope import Envelope
from caseloom.tips.types import Download, Mailbox, Part

_ENDED = ("referred", "joined", "closed")


def holder() -> Viewer:
    """Whoever holds a receipt: sees one tip's mailbox, by `as_reporter`, and no scope."""
    return Viewer(
        id=REPORTER, name="Somebody of the public", purpose="her mailbox", kind="anonymous",
        permissions=frozenset({"tips.mailbox"}),
    )  # fmt: skip


@contextmanager
def as_reporter(tip_id: UUID) -> Iterator[Viewer]:
    """One transaction in which the database shows one tip and its mailbox, no more."""
    with as_viewer(holder()) as viewer, open_mailbox(tip_id):
        yield viewer


def tip_of(viewer: Viewer, receipt: str) -> UUID:
    """Whose mailbox the 16 digits open. Takes as long for a wrong one. Raises UnknownReceipt."""
    digest = receipts.digest(receipt)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tips_by_receipt(%s)", [digest])
        (found,) = cursor.fetchone()
    if found is None:
        raise UnknownReceipt
    return UUID(str(found))


def mailbox(viewer: Viewer, tip_id: UUID) -> Mailbox:
    """The mailbox that `as_reporter` opened. Raises UnknownReceipt for any other."""
    viewer.must("tips.mailbox")
    row = models.Tip.objects.filter(id=tip_id).select_related("line").first()
    if row is None:
        raise UnknownReceipt
    key = opened(row)
    body = key.open_json(bytes(row.body), "body")
    return Mailbox(
        tip_id=row.id, line_title=row.line.title, arrived_at=row.arrived_at, text=body["text"],
        segments=telling.segments(body), parts=parts(row, key, {}), state=_told(row),
    )  # fmt: skip


def _told(row: models.Tip) -> Literal["received", "read", "ended"]:
    if row.state in _ENDED:
        return "ended"
    return "received" if row.state == "received" else "read"


def parts(row: models.Tip, key: Envelope, names: dict[UUID, str]) -> tuple[Part, ...]:
    """Messages and files of a tip in their order, with the names of staff that are given."""
    rows = models.Part.objects.filter(tip=row).order_by("at", "id")
    return tuple(_part(one, key, names) for one in rows)


def _part(row: models.Part, key: Envelope, names: dict[UUID, str]) -> Part:
    about = key.open_json(bytes(row.sealed), f"part:{row.id}")
    at: datetime = row.at
    return Part(
        id=row.id, kind="file" if row.kind == "file" else "message",
        side="staff" if row.side == "staff" else "reporter", at=at,
        text=about["name"] if row.kind == "file" else about["text"], size=row.size,
        by_name=names.get(row.by, "") if row.by else "",
        kept_metadata=bool(about.get("kept_metadata")),
    )  # fmt: skip


def own_file(viewer: Viewer, tip_id: UUID, part_id: UUID) -> Download:
    """A file of the open mailbox. Raises NotFound."""
    viewer.must("tips.mailbox")
    row = models.Part.objects.filter(id=part_id, tip_id=tip_id, kind="file").first()
    if row is None:
        raise NotFound("There is no such file.")
    return filing.download(row, opened(row.tip))
