"""Messages and files between a reporter and the staff."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from caseloom.audit import actions as audit
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, Invalid
from caseloom.kernel.ids import new_id
from caseloom.kernel.viewer import Viewer
from caseloom.tips import filing, models, telling
from caseloom.tips.errors import TooLarge, UnknownReceipt
from caseloom.tips.rows import handled, opened, person_id
from caseloom.tips.types import MOST_FILES, NewFile, Side

# A receipt that somebody else found must not fill the disk.
MOST_PARTS = 500


@transaction.atomic
def write_as_reporter(*, tip_id: UUID, text: str, files: Sequence[NewFile], by: Viewer) -> None:
    """Put a reporter's words and files into her mailbox, inside `queries.as_reporter`.

    Raises UnknownReceipt, Invalid (nothing in it), TooLarge, Conflict (too many parts).
    """
    by.must("tips.mailbox")
    row = models.Tip.objects.filter(id=tip_id).select_for_update(no_key=True).first()
    if row is None:
        raise UnknownReceipt
    text = telling.clean(text)
    if not text and not files:
        raise Invalid("There is nothing in this message.", remedy="Write something.", field="text")
    if len(files) > MOST_FILES:
        raise TooLarge(f"{MOST_FILES} files at once is the most.", field="files")
    if models.Part.objects.filter(tip=row).count() + len(files) >= MOST_PARTS:
        raise Conflict("This mailbox is full.", remedy="Tell it as a new tip.")
    key = opened(row)
    if text:
        _message(row, text, side="reporter", by=None)
    for file in files:
        filing.store(row, key, file, side="reporter", by=None)
    row.waiting, row.files = True, row.files + len(files)
    row.save(update_fields=["waiting", "files"])
    audit.record(
        verb="tip.written_to", object_kind="tip", object_id=str(row.id), by=by,
        detail={"message": bool(text), "files": len(files)},
    )  # fmt: skip


@transaction.atomic
def write_to_reporter(
    *, tip_id: UUID, text: str, files: Sequence[NewFile] = (), feedback: bool = False, by: Viewer
) -> None:
    """Ask or tell the reporter something. `feedback`: what was done with the tip, by its clock.

    The first message acknowledges the tip. Raises NotAllowed, UnknownTip, Invalid, TooLarge.
    """
    row = handled(by, tip_id)
    if row.receipt is None:
        raise Conflict("This reporter has no mailbox.", remedy="Answer her on the way she came.")
    text = telling.clean(text)
    if not text:
        raise Invalid("There is nothing in this message.", remedy="Write something.", field="text")
    key = opened(row)
    part = _message(row, text, side="staff", by=person_id(by))
    for file in files:
        filing.store(row, key, file, side="staff", by=person_id(by))
    now = clock.now()
    row.waiting = False
    row.acknowledged_at = row.acknowledged_at or now
    if feedback:
        row.feedback_at = row.feedback_at or now
    row.save(update_fields=["waiting", "acknowledged_at", "feedback_at"])
    audit.record(
        verb="tip.answered", object_kind="tip", object_id=str(row.id), by=by,
        detail={"part": str(part.id), "files": len(files), "feedback": feedback},
    )  # fmt: skip


def _message(row: models.Tip, text: str, *, side: Side, by: UUID | None) -> models.Part:
    if len(text) > telling.MOST_ANSWER:
        raise TooLarge(
            f"This has {len(text):,} characters; {telling.MOST_ANSWER:,} is the most.",
            remedy="Shorten it, or send it as a file.",
            field="text",
        )
    part = models.Part(id=new_id(), tip=row, kind="message", side=side, by=by, at=clock.now())
    part.sealed = opened(row).seal_json({"text": text}, f"part:{part.id}")
    part.size = len(text)
    part.save(force_insert=True)
    return part
