"""Finding a tip that the viewer may see, and opening what was sealed of it."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection

from caseloom.kernel.errors import Invalid, NotAllowed
from caseloom.kernel.viewer import Viewer
from caseloom.tips import models
from caseloom.tips.errors import MustReread, UnknownLine, UnknownTip
from caseloom.tips.machines import HANDLE
from caseloom.tips.sealing import envelope
from caseloom.tips.sealing.envelope import Envelope


def tip_row(viewer: Viewer, key: UUID | str, *, lock: bool = False) -> models.Tip:
    """A tip by id or number. Raises UnknownTip, the same for absent, hidden and closed to him."""
    rows = models.Tip.objects.filter(scope__in=list(viewer.scopes))
    if lock:
        rows = rows.select_for_update(no_key=True, of=("self",))
    by_id = _uuid(key)
    found = rows.filter(id=by_id) if by_id else rows.filter(number=str(key).strip())
    row = found.select_related("line").first()
    if row is None:
        raise UnknownTip
    return row


def handled(by: Viewer, tip_id: UUID) -> models.Tip:
    """A tip that `by` may work on, locked. Raises NotAllowed, UnknownTip."""
    by.must(HANDLE)
    row = tip_row(by, tip_id, lock=True)
    refuse_before_reread(by, row.id)
    return row


def judged_again(tip_ids: Collection[UUID]) -> set[UUID]:
    """Those of the tips that their second reader has judged."""
    rows = models.Assessment.objects.filter(tip__in=list(tip_ids), reread=True)
    return set(rows.values_list("tip", flat=True))


def given_to(
    *, tips: Collection[UUID] | None = None, tip_scopes: Collection[int] | None = None
) -> dict[UUID, UUID]:
    """To whom each of the tips is given to be read again, of those that are not yet."""
    rows = models.Reread.objects.all()
    if tips is not None:
        rows = rows.filter(tip__in=list(tips))
    if tip_scopes is not None:
        rows = rows.filter(draw__scope__in=list(tip_scopes))
    last = dict(rows.order_by("number").values_list("tip", "reader"))
    done = judged_again(last)
    return {tip: reader for tip, reader in last.items() if tip not in done}


def to_reread(viewer: Viewer) -> set[UUID]:
    """The tips that wait for the viewer to read them again: until then she sees them only so."""
    if viewer.kind != "person":
        return set()
    mine = set(models.Reread.objects.filter(reader=UUID(viewer.id)).values_list("tip", flat=True))
    given = given_to(tips=mine) if mine else {}
    return {tip for tip, reader in given.items() if str(reader) == viewer.id}


def refuse_before_reread(viewer: Viewer, tip_id: UUID) -> None:
    """Raise MustReread where the viewer is to read the tip again and has not judged it yet."""
    if tip_id in to_reread(viewer):
        raise MustReread


def line_row(viewer: Viewer, key: str) -> models.Line:
    """A line by its key. Raises UnknownLine."""
    row = models.Line.objects.filter(key=key).first()
    if row is None:
        raise UnknownLine
    return row


def opened(row: models.Tip) -> Envelope:
    """The open data key of a tip. Raises Unavailable."""
    return envelope.unwrap(row.id, row.key_name, bytes(row.data_key))


def team_key(scope: int) -> str:
    """The name of the key of the team that reads under `scope`."""
    return f"team-{scope}"


def identity_key(scope: int) -> str:
    """The name of the key that keeps names apart."""
    return f"identity-{scope}"


def suggestion_place(task: str) -> str:
    """What a suggestion of `task` is sealed for."""
    return f"suggestion:{task}"


def exchange_place(asking_id: UUID) -> str:
    """What an exchange with a model server is sealed for."""
    return f"exchange:{asking_id}"


def answer_place(asking_id: UUID) -> str:
    """What a model server's answer to an asking is sealed for."""
    return f"answer:{asking_id}"


def plan_place(bundle: UUID) -> str:
    """What the plan of a bundle is sealed for."""
    return f"plan:{bundle}"


def person_id(by: Viewer) -> UUID:
    """The id of the person who acts. Raises NotAllowed for a machine or a reporter."""
    if by.kind != "person":
        raise NotAllowed("Only a person decides on a tip.", remedy="Sign in as one.")
    return UUID(by.id)


def text(value: str, *, field: str, limit: int = 10_000) -> str:
    """`value` without outer space. Raises Invalid if it is empty, too long or holds NUL."""
    value = value.strip()
    if not value:
        raise Invalid(f"Say the {field}.", remedy="It stays on record.", field=field)
    if len(value) > limit or "\x00" in value:
        raise Invalid(
            f"The {field} has {len(value):,} characters; {limit:,} is the most.",
            remedy="Shorten it.",
            field=field,
        )
    return value


@contextmanager
def open_mailbox(tip_id: UUID) -> Iterator[None]:
    """Have the database show this one tip to whoever holds its receipt, until the end of this."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('caseloom.mailbox', true)")
        (before,) = cursor.fetchone()
        cursor.execute("SELECT set_config('caseloom.mailbox', %s, true)", [str(tip_id)])
        yield
        # A rollback, which an error leads to, restores it as well.
        cursor.execute("SELECT set_config('caseloom.mailbox', %s, true)", [before or ""])


def _uuid(key: UUID | str) -> UUID | None:
    if isinstance(key, UUID):
        return key
    try:
        return UUID(key.strip())
    except ValueError:
        return None
