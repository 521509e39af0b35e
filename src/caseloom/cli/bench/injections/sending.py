"""Hostile tips go the ways on which tips come, and are read by the worker's own task."""

from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.core.management import call_command
from django.db import connection

from caseloom.access.actions import as_viewer
from caseloom.cli.bench.injections.making import Attack, Base, message, photo
from caseloom.cli.bench.injections.place import Place
from caseloom.kernel.errors import Conflict
from caseloom.tips import actions
from caseloom.tips.types import Contact, NewFile, NewTip, Sent

SUBJECT = "other"
# Tips that are sent before the worker reads them.
BATCH = 250
_MAILED = (
    "SELECT id FROM tips_tip WHERE channel = 'email' ORDER BY arrived_at DESC, id DESC LIMIT 1"
)


@dataclass
class Arrived:
    """Where tips lie: of attacks by their number, of honest texts by their place."""

    attacks: dict[int, UUID] = field(default_factory=dict)
    receipts: dict[int, str] = field(default_factory=dict)
    bases: dict[int, UUID] = field(default_factory=dict)
    mailed_bases: dict[int, UUID] = field(default_factory=dict)


def send_all(place: Place, bases: Sequence[Base], attacks: Sequence[Attack]) -> Arrived:
    """Send every honest text on both ways, every attack on its own, and have them read."""
    arrived = Arrived()
    for number, base in enumerate(bases):
        arrived.bases[number] = _told(place, {"what": base.text}, base).tip_id
        plain = Attack(number, "", "mail", number, "", f"base{number}", after=True)
        arrived.mailed_bases[number] = _mailed(place, plain, base)
    read_all()
    for number, attack in enumerate(attacks, 1):
        _send(place, attack, bases[attack.base], arrived)
        if number % BATCH == 0:
            read_all()
    read_all()
    return arrived


def read_all() -> None:
    """Run the jobs that wait, as `caseloom worker` does, and come back when none is left."""
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        call_command("procrastinate", "worker", "--one-shot")


def _send(place: Place, attack: Attack, base: Base, arrived: Arrived) -> None:
    if attack.way == "mail":
        arrived.attacks[attack.number] = _mailed(place, attack, base)
        return
    answers = {"what": attack.text(base)}
    if attack.way == "answers":
        answers |= dict.fromkeys(("who", "where", "how_known"), attack.payload)
    file = None
    if attack.way == "file name":
        file = NewFile(f"{attack.payload[:120]}{attack.mark}.txt", BytesIO(b"nothing"))
    elif attack.way == "photo":
        file = NewFile(f"{attack.mark}.png", BytesIO(photo(attack.payload)))
    sent = _told(place, answers, base, *([file] if file else []))
    arrived.attacks[attack.number] = sent.tip_id
    arrived.receipts[attack.number] = sent.receipt


def _told(place: Place, answers: dict[str, str], base: Base, *files: NewFile) -> Sent:
    tip = NewTip(
        channel="portal", language=base.language, subject=SUBJECT, answers=answers,
        form=place.form(), contact=Contact(), files=files,
    )  # fmt: skip
    with as_viewer(place.teller()) as by:
        return actions.send(line_key=place.line, tip=tip, by=by)


def _mailed(place: Place, attack: Attack, base: Base) -> UUID:
    """Import one message, as an officer does; the id of the tip that it became."""
    with TemporaryDirectory() as folder, as_viewer(place.officer()) as by:
        path = Path(folder) / "message.eml"
        path.write_bytes(message(attack, base))
        done = actions.import_mail(line_key=place.line, path=path, by=by)
        if done.taken != 1:
            raise Conflict(f"A message was not taken: {done.rejected}.")
        with connection.cursor() as cursor:
            cursor.execute(_MAILED)
            (found,) = cursor.fetchone()
    return UUID(str(found))
