"""A tip arrives: sealed, closed to whom it names, in somebody's queue, all in one transaction."""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django import app

from caseloom.access import actions as access_actions
from caseloom.access import queries as access
from caseloom.kernel import clock, numbers
from caseloom.kernel.errors import Invalid, Unavailable
from caseloom.kernel.ids import uuid_of
from caseloom.kernel.viewer import Viewer
from caseloom.tips import conflicts, filing, models, sampling, telling
from caseloom.tips.errors import TooLarge, UnknownLine
from caseloom.tips.machines import TIP
from caseloom.tips.queries.line import as_line, as_questionnaire
from caseloom.tips.rows import identity_key, line_row, open_mailbox, team_key
from caseloom.tips.sealing import envelope, keys, receipts
from caseloom.tips.types import MOST_FILES, Contact, Line, NewTip, Segment, Sent
from caseloom.workflow import actions as moves

DRAWS = 5
DIGITS = 8
IMMEDIATE = 3
# Who came so has another way back.
NO_MAILBOX = ("email", "agency")


@transaction.atomic
def send(*, line_key: str, tip: NewTip, by: Viewer) -> Sent:
    """Take what somebody tells. The same form sent twice is one tip with one receipt.

    `by` is `queries.teller(line)`, or a clerk who takes it down. Raises UnknownLine, Invalid
    (something required is missing), TooLarge, Unavailable; then nothing was kept.
    """
    by.must("tips.send")
    line = open_line(by, line_key)
    asked = models.Questionnaire.objects.filter(line_id=line.id).order_by("-number").first()
    if asked is None:
        raise UnknownLine
    text, segments = telling.compose(
        as_questionnaire(asked), tip.subject, tip.answers, tip.language
    )
    if len(tip.files) > MOST_FILES:
        raise TooLarge(f"{MOST_FILES} files at once is the most.", field="files")
    return keep(line, asked, tip, text, segments, by)


def keep(
    line: Line, asked: models.Questionnaire, tip: NewTip, text: str, segments: Sequence[Segment],
    by: Viewer,
) -> Sent:  # fmt: skip
    """Seal what was told in these words, and put it before those who may read it. As `send`."""
    contact = telling.contact(tip.contact)
    tip_id, receipt = id_of(tip.form), receipts.derive(tip.form)
    digest = receipts.digest(receipt) if tip.channel not in NO_MAILBOX else None
    key = envelope.make(tip_id, team_key(line.scope))
    now = clock.now()
    row = models.Tip(
        id=tip_id, line_id=line.id, questionnaire=asked, channel=tip.channel,
        language=tip.language, subject=tip.subject, arrived_at=now, receipt=digest,
        key_name=key.key_name, data_key=key.wrapped, anonymous=not contact,
        body=key.seal_json(telling.body(text, segments, tip.language), "body"),
        # What she says herself goes before what any machine reads out of it.
        machine_priority=IMMEDIATE if tip.answers.get("danger") == "yes" else None,
        files=len(tip.files), judge_first=_drawn(line.settings.judge_first_share),
        acknowledge_by=now + timedelta(days=line.settings.acknowledge_days),
        feedback_by=now + timedelta(days=line.settings.feedback_days),
    )  # fmt: skip
    if not _place(row, line, _named(text, tip, by), by):
        return Sent(tip_id, receipt)
    _keep_rest(row, key, line, tip, contact)
    app.configure_task("tips.read_tip", queue="tips").defer(tip_id=str(tip_id), scope=row.scope)
    if row.scope != line.scope:
        _draw_apart(row)
    return Sent(tip_id, receipt, row.scope)


def _draw_apart(row: models.Tip) -> None:
    """Have what is closed to some drawn by itself when its week has ended: no machine sees it."""
    week = sampling.monday(row.arrived_at)
    _, end = sampling.span(week)
    app.configure_task("tips.draw_one", queue="tips", schedule_at=end).defer(
        line_id=str(row.line_id), scope=row.scope, week=week.isoformat()
    )


def open_line(by: Viewer, key: str) -> Line:
    """A line that takes tips from `by`. Raises UnknownLine."""
    line = as_line(line_row(by, key))
    if not line.open and by.kind == "anonymous":
        raise UnknownLine
    return line


def id_of(form: bytes) -> UUID:
    """The id of the tip that this form makes: a form sent twice makes one. Raises Invalid."""
    if len(form) != 16:
        raise Invalid("This is no form of ours.", remedy="Open the page anew.", field="form")
    return uuid_of(hmac.new(keys.secret("receipts"), b"tip" + form, sha256).digest())


def _drawn(share: float) -> bool:
    return secrets.randbelow(1_000_000) < share * 1_000_000


def _named(text: str, tip: NewTip, by: Viewer) -> dict[UUID, str]:
    """Everybody to whom the tip is closed, and why: he is named, or reports to who is."""
    people = access.people(by)
    staff = (conflicts.Staff(one.id, one.name, one.username, one.email) for one in people)
    names = " . ".join((text, *(file.name for file in tip.files)))
    named = conflicts.named(names, staff)
    if not named:
        return {}
    led = access.reports_of(by, named)
    return dict.fromkeys(named, "named") | dict.fromkeys(led - named, "reports")


def _place(row: models.Tip, line: Line, closed: dict[UUID, str], by: Viewer) -> bool:
    """Put the tip where its readers see it; False if the same form was sent before."""
    if models.Tip.objects.filter(id=row.id).exists():
        return False
    row.scope = line.scope
    try:
        with transaction.atomic():
            if closed:
                made = access_actions.confine(
                    scope_id=line.scope, key=f"tip:{row.id}", title="A tip closed to some",
                    without=closed, also=line.settings.fallback, by=by,
                )  # fmt: skip
                row.scope = made.id
                by = replace(by, scopes=by.scopes | {made.id})
            _number(row)
            moves.start(machine=TIP, object_id=row.id, scope_id=row.scope, by=by)
            models.Closure.objects.bulk_create(
                models.Closure(tip=row, person=person, why=why, at=row.arrived_at)
                for person, why in closed.items()
            )
    except IntegrityError as error:
        # Only the same form gives the same id, and it may lie where nobody here can see it.
        if _constraint(error) in ("tips_tip_pkey", "access_scope_key_key"):
            return False
        raise
    return True


def _number(row: models.Tip) -> None:
    for _ in range(DRAWS):
        row.number = f"T-{numbers.draw(row.arrived_at.year, DIGITS)}"
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            if "number" not in _constraint(error):
                raise
            continue
        return
    raise Unavailable("No free number was found.", remedy="Try again.")


def _constraint(error: IntegrityError) -> str:
    diagnosis = getattr(error.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", "") or "")


def _keep_rest(
    row: models.Tip, key: envelope.Envelope, line: Line, tip: NewTip, contact: Contact
) -> None:
    with open_mailbox(row.id):
        for file in tip.files:
            filing.store(row, key, file, side="reporter", by=None)
    if contact:
        apart = envelope.make(row.id, identity_key(line.scope))
        about = {"name": contact.name, "reach": contact.reach, "more": contact.more}
        _insert_identity(row, apart, apart.seal_json(about, "identity"))


def _insert_identity(row: models.Tip, key: envelope.Envelope, sealed: bytes) -> None:
    # Written by hand: Django would read the row back, which nobody may without a second person.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tips_identity (tip_id, key_name, data_key, sealed)"
            " VALUES (%s, %s, %s, %s)",
            [row.id, key.key_name, key.wrapped, sealed],
        )
