"""Tips that arrived before somebody came who is named in them: closed to him as well."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from procrastinate.contrib.django import app

from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.assist import queries as assistance
from caseloom.audit import actions as audit
from caseloom.kernel import clock
from caseloom.kernel.ids import new_id
from caseloom.kernel.viewer import Viewer
from caseloom.tips import conflicts, models
from caseloom.tips.queries.mailbox import parts
from caseloom.tips.rows import opened
from caseloom.tips.sealing import blind

# Tips that are looked through before the act that made somebody known has ended, and at a time.
_AT_ONCE, _BATCH = 400, 200


def staff_changed(person_id: UUID, by: Viewer) -> None:
    """Somebody was added, or reports to another: close to him what names him.

    What has words of his name in it is closed in this very transaction; a job goes through all.
    """
    with as_viewer(_machine()) as viewer:
        if not models.Tip.objects.exists():
            return
        _close(viewer, _with_words_of(viewer, person_id), person_id)
        _close_to_reports(viewer)
        task = app.configure_task("tips.close_later", queue="tips")
        task.defer(person_id=str(person_id))


def close_later(*, person_id: UUID) -> None:
    """Go through every tip that is not sealed, and close to a person those that name him."""
    last = UUID(int=0)
    while True:
        with as_viewer(_machine()) as viewer:
            ids = list(
                models.Tip.objects.filter(id__gt=last).order_by("id").values_list("id", flat=True)
                [:_BATCH]
            )  # fmt: skip
            if not ids:
                return
            _close(viewer, ids, person_id)
            _close_to_reports(viewer)
        last = ids[-1]


def _machine() -> Viewer:
    return access.machine("tips", "closing tips to somebody whom they name")


def _with_words_of(viewer: Viewer, person_id: UUID) -> list[UUID]:
    """Tips that have a word of the person's name, by keyed values."""
    name = access.person(viewer, person_id).name
    marks = [mark for word, mark in assistance.words(name, blind.key()).items() if " " not in word]
    with connection.cursor() as cursor:
        cursor.execute("SELECT tip FROM tips_alike(%s, %s)", [marks, _AT_ONCE])
        return [tip for (tip,) in cursor.fetchall()]


def _close(viewer: Viewer, ids: Iterable[UUID], person_id: UUID) -> None:
    one = access.person(viewer, person_id)
    staff = [conflicts.Staff(one.id, one.name, one.username, one.email)]
    closed = models.Closure.objects.filter(person=person_id).values("tip")
    rows = models.Tip.objects.filter(id__in=list(ids)).exclude(id__in=closed)
    named = [row for row in rows.select_related("line") if conflicts.named(_words(row), staff)]
    led = access.reports_of(viewer, [person_id])
    for row in named:
        _add(viewer, row, {person_id: "named", **dict.fromkeys(led, "reports")})


def _words(row: models.Tip) -> str:
    """What was told, with the words and file names of the reporter's messages."""
    key = opened(row)
    said = [str(key.open_json(bytes(row.body), "body")["text"])]
    said += [one.text for one in parts(row, key, {}) if one.side == "reporter"]
    return " . ".join(said)


def _close_to_reports(viewer: Viewer) -> None:
    """Close to everybody who reports to whom a tip names, whoever came to do so meanwhile."""
    named: dict[UUID, list[UUID]] = {}
    for person, tip in models.Closure.objects.filter(why="named").values_list("person", "tip"):
        named.setdefault(person, []).append(tip)
    for person, tips in named.items():
        led = access.reports_of(viewer, [person])
        if led:
            for row in models.Tip.objects.filter(id__in=tips):
                _add(viewer, row, dict.fromkeys(led, "reports"))


def _add(viewer: Viewer, row: models.Tip, people: dict[UUID, str]) -> None:
    known = set(models.Closure.objects.filter(tip=row).values_list("person", flat=True))
    new = {person: why for person, why in people.items() if person not in known}
    if not new:
        return
    if row.officer in new:
        row.officer = None
        row.save(update_fields=["officer"])
    models.Closure.objects.bulk_create(
        models.Closure(id=new_id(), tip=row, person=one, why=why, at=clock.now(), later=True)
        for one, why in new.items()
    )
    audit.record(
        verb="tip.closed_later", object_kind="tip", object_id=str(row.id), by=viewer,
        shown={row.scope: {"to": {str(one): why for one, why in new.items()}}},
    )  # fmt: skip
