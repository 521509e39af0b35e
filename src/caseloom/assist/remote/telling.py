"""What can be read of a model server: whether it may be asked, what was asked, what it cost."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection

from caseloom.assist import models
from caseloom.assist.remote.endpoint import configured
from caseloom.assist.suggesting import ALL, as_suggestion, switched
from caseloom.assist.types import Asking, Exchange, Reach
from caseloom.kernel import clock
from caseloom.kernel.errors import Unavailable
from caseloom.kernel.viewer import Viewer

# While one is under way the same is not asked for again; after so long it was lost.
PATIENCE = timedelta(minutes=30)


def permitted(viewer: Viewer, object_id: UUID) -> bool:
    """Whether texts of the thing may be read by the model server; not until somebody said so."""
    row = models.Permit.objects.filter(object_id=object_id).order_by("-at", "-id").first()
    return row is not None and row.allowed


def hindrance(viewer: Viewer, permit_of: UUID) -> str:
    """Why the model server may not be asked about texts of `permit_of` now.

    unconfigured, wrong (a setting), off (the switch), forbidden (the line), or "" where it may.
    """
    try:
        if configured() is None:
            return "unconfigured"
    except Unavailable:
        return "wrong"
    if switched(viewer).tier < ALL:
        return "off"
    return "" if permitted(viewer, permit_of) else "forbidden"


def reach(viewer: Viewer) -> Reach:
    """The model server that is set up, and what was spent on it today."""
    try:
        found = configured()
    except Unavailable as error:
        return Reach(wrong=error.field)
    if found is None:
        return Reach()
    return Reach(
        host=found.host, model=found.model, protocol=found.protocol, tasks=found.reads,
        masked=tuple(sorted(found.mask)), spent_today=spent(clock.now().date()),
        most_a_day=found.most_a_day, most_a_tip=found.most_a_tip,
    )  # fmt: skip


def spent(day: date) -> Decimal:
    """What was spent and set aside on a day, by everybody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT assist_spent(%s)", [day])
        return Decimal(cursor.fetchone()[0])


def asking(viewer: Viewer, asking_id: UUID) -> Asking | None:
    """What is wanted, None if there is no such thing or it was answered already."""
    row = models.Asking.objects.filter(id=asking_id, exchange=None).first()
    return _asking(row) if row else None


def exchanges(viewer: Viewer, object_id: UUID) -> tuple[Exchange, ...]:
    """Everything that was asked about one thing that the viewer may see, the newest first."""
    rows = (
        models.Asking.objects.filter(object_id=object_id, scope__in=list(viewer.scopes))
        .select_related("exchange__suggestion")
        .order_by("-at", "-id")
    )
    said: dict[UUID, list[models.Outcome]] = {}
    outcomes = models.Outcome.objects.filter(suggestion__object_id=object_id, suggestion__tier=ALL)
    for one in outcomes.order_by("at", "id"):
        said.setdefault(one.suggestion_id, []).append(one)
    return tuple(_exchange(row, said) for row in rows)


def sealed(viewer: Viewer, asking_id: UUID) -> bytes | None:
    """The whole exchange as it was kept, None where there is none that the viewer may see."""
    row = models.Exchange.objects.filter(asking=asking_id, scope__in=list(viewer.scopes)).first()
    return bytes(row.sealed) if row and row.sealed is not None else None


def _asking(row: models.Asking) -> Asking:
    return Asking(row.id, row.task, row.option, row.object_id, row.scope, row.at, row.by)


def _exchange(row: models.Asking, said: dict[UUID, list[models.Outcome]]) -> Exchange:
    one = getattr(row, "exchange", None)
    if one is None:
        return Exchange(_asking(row), "lost" if row.at < clock.now() - PATIENCE else "waiting")
    verdicts = said.get(one.suggestion_id, []) if one.suggestion_id else []
    return Exchange(
        _asking(row), one.outcome, at=one.at, host=one.host, model=one.model, prompt=one.prompt,
        bytes_out=one.bytes_out, tokens_in=one.tokens_in, tokens_out=one.tokens_out,
        cost=one.cost, seconds=one.seconds, attempts=one.attempts, error=one.error,
        dropped=one.dropped, lost=one.lost,
        suggestion=as_suggestion(one.suggestion) if one.suggestion else None,
        verdicts=tuple((each.agreed, each.by, each.at) for each in verdicts),
    )  # fmt: skip
