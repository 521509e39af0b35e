"""What machines suggested, what people did with it, how far machines may go and what they cost."""

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


class Permit(models.Model):
    """Whether texts of one thing, such as a line, may be read by a model server, from `at` on."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    object_kind = models.CharField(max_length=40)
    object_id = models.UUIDField()
    scope = models.IntegerField()
    allowed = models.BooleanField()
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.UUIDField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["object_id", "at"], name="assist_permit_object")
        ]


class Asking(models.Model):
    """That somebody wants one task done on one thing by the model server. Append-only.

    `option`: into which language. `by` is None where it is asked as the thing arrives.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    task = models.CharField(max_length=40)
    option = models.CharField(max_length=20, blank=True, default="")
    object_kind = models.CharField(max_length=40)
    object_id = models.UUIDField()
    scope = models.IntegerField()
    at = models.DateTimeField()
    by = models.UUIDField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["object_id", "at"], name="assist_asking_object")
        ]


class Exchange(models.Model):
    """What was sent to a model server and what came back, once for each asking. Append-only.

    `sealed` holds request and answers under the key of the thing; every other column is free of
    its words. `prompt` is the hash of instructions and form, `request` that of the body. `error`
    is one word; `dropped`: quotes that stand nowhere in the text; `lost`: marks left out.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    asking = models.OneToOneField(Asking, on_delete=models.PROTECT)
    object_id = models.UUIDField()
    scope = models.IntegerField()
    at = models.DateTimeField()
    host = models.CharField(max_length=255, blank=True, default="")
    protocol = models.CharField(max_length=20, blank=True, default="")
    model = models.CharField(max_length=120, blank=True, default="")
    prompt = models.CharField(max_length=12, blank=True, default="")
    request = models.CharField(max_length=64, blank=True, default="")
    bytes_out = models.BigIntegerField(default=0)
    bytes_in = models.BigIntegerField(default=0)
    tokens_in = models.BigIntegerField(default=0)
    tokens_out = models.BigIntegerField(default=0)
    cost = models.DecimalField(max_digits=18, decimal_places=8, default=0)
    seconds = models.FloatField(default=0.0)
    attempts = models.SmallIntegerField(default=0)
    outcome = models.CharField(max_length=10)
    error = models.CharField(max_length=40, blank=True, default="")
    dropped = models.IntegerField(default=0)
    lost = models.IntegerField(default=0)
    suggestion = models.ForeignKey(Suggestion, null=True, on_delete=models.PROTECT)
    sealed = models.BinaryField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["object_id", "at"], name="assist_exchange_object")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="assist_exchange_outcome",
                condition=models.Q(outcome__in=("answered", "refused", "failed", "stopped")),
            ),
            models.CheckConstraint(
                name="assist_exchange_suggestion",
                condition=models.Q(outcome="answered", suggestion__isnull=False)
                | (~models.Q(outcome="answered") & models.Q(suggestion__isnull=True)),
            ),
        ]


class Spending(models.Model):
    """What is set aside for an attempt, and below zero what of it was not spent. Append-only.

    The sum of a day is never less than what was spent on it, whatever breaks off in between.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    asking = models.ForeignKey(Asking, on_delete=models.PROTECT)
    object_id = models.UUIDField()
    scope = models.IntegerField()
    day = models.DateField()
    amount = models.DecimalField(max_digits=18, decimal_places=8)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["day"], name="assist_spending_day"),
            models.Index(fields=["object_id"], name="assist_spending_object"),
        ]
