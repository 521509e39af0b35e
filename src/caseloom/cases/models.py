"""Cases and everything in them. Each row carries the scope of its case."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from caseloom.kernel.ids import new_id

_OPEN = models.Q(left_at__isnull=True)


class Case(models.Model):
    """An investigation. Its state stands with workflow; its scope is its own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True, editable=False)
    title = models.CharField(max_length=300)
    type = models.CharField(max_length=60)
    predicate = models.TextField()
    legal_authority = models.TextField()
    lead = models.UUIDField()
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField()
    scope = models.IntegerField(unique=True)


class Member(models.Model):
    """Somebody on a case. The grant of the scope is what lets him see; this says in what role."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    scope = models.IntegerField()
    person = models.UUIDField()
    role = models.CharField(max_length=20)
    reason = models.TextField(blank=True, default="")
    added_at = models.DateTimeField()
    added_by = models.UUIDField()
    left_at = models.DateTimeField(null=True)
    left_by = models.UUIDField(null=True)
    left_reason = models.TextField(blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="cases_member_once", fields=["case", "person"], condition=_OPEN
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person"], name="cases_member_person")
        ]


class Subject(models.Model):
    """An entity's role in a case. `sources` are the ids of statements."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    scope = models.IntegerField()
    entity_id = models.UUIDField()
    role = models.CharField(max_length=20)
    why = models.TextField()
    sources: "ArrayField[list[str], list[str]]" = ArrayField(models.TextField(), default=list)
    added_at = models.DateTimeField()
    added_by = models.UUIDField()
    removed_at = models.DateTimeField(null=True)
    removed_by = models.UUIDField(null=True)
    removed_reason = models.TextField(blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="cases_subject_once",
                fields=["case", "entity_id", "role"],
                condition=models.Q(removed_at__isnull=True),
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["entity_id"], name="cases_subject_entity")
        ]


class Note(models.Model):
    """Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    scope = models.IntegerField()
    text = models.TextField()
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    at = models.DateTimeField()
    by = models.UUIDField()


class Task(models.Model):
    """Its state and its due date stand with workflow."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    scope = models.IntegerField()
    title = models.CharField(max_length=300)
    detail = models.TextField(blank=True, default="")
    assignee = models.UUIDField()
    created_at = models.DateTimeField()
    created_by = models.UUIDField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["assignee"], name="cases_task_assignee")
        ]


class Graph(models.Model):
    """A picture of a graph: which nodes, where, and the filters. No name of anybody is in it.

    `places` holds [[ids], x, y, pinned, hidden] for each node: all its ids, because others see
    it by other records.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    scope = models.IntegerField()
    title = models.CharField(max_length=300)
    focus = models.UUIDField(null=True)
    places = models.JSONField(default=list)
    filters = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
    saved_by = models.UUIDField()
    removed_at = models.DateTimeField(null=True)
    removed_by = models.UUIDField(null=True)


class Report(models.Model):
    """`number` counts the reports of its case, all of which its members see."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    scope = models.IntegerField()
    number = models.IntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="cases_report_number", fields=["case", "number"])
        ]


class Version(models.Model):
    """One version of a report. Once `hash` is set, a trigger refuses every change."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT)
    scope = models.IntegerField()
    number = models.IntegerField()
    title = models.CharField(max_length=300)
    body = models.TextField()
    revision = models.IntegerField(default=1)
    author = models.UUIDField()
    contributors: "ArrayField[list[Any], list[Any]]" = ArrayField(models.UUIDField(), default=list)
    updated_at = models.DateTimeField()
    # Absent until signed: an empty text would be an account with a hash of its own.
    frozen = models.TextField(null=True)  # noqa: DJ001 - see above
    hash = models.CharField(max_length=64, null=True)  # noqa: DJ001 - see above
    # Beside the account, by footnote, because numbers count what a reader may not see.
    note_scopes: "ArrayField[list[int], list[int]]" = ArrayField(
        models.IntegerField(), default=list
    )
    note_sources: "ArrayField[list[int], list[int]]" = ArrayField(
        models.IntegerField(), default=list
    )
    signed_by = models.UUIDField(null=True)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="cases_version_number", fields=["report", "number"]),
            models.CheckConstraint(
                name="cases_version_signed_whole",
                condition=models.Q(
                    hash__isnull=True, frozen__isnull=True, signed_by__isnull=True,
                    signed_at__isnull=True,
                )
                | models.Q(
                    hash__isnull=False, frozen__isnull=False, signed_by__isnull=False,
                    signed_at__isnull=False,
                ),
            ),
        ]  # fmt: skip


class Draft(models.Model):
    """Every text that was ever saved. Append-only, so that no save loses another's words."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT)
    scope = models.IntegerField()
    revision = models.IntegerField()
    title = models.CharField(max_length=300)
    body = models.TextField()
    at = models.DateTimeField()
    by = models.UUIDField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="cases_draft_revision", fields=["version", "revision"])
        ]
