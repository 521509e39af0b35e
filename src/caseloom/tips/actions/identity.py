"""Who told a tip: opened on a recorded reason and by a second person."""

from uuid import UUID

from django.db import transaction

from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, NotFound
from caseloom.kernel.ids import new_id
from caseloom.kernel.viewer import Viewer
from caseloom.tips import models
from caseloom.tips.machines import HANDLE, IDENTITY
from caseloom.tips.rows import handled, person_id, text, tip_row
from caseloom.workflow import actions as moves


@transaction.atomic
def ask_identity(*, tip_id: UUID, reason: str, by: Viewer) -> UUID:
    """Ask to know who told a tip; somebody else decides. Returns the request's id.

    Raises NotAllowed, UnknownTip, Invalid (no reason), Conflict (nobody gave a name).
    """
    row = handled(by, tip_id)
    if row.anonymous:
        raise Conflict("No name was given with this tip.", remedy="Ask through the mailbox.")
    request = models.IdentityRequest(
        id=new_id(), tip=row, asked_by=person_id(by), asked_at=clock.now(),
        reason=text(reason, field="reason", limit=2_000),
    )  # fmt: skip
    request.save(force_insert=True)
    moves.start(
        machine=IDENTITY, object_id=request.id, scope_id=row.scope, by=by, reason=request.reason,
        shown={"tip": str(row.id)},
    )  # fmt: skip
    return request.id


@transaction.atomic
def decide_identity(*, request_id: UUID, allow: bool, reason: str = "", by: Viewer) -> None:
    """Allow or refuse, as another person than who asked. What is allowed ends after a day.

    Raises NotAllowed, NotFound, OwnWork (nobody decides on his own wish), Invalid, Conflict.
    """
    by.must(HANDLE)
    request = models.IdentityRequest.objects.filter(id=request_id).first()
    if request is None:
        raise NotFound("There is no such request.")
    row = tip_row(by, request.tip_id)
    moves.move(
        machine=IDENTITY, step="open" if allow else "refuse", object_id=request.id, by=by,
        reason=reason, authors=[str(request.asked_by)], shown={"tip": str(row.id)},
    )  # fmt: skip
