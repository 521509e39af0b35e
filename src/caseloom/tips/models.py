"""Lines, their questionnaires, tips under seal, their parts, and what people said of them.

What the reporter told is in `body`, `sealed` and `chunk` columns only, under the tip's own key.
Rows that belong to a tip are seen by whoever sees the tip: row-level security asks the tip.
"""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Coalesce

from caseloom.kernel.ids import new_id


class Line(models.Model):
    """A hotline. What stands here is public while it is open; `scope` is the team that reads."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField(max_length=60, unique=True)
    title = models.JSONField(default=dict)
    scope = models.IntegerField()
    open = models.BooleanField(default=True)
    settings: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    created_by = models.UUIDField()


class Questionnaire(models.Model):
    """One version of what a line asks. Append-only: a tip shows what was asked when it was told."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT)
    number = models.IntegerField()
    body: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    at = models.DateTimeField()
    by = models.UUIDField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="tips_questionnaire_number", fields=["line", "number"])
        ]


class Tip(models.Model):
    """What somebody told us. A trigger keeps what was told and lets no machine lower or end it.

    Priorities: 0 none, 1 routine, 2 urgent, 3 immediate; `priority` is the higher of the
    machine's and the person's, by the database. `score` (0 to 1) orders within one priority.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT)
    questionnaire = models.ForeignKey(Questionnaire, null=True, on_delete=models.PROTECT)
    scope = models.IntegerField()
    number = models.CharField(max_length=20, unique=True)
    channel = models.CharField(max_length=10)
    language = models.CharField(max_length=10, blank=True, default="")
    subject = models.CharField(max_length=60, blank=True, default="")
    arrived_at = models.DateTimeField()
    receipt = models.BinaryField(max_length=32, null=True, unique=True)
    key_name = models.CharField(max_length=60)
    data_key = models.BinaryField(max_length=4_096)
    body = models.BinaryField()
    anonymous = models.BooleanField()
    files = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=10, default="received")
    officer = models.UUIDField(null=True)
    judge_first = models.BooleanField(default=False)
    machine_priority = models.SmallIntegerField(null=True)
    person_priority = models.SmallIntegerField(null=True)
    priority = models.GeneratedField(
        expression=models.Func(
            Coalesce("machine_priority", 0),
            Coalesce("person_priority", 0),
            function="GREATEST",
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    score = models.FloatField(default=0.0)
    category = models.CharField(max_length=60, blank=True, default="")
    read_at = models.DateTimeField(null=True)
    acknowledge_by = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    feedback_by = models.DateTimeField()
    feedback_at = models.DateTimeField(null=True)
    waiting = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="tips_tip_priorities",
                condition=(
                    models.Q(machine_priority__isnull=True)
                    | models.Q(machine_priority__range=(0, 3))
                )
                & (
                    models.Q(person_priority__isnull=True) | models.Q(person_priority__range=(0, 3))
                ),
            ),
            models.CheckConstraint(
                name="tips_tip_channel",
                condition=models.Q(channel__in=("portal", "phone", "email", "api", "agency")),
            ),
        ]


class Closure(models.Model):
    """Somebody to whom a tip is closed because it names him, or one to whom he reports.

    `later`: found when he came, not when it arrived: then a policy hides it, not a scope.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tip = models.ForeignKey(Tip, on_delete=models.PROTECT)
    person = models.UUIDField()
    why = models.CharField(max_length=10)
    at = models.DateTimeField()
    later = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="tips_closure_once", fields=["tip", "person"]),
            models.CheckConstraint(
                name="tips_closure_why", condition=models.Q(why__in=("named", "reports"))
            ),
        ]


class Part(models.Model):
    """A message or a file in a tip's mailbox. `side`: who sent it. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tip = models.ForeignKey(Tip, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10)
    side = models.CharField(max_length=10)
    by = models.UUIDField(null=True)
    at = models.DateTimeField()
    size = models.BigIntegerField(default=0)
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="tips_part_kind", condition=models.Q(kind__in=("message", "file"))
            ),
            models.CheckConstraint(
                name="tips_part_side",
                condition=models.Q(side="reporter", by__isnull=True)
                | models.Q(side="staff", by__isnull=False),
            ),
        ]


class Chunk(models.Model):
    """A piece of a file, sealed by itself, so that a large one never lies in memory whole."""

    part = models.ForeignKey(Part, on_delete=models.PROTECT)
    number = models.IntegerField()
    chunk = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="tips_chunk_number", fields=["part", "number"])
        ]


class Identity(models.Model):
    """Who told it, in a compartment of its own: seen only under an open request."""

    tip = models.OneToOneField(Tip, primary_key=True, on_delete=models.PROTECT)
    key_name = models.CharField(max_length=60)
    data_key = models.BinaryField(max_length=4_096)
    sealed = models.BinaryField()


class IdentityRequest(models.Model):
    """Somebody's wish to know who told a tip. It moves by the machine `identity`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tip = models.ForeignKey(Tip, on_delete=models.PROTECT)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    reason = models.TextField()


class Likeness(models.Model):
    """By what a tip is found from others: keyed values of its bands, identifiers and words.

    Without the key, which lies outside the database, they say how many words two tips share.
    """

    tip = models.OneToOneField(Tip, primary_key=True, on_delete=models.PROTECT)
    scope = models.IntegerField()
    at = models.DateTimeField()
    marks: "ArrayField[list[int], list[int]]" = ArrayField(models.BigIntegerField())


class Meaning(models.Model):
    """What a tip means, as numbers sealed under a key of the installation, and bound to the tip.

    Their own table, so that many are read at once. Append-only.
    """

    tip = models.OneToOneField(Tip, primary_key=True, on_delete=models.PROTECT)
    scope = models.IntegerField()
    at = models.DateTimeField()
    numbers = models.BinaryField(max_length=1_024)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["scope", "-at"], name="tips_meaning_newest")
        ]


class Sending(models.Model):
    """By what tips of one sender are found, under a key: near copies, and ways to reach her.

    `sender`: a random id that tips of one scope share which look sent by one. Append-only.
    """

    tip = models.OneToOneField(Tip, primary_key=True, on_delete=models.PROTECT)
    scope = models.IntegerField()
    at = models.DateTimeField()
    copies: "ArrayField[list[int], list[int]]" = ArrayField(models.BigIntegerField(), default=list)
    reach: "ArrayField[list[int], list[int]]" = ArrayField(models.BigIntegerField(), default=list)
    sender = models.UUIDField()


class Rarity(models.Model):
    """In how many tips of a scope a word stands, by its keyed value."""

    scope = models.IntegerField()
    value = models.BigIntegerField()
    count = models.IntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="tips_rarity_word", fields=["scope", "value"])
        ]


class Assessment(models.Model):
    """What a person judged a tip to be: category and priority. Append-only; the last one holds.

    `before`: whether she judged before she saw the machine's view. `shown`: the suggestions that
    she saw, by id. `reread`: she read again what somebody else had judged, without seeing it; it
    may only raise the tip's priority.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tip = models.ForeignKey(Tip, on_delete=models.PROTECT)
    by = models.UUIDField()
    at = models.DateTimeField()
    category = models.CharField(max_length=60)
    priority = models.SmallIntegerField()
    reason = models.TextField(blank=True, default="")
    before = models.BooleanField(default=False)
    reread = models.BooleanField(default=False)
    shown: "ArrayField[list[Any], list[Any]]" = ArrayField(models.UUIDField(), default=list)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="tips_assessment_priority", condition=models.Q(priority__range=(0, 3))
            ),
            models.UniqueConstraint(
                name="tips_assessment_reread", fields=["tip"], condition=models.Q(reread=True)
            ),
        ]


class Draw(models.Model):
    """One week's lot among the low-ranked tips of one scope of a line. Append-only.

    `week` is its Monday (UTC). `among`: the tips that it was drawn among, by id; `drawn` follow
    from those, `share` and `seed` (see sampling.py), so that anybody who sees it can draw again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT)
    scope = models.IntegerField()
    week = models.DateField()
    at = models.DateTimeField()
    share = models.FloatField()
    seed = models.CharField(max_length=64)
    population = models.IntegerField()
    among: "ArrayField[list[Any], list[Any]]" = ArrayField(models.UUIDField(), default=list)
    drawn: "ArrayField[list[Any], list[Any]]" = ArrayField(models.UUIDField(), default=list)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="tips_draw_once", fields=["line", "scope", "week"]),
            models.CheckConstraint(
                name="tips_draw_share", condition=models.Q(share__gte=0.02, share__lte=1)
            ),
        ]


class Reread(models.Model):
    """That a drawn tip was given to somebody to read again. Append-only; a tip's last one holds.

    What she judges is an `Assessment` with `reread`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT)
    tip = models.ForeignKey(Tip, on_delete=models.PROTECT)
    number = models.IntegerField()
    reader = models.UUIDField()
    at = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["reader"], name="tips_reread_reader"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="tips_reread_number", fields=["tip", "number"])
        ]


class Handed(models.Model):
    """That a tip went into a case: which, by whom, and which of its records carry it over."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tip = models.ForeignKey(Tip, on_delete=models.PROTECT)
    case = models.UUIDField()
    at = models.DateTimeField()
    by = models.UUIDField()
    records: "ArrayField[list[Any], list[Any]]" = ArrayField(models.UUIDField(), default=list)


class Dissemination(models.Model):
    """What of a tip goes to another agency: to whom, on which ground, which bytes. Append-only.

    `plan`: what was chosen and left out, sealed, from which the same bytes are made again. How
    far it went is told by the machine `dissemination`. `second`: it needed a second person.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tip = models.ForeignKey(Tip, on_delete=models.PROTECT)
    bundle = models.UUIDField(unique=True)
    at = models.DateTimeField()
    by = models.UUIDField()
    recipient = models.CharField(max_length=300)
    ground = models.TextField()
    parts: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    redactions = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    key_id = models.CharField(max_length=16)
    signature = models.BinaryField(max_length=64)
    second = models.BooleanField()
    plan = models.BinaryField()


class Agency(models.Model):
    """That a key of another agency is trusted, or is so no more. The last row of a key holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=300)
    key_id = models.CharField(max_length=16)
    public = models.BinaryField(max_length=32)
    trusted = models.BooleanField()
    at = models.DateTimeField()
    by = models.UUIDField()


class Provenance(models.Model):
    """From which agency's bundle a tip was made. `sealed`: what came with it and is no text."""

    tip = models.OneToOneField(Tip, primary_key=True, on_delete=models.PROTECT)
    agency = models.CharField(max_length=300)
    key_id = models.CharField(max_length=16)
    bundle = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.UUIDField()
    sealed = models.BinaryField()


class MailAccount(models.Model):
    """Where mail for a line is fetched, and how far that came. Its password lies in a file."""

    line = models.OneToOneField(Line, primary_key=True, on_delete=models.PROTECT)
    scope = models.IntegerField()
    host = models.CharField(max_length=253)
    port = models.IntegerField()
    user = models.CharField(max_length=320)
    folder = models.CharField(max_length=200)
    remove = models.BooleanField(default=False)
    starttls = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    uidvalidity = models.BigIntegerField(default=0)
    uid = models.BigIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True, default="")


class SetAside(models.Model):
    """A message that could not be taken, and why; it lies in its folder still. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT)
    scope = models.IntegerField()
    uidvalidity = models.BigIntegerField()
    uid = models.BigIntegerField()
    why = models.TextField()
    at = models.DateTimeField()


class Publication(models.Model):
    """That somebody who leads a line published its statistics, or ended it. The last row holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT)
    published = models.BooleanField()
    at = models.DateTimeField()
    by = models.UUIDField()
