"""Whether the statistics of a line stand at a public address."""

from django.db import transaction

from caseloom.audit import actions as audit
from caseloom.kernel import clock
from caseloom.kernel.ids import new_id
from caseloom.kernel.viewer import Viewer
from caseloom.tips import models
from caseloom.tips.actions.triage import LEAD
from caseloom.tips.errors import UnknownLine
from caseloom.tips.rows import line_row, person_id


@transaction.atomic
def publish_statistics(*, line_key: str, published: bool, by: Viewer) -> None:
    """Put a line's counts at a public address, or take them away from there.

    Raises NotAllowed, UnknownLine (also for a line of another team).
    """
    by.must(LEAD)
    line = line_row(by, line_key)
    if line.scope not in by.scopes:
        raise UnknownLine
    models.Publication.objects.create(
        id=new_id(), line=line, published=published, at=clock.now(), by=person_id(by)
    )
    audit.record(
        verb="line.statistics_published" if published else "line.statistics_withdrawn",
        object_kind="line", object_id=line_key, by=by,
    )  # fmt: skip
