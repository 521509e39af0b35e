"""Finding a row that the viewer may see, and checking what he gives."""

from collections.abc import Collection
from uuid import UUID

from caseloom.cases import models
from caseloom.cases.errors import UnknownCase, UnknownGraph, UnknownReport
from caseloom.cases.machines import CASE
from caseloom.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from caseloom.kernel.viewer import Viewer
from caseloom.workflow import queries as workflow


def case_row(viewer: Viewer, key: UUID | str, *, lock: bool = False) -> models.Case:
    """A case by id or number. Raises UnknownCase, the same for absent and hidden."""
    rows = models.Case.objects.filter(scope__in=list(viewer.scopes))
    if lock:
        rows = rows.select_for_update(no_key=True)
    by_id = _uuid(key)
    found = rows.filter(id=by_id) if by_id else rows.filter(number=str(key).strip())
    row = found.first()
    if row is None:
        raise UnknownCase
    return row


def open_case_row(viewer: Viewer, case_id: UUID) -> models.Case:
    """A case that may still be worked in, locked. Raises UnknownCase, Conflict if closed."""
    row = case_row(viewer, case_id, lock=True)
    if workflow.position(viewer, CASE, row.id).state == "closed":
        raise Conflict("This case is closed.", remedy="Reopen it, with a reason, to go on.")
    return row


def version_row(
    viewer: Viewer, report_id: UUID, number: int | None = None, *, lock: bool = False
) -> models.Version:
    """A version of a report, the latest unless told. Raises UnknownReport."""
    rows = models.Version.objects.filter(report_id=report_id, scope__in=list(viewer.scopes))
    if number is not None:
        rows = rows.filter(number=number)
    if lock:
        rows = rows.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("report__case").order_by("-number").first()
    if row is None:
        raise UnknownReport
    return row


def task_row(viewer: Viewer, task_id: UUID) -> models.Task:
    """A task. Raises NotFound, the same for absent and hidden."""
    row = (
        models.Task.objects.filter(id=task_id, scope__in=list(viewer.scopes))
        .select_related("case")
        .first()
    )
    if row is None:
        raise NotFound("There is no such task.", remedy="Open it from its case.")
    return row


def graph_row(viewer: Viewer, graph_id: UUID) -> models.Graph:
    """A saved graph. Raises UnknownGraph, the same for absent, removed and hidden."""
    rows = models.Graph.objects.filter(id=graph_id, removed_at=None, scope__in=list(viewer.scopes))
    row = rows.select_related("case").first()
    if row is None:
        raise UnknownGraph
    return row


def person_id(by: Viewer) -> UUID:
    """The id of the person who acts. Raises NotAllowed for a machine."""
    if by.kind != "person":
        raise NotAllowed("Only a person works in a case.", remedy="Sign in as one.")
    return UUID(by.id)


def text(value: str, *, field: str, limit: int = 10_000, what: str = "") -> str:
    """`value` without outer space. Raises Invalid if it is empty, too long or holds NUL."""
    value = value.strip()
    what = what or field.replace("_", " ")
    if not value:
        raise Invalid(f"Say the {what}.", remedy="It stays on record.", field=field)
    return optional(value, field=field, limit=limit, what=what)


def optional(value: str, *, field: str, limit: int = 10_000, what: str = "") -> str:
    """`value` without outer space; may be empty. Raises Invalid if too long or with NUL in it."""
    value = value.strip()
    what = what or field.replace("_", " ")
    if len(value) > limit:
        raise Invalid(
            f"The {what} has {len(value):,} characters; {limit:,} is the most.",
            remedy="Shorten it.",
            field=field,
        )
    if "\x00" in value:
        raise Invalid(f"The {what} has a NUL character.", remedy="Remove it.", field=field)
    return value


def one_of(value: str, allowed: Collection[str], *, field: str) -> str:
    """`value` if allowed. Raises Invalid that names what is."""
    if value not in allowed:
        raise Invalid(
            f"There is no {field} “{value}”.",
            remedy=f"Choose one of: {', '.join(allowed)}.",
            field=field,
        )
    return value


def _uuid(key: UUID | str) -> UUID | None:
    if isinstance(key, UUID):
        return key
    try:
        return UUID(key.strip())
    except ValueError:
        return None
