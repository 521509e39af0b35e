"""Mail becomes tips."""

from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from caseloom.audit import actions as audit
from caseloom.kernel.errors import Invalid
from caseloom.kernel.viewer import Viewer
from caseloom.tips import mail, models
from caseloom.tips.actions.receiving import id_of, send
from caseloom.tips.queries.line import questionnaire
from caseloom.tips.types import Contact, Imported, NewTip, Questionnaire


def import_mail(
    *, line_key: str, path: Path, told: Callable[[int], None] = lambda _: None, by: Viewer
) -> Imported:
    """Every message in `path` (EML, mbox, a folder of EML) as a tip; twice imported is one.

    The sender's address lies apart, as any name does. What cannot be taken is told, and the rest
    is taken all the same. Raises NotAllowed, UnknownLine, Invalid (nothing there is mail).
    """
    by.must("tips.send")
    asked = questionnaire(by, line_key)
    taken = known = 0
    rejected: list[str] = []
    for number, message in enumerate(mail.read(path), 1):
        tip = as_tip(message, asked)
        try:
            with transaction.atomic():
                before = models.Tip.objects.filter(id=id_of(tip.form)).exists()
                send(line_key=line_key, tip=tip, by=by)
        except Invalid as error:
            rejected.append(f"message {number}: {error.message}")
        else:
            known += before
            taken += not before
            rejected += [f"message {number}: {one}" for one in message.problems]
        told(number)
    audit.record(
        verb="tip.mail_imported", object_kind="line", object_id=line_key, by=by,
        detail={"taken": taken, "known": known, "rejected": len(rejected)},
    )  # fmt: skip
    return Imported(taken, known, tuple(rejected))


def as_tip(message: mail.Mail, asked: Questionnaire) -> NewTip:
    """A message as a tip of a line that asks this."""
    subject = next((one for one in asked.subjects if one.key == "other"), asked.subjects[-1])
    needed = [one.key for one in asked.asked(subject.key) if one.required]
    text = f"{message.subject}\n\n{message.text}".strip()
    first = needed[0] if needed else subject.asks[0]
    return NewTip(
        channel="email", language="", subject=subject.key,
        answers={first: text[:_MOST], **dict.fromkeys(needed[1:], "–")}, form=message.form,
        contact=Contact(reach=message.sender[:1_000]), files=message.files,
    )  # fmt: skip


_MOST = 50_000
