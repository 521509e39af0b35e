"""Steps taken, and the rules they must follow."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from caseloom.kernel.ids import new_id


class Rule(models.Model):
    """One transition that a machine declares. Rows come from migrations; the app only reads."""

    machine = models.CharField(max_length=40)
    step = models.CharField(max_length=40)
    from_state = models.CharField(max_length=40, blank=True, default="")
    to_state = models.CharField(max_length=40)
    adverse = models.BooleanField()
    four_eyes = models.BooleanField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="workflow_rule_once", fields=["machine", "step", "from_state"]
            )
        ]


class Transition(models.Model):
    """One step taken. Append-only; `number` is unique per thing, so of two at once one wins."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    machine = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=40)
    object_id = models.UUIDField()
    scope = models.IntegerField()
    number = models.IntegerField()
    step = models.CharField(max_length=40)
    from_state = models.CharField(max_length=40, blank=True, default="")
    to_state = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=200)
    authors: "ArrayField[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=200), default=list
    )
    reason = models.TextField(blank=True, default="")
    given: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    due_at = models.DateTimeField(null=True)
    adverse = models.BooleanField(default=False)
    four_eyes = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="workflow_transition_number", fields=["machine", "object_id", "number"]
            ),
            models.CheckConstraint(
                name="workflow_adverse_is_human",
                condition=models.Q(adverse=False) | models.Q(actor_kind="person"),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["object_id"], name="workflow_transition_object"),
            # How often a step was taken since some day, without reading all that ever happened.
            models.Index(fields=["machine", "step", "at"], name="workflow_transition_taken"),
        ]


class Position(models.Model):
    """The view `workflow_position`: each thing's last transition, as the reader may see it."""

    id = models.UUIDField(primary_key=True)
    machine = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=40)
    object_id = models.UUIDField()
    scope = models.IntegerField()
    number = models.IntegerField()
    state = models.CharField(max_length=40)
    since = models.DateTimeField()
    due_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "workflow_position"
