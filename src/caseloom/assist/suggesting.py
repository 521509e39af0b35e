"""Suggestions: put down with what they rest on, and beside them what people decided."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Sum

from caseloom.assist import models
from caseloom.assist.types import Answered, Cost, NewSuggestion, Suggestion, Switched
from caseloom.audit import actions as audit
from caseloom.kernel import clock
from caseloom.kernel.errors import Invalid, NotAllowed, NotFound
from caseloom.kernel.ids import new_id
from caseloom.kernel.viewer import Viewer

SWITCH = "assist.switch"
OFF, RULES, LOCAL, ALL = -1, 0, 1, 2


@transaction.atomic
def suggest(
    *, object_kind: str, object_id: UUID, scope_id: int, input: str,
    suggestions: Sequence[NewSuggestion], by: Viewer,
) -> tuple[UUID, ...]:  # fmt: skip
    """Put down what a machine says of one thing, within its scope. Returns their ids.

    `by` is a machine; what it says changes nothing by itself. Raises NotAllowed for a person.
    """
    if by.kind != "machine":
        raise NotAllowed("Only a machine suggests.", remedy="Judge it yourself.")
    rows = [
        models.Suggestion(
            id=new_id(), task=one.task, object_kind=object_kind, object_id=object_id,
            scope=scope_id, tier=one.tier, model=one.model, input=input, label=one.label,
            probability=one.probability, sealed=one.sealed, at=clock.now(),
        )
        for one in suggestions
    ]  # fmt: skip
    models.Suggestion.objects.bulk_create(rows)
    audit.record(
        verb="machine.suggested", object_kind=object_kind, object_id=str(object_id), by=by,
        shown={scope_id: {one.task: [one.label, one.probability, one.model] for one in rows}},
        detail={"input": input, "tasks": [one.task for one in rows]},
    )  # fmt: skip
    return tuple(row.id for row in rows)


def suggestions(viewer: Viewer, object_ids: Collection[UUID]) -> dict[UUID, tuple[Suggestion, ...]]:
    """The newest suggestion of each task on each of the things that the viewer may see.

    Of the tiers that stay in the house; what a model server said is in `exchanges`.
    """
    rows = (
        models.Suggestion.objects.filter(
            object_id__in=list(object_ids), scope__in=list(viewer.scopes), tier__lt=ALL
        )
        .order_by("object_id", "task", "-at", "id")
        .distinct("object_id", "task")
    )
    found: dict[UUID, list[Suggestion]] = {}
    for row in rows:
        found.setdefault(row.object_id, []).append(as_suggestion(row))
    return {object_id: tuple(many) for object_id, many in found.items()}


def as_suggestion(row: models.Suggestion) -> Suggestion:
    """A row as what other rooms see."""
    return Suggestion(
        id=row.id, task=row.task, object_id=row.object_id, tier=row.tier, model=row.model,
        label=row.label, probability=row.probability,
        sealed=None if row.sealed is None else bytes(row.sealed), at=row.at,
    )  # fmt: skip


@transaction.atomic
def decide(*, suggestion_id: UUID, agreed: bool, label: str, before: bool, by: Viewer) -> None:
    """Put down what a person decided where a machine had suggested something.

    `label`: her word; `before`: she decided before she saw it. Raises NotAllowed for a machine,
    NotFound where she may not see what it was said of.
    """
    if by.kind != "person":
        raise NotAllowed("Only a person decides.", remedy="Sign in as one.")
    about = models.Suggestion.objects.filter(id=suggestion_id, scope__in=list(by.scopes)).first()
    if about is None:
        raise NotFound("There is no such suggestion.")
    models.Outcome.objects.create(
        id=new_id(), suggestion=about, by=UUID(by.id), at=clock.now(), agreed=agreed,
        label=label[:60], before=before,
    )  # fmt: skip
    audit.record(
        verb="machine.answered", object_kind=about.object_kind, object_id=str(about.object_id),
        by=by,
        shown={about.scope: {"task": about.task, "said": about.label, "model": about.model,
                             "agreed": agreed, "label": label, "before": before}},
    )  # fmt: skip


def decided(suggestion_ids: Collection[UUID], by: Viewer) -> set[UUID]:
    """Those of the suggestions on which `by` has decided already."""
    if by.kind != "person":
        return set()
    rows = models.Outcome.objects.filter(suggestion__in=list(suggestion_ids), by=UUID(by.id))
    return set(rows.values_list("suggestion", flat=True))


def answered(viewer: Viewer, object_kind: str, *, since: datetime) -> tuple[Answered, ...]:
    """The last decision on each suggestion made since then, of what the viewer may see."""
    rows = (
        models.Outcome.objects.filter(
            suggestion__object_kind=object_kind, suggestion__at__gte=since,
            suggestion__scope__in=list(viewer.scopes),
        )
        .select_related("suggestion")
        .order_by("suggestion", "-at", "-id")
        .distinct("suggestion")
    )  # fmt: skip
    return tuple(
        Answered(
            one.suggestion.object_id, one.suggestion.task, one.suggestion.model,
            one.suggestion.label, one.suggestion.probability, one.agreed, one.label, one.before,
            one.by, one.at,
        )
        for one in rows
    )  # fmt: skip


def cost(viewer: Viewer, object_ids: Collection[UUID]) -> Cost:
    """What exchanges with model servers about these things cost, of those that the viewer sees."""
    found = models.Exchange.objects.filter(
        object_id__in=list(object_ids), scope__in=list(viewer.scopes)
    ).aggregate(
        exchanges=Count("id"), tokens_in=Sum("tokens_in"), tokens_out=Sum("tokens_out"),
        amount=Sum("cost"),
    )  # fmt: skip
    return Cost(
        found["exchanges"], found["tokens_in"] or 0, found["tokens_out"] or 0,
        found["amount"] or Decimal(0),
    )  # fmt: skip


@transaction.atomic
def switch(*, tier: int, reason: str, by: Viewer) -> None:
    """Say how far machines may go from now on.

    -1 not at all, 0 rules and linear models, 1 all that needs no server, 2 all.
    Raises NotAllowed, Invalid (no such tier, no reason).
    """
    by.must(SWITCH)
    if tier not in (OFF, RULES, LOCAL, ALL):
        raise Invalid("There is no such tier.", remedy="Choose -1, 0, 1 or 2.", field="tier")
    if not reason.strip():
        raise Invalid("Say why.", remedy="It stays on record.", field="reason")
    models.Switch.objects.create(
        id=new_id(), tier=tier, reason=reason.strip(), at=clock.now(), by=UUID(by.id)
    )
    audit.record(
        verb="machine.switched", object_kind="machine", object_id="", by=by,
        detail={"tier": tier, "reason": reason.strip()},
    )  # fmt: skip


def switched(viewer: Viewer) -> Switched:
    """How far machines may go now: as far as they need no server, until somebody said else."""
    row = models.Switch.objects.order_by("-at", "-id").first()
    return (
        Switched(row.tier, row.reason, row.at, row.by) if row else Switched(LOCAL, "", None, None)
    )
