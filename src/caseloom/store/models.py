"""Sources, runs, records and retractions."""

from typing import ClassVar

from django.db import models

from caseloom.kernel.ids import new_id, new_number


class Source(models.Model):
    """Where records come from, by what right, and for how long."""

    id = models.IntegerField(primary_key=True, default=new_number)
    key = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    legal_authority = models.TextField()
    licence = models.CharField(max_length=200, blank=True, default="")
    retention_days = models.IntegerField(null=True)
    scope = models.IntegerField()
    created_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)

    class Meta:
        # Per scope: a key that is taken elsewhere must not betray that a hidden source exists.
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="store_source_key", fields=["key", "scope"])
        ]


class Run(models.Model):
    """One import of one source."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    scope = models.IntegerField()
    state = models.CharField(max_length=20)
    file_name = models.TextField(blank=True, default="")
    file_hash = models.CharField(max_length=64, blank=True, default="")
    mapping = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    error = models.TextField(blank=True, default="")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    started_by = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="store_run_state",
                condition=models.Q(state__in=("running", "indexing", "done", "failed")),
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["source", "started_at"], name="store_run_source")
        ]


class Record(models.Model):
    """Immutable. The id is the content hash (kernel.ids.record_id)."""

    id = models.UUIDField(primary_key=True, editable=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    run = models.ForeignKey(Run, on_delete=models.PROTECT)
    entity_id = models.UUIDField()
    origin_id = models.TextField()
    schema = models.CharField(max_length=80)
    properties = models.JSONField()
    originals = models.JSONField(default=dict)
    citation = models.JSONField(default=dict)
    scope = models.IntegerField()
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["entity_id"], name="store_record_entity"),
        ]


class Retraction(models.Model):
    """The last row for a record decides whether it still stands."""

    position = models.BigAutoField(primary_key=True)
    record_id = models.UUIDField()
    scope = models.IntegerField()
    retracted = models.BooleanField()
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.UUIDField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record_id", "position"], name="store_retraction_record")
        ]
