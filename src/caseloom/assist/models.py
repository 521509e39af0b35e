"""What a machine suggested, what a person did with it, and how far machines may go."""

from typing import ClassVar

from django.db import models

from caseloom.kernel.ids import new_id


class Suggestion(models.Model):
    """One answer of one task on one thing. Append-only and inert.

    `model` names task, version and the hash of its weights; `input` is the SHA-256 of what it
    read. `probability` is None where it abstained. `sealed` holds spans and values, under the
    key of the thing it is about: what was read out of a tip is as secret as the tip.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    task = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=40)
    object_id = models.UUIDField()
    scope = models.IntegerField()
    tier = models.SmallIntegerField()
    model = models.CharField(max_length=120)
    input = models.CharField(max_length=64)
    label = models.CharField(max_length=60, blank=True, default="")
    probability = models.FloatField(null=True)
    sealed = models.BinaryField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["object_id", "task", "at"], name="assist_suggestion_object")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="assist_suggestion_probability",
                condition=models.Q(probability__isnull=True) | models.Q(probability__range=(0, 1)),
            ),
            models.CheckConstraint(
                name="assist_suggestion_tier", condition=models.Q(tier__in=(0, 1, 2))
            ),
        ]


class Outcome(models.Model):
    """What a person decided where the machine had suggested something. Append-only.

    `label` is the person's word; `before`: she judged before she saw the suggestion.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT)
    by = models.UUIDField()
    at = models.DateTimeField()
    agreed = models.BooleanField()
    label = models.CharField(max_length=60, blank=True, default="")
    before = models.BooleanField(default=False)


class Switch(models.Model):
    """How far machines may go from `at` on.

    -1 not at all, 0 rules and linear models, 1 all that needs no server, 2 all.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tier = models.SmallIntegerField()
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.UUIDField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="assist_switch_tier", condition=models.Q(tier__in=(-1, 0, 1, 2))
            )
        ]
