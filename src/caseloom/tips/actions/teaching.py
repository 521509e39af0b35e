"""What people decided teaches a task: their tips are read for it, each reading on record."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import F

from caseloom.access.actions import as_viewer
from caseloom.assist import actions as assist
from caseloom.assist.types import Taught, Told
from caseloom.audit import actions as audit
from caseloom.kernel.errors import Invalid
from caseloom.kernel.viewer import Viewer
from caseloom.tips import models
from caseloom.tips.rows import line_row, opened, to_reread

LEAD = "tips.lead"
# What a person says of a tip in so many words.
TASKS = ("route",)
_BATCH = 200


@dataclass(frozen=True, slots=True)
class _Decided:
    texts: list[str]
    categories: list[str]


def teach(*, task: str, line: str = "", told: Told | None = None, viewer: Viewer) -> Taught:
    """Teach `task` from the tips that people gave a category, of one line or all.

    Tips that are closed to some teach nothing: whoever holds a model can find out what was in it.
    Opens its own transactions. Raises NotAllowed, Invalid (no such task, too few), UnknownLine.
    """
    viewer.must(LEAD)
    if task not in TASKS:
        raise Invalid(
            f"People's decisions do not teach “{task}”.", remedy=f"Choose one of: {TASKS[0]}.",
            field="task",
        )  # fmt: skip
    with as_viewer(viewer) as by:
        given = _decided(by, line)
    found = assist.teach(
        task, given.texts, given.categories, folder=Path(settings.DATA),
        learnt_from=f"categories that people gave to {len(given.texts):,} tips"
        + (f" of the line {line}" if line else ""),
        told=told,
    )  # fmt: skip
    with as_viewer(viewer) as by:
        audit.record(
            verb="machine.taught", object_kind="machine", object_id=task, by=by,
            detail={"version": found.version, "texts": found.texts, "in_use": found.in_use,
                    "told": found.told, "line": line},
        )  # fmt: skip
    return found


def use_version(*, task: str, version: str, by: Viewer) -> None:
    """Go back to a version that was kept. Raises NotAllowed, NotFound, Invalid."""
    by.must(LEAD)
    assist.use_version(Path(settings.DATA), task, version)
    audit.record(
        verb="machine.version_used", object_kind="machine", object_id=task, by=by,
        detail={"version": version},
    )  # fmt: skip


def _decided(by: Viewer, line: str) -> _Decided:
    rows = (
        models.Tip.objects.filter(scope__in=list(by.scopes), scope=F("line__scope"))
        .exclude(category="")
        .exclude(id__in=to_reread(by))
        .order_by("arrived_at", "id")
    )
    if line:
        rows = rows.filter(line=line_row(by, line))
    texts, categories = [], []
    for row in rows.iterator(chunk_size=_BATCH):
        texts.append(str(opened(row).open_json(bytes(row.body), "body")["text"]))
        categories.append(row.category)
        audit.record(
            verb="tip.read_to_teach", object_kind="tip", object_id=str(row.id), by=by,
            shown={row.scope: {"number": row.number, "category": row.category}},
        )  # fmt: skip
    return _Decided(texts, categories)
