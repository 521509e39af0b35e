"""Exchanges with a model server are seen by whoever sees the thing; what a day cost, by a sum."""

import django.db.models.deletion
from django.db import migrations, models

import caseloom.kernel.ids
from caseloom.access import rls

HELD = rls.IN_SCOPE.format(column="scope")
MINE = "by::text = (SELECT caseloom_person())"
SOMEBODY = "(SELECT caseloom_person()) <> ''"
# A worker sees the scope of one tip; what may still be spent depends on all. It gets the sum.
SPENT = """
CREATE FUNCTION assist_spent(on_day date) RETURNS numeric
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(sum(amount), 0) FROM assist_spending WHERE day = on_day
$$;
GRANT SELECT (day, amount) ON assist_spending TO caseloom_search;
GRANT CREATE ON SCHEMA public TO caseloom_search;
ALTER FUNCTION assist_spent(date) OWNER TO caseloom_search;
REVOKE EXECUTE ON FUNCTION assist_spent(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assist_spent(date) TO caseloom_app;
"""
NOT_SPENT = """
DROP FUNCTION assist_spent(date);
REVOKE SELECT (day, amount) ON assist_spending FROM caseloom_search;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assist", "0002_locks"),
        ("access", "0002_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="Asking",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=caseloom.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("task", models.CharField(max_length=40)),
                ("option", models.CharField(blank=True, default="", max_length=20)),
                ("object_kind", models.CharField(max_length=40)),
                ("object_id", models.UUIDField()),
                ("scope", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("by", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["object_id", "at"], name="assist_asking_object")],
            },
        ),
        migrations.CreateModel(
            name="Permit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=caseloom.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("object_kind", models.CharField(max_length=40)),
                ("object_id", models.UUIDField()),
                ("scope", models.IntegerField()),
                ("allowed", models.BooleanField()),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                ("by", models.UUIDField()),
            ],
            options={
                "indexes": [models.Index(fields=["object_id", "at"], name="assist_permit_object")],
            },
        ),
        migrations.CreateModel(
            name="Exchange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=caseloom.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("object_id", models.UUIDField()),
                ("scope", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("host", models.CharField(blank=True, default="", max_length=255)),
                ("protocol", models.CharField(blank=True, default="", max_length=20)),
                ("model", models.CharField(blank=True, default="", max_length=120)),
                ("prompt", models.CharField(blank=True, default="", max_length=12)),
                ("request", models.CharField(blank=True, default="", max_length=64)),
                ("bytes_out", models.BigIntegerField(default=0)),
                ("bytes_in", models.BigIntegerField(default=0)),
                ("tokens_in", models.BigIntegerField(default=0)),
                ("tokens_out", models.BigIntegerField(default=0)),
                ("cost", models.DecimalField(decimal_places=8, default=0, max_digits=18)),
                ("seconds", models.FloatField(default=0.0)),
                ("attempts", models.SmallIntegerField(default=0)),
                ("outcome", models.CharField(max_length=10)),
                ("error", models.CharField(blank=True, default="", max_length=40)),
                ("dropped", models.IntegerField(default=0)),
                ("lost", models.IntegerField(default=0)),
                ("sealed", models.BinaryField(null=True)),
                (
                    "asking",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="assist.asking"
                    ),
                ),
                (
                    "suggestion",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="assist.suggestion",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["object_id", "at"], name="assist_exchange_object")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome__in", ("answered", "refused", "failed", "stopped"))
                        ),
                        name="assist_exchange_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "answered"), ("suggestion__isnull", False)),
                            models.Q(
                                models.Q(("outcome", "answered"), _negated=True),
                                ("suggestion__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="assist_exchange_suggestion",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Spending",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=caseloom.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("object_id", models.UUIDField()),
                ("scope", models.IntegerField()),
                ("day", models.DateField()),
                ("amount", models.DecimalField(decimal_places=8, max_digits=18)),
                (
                    "asking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="assist.asking"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["day"], name="assist_spending_day"),
                    models.Index(fields=["object_id"], name="assist_spending_object"),
                ],
            },
        ),
        *rls.force("assist_permit"),
        # That a line's texts may be read by a server is no secret of the line.
        *rls.policy("assist_permit", "assist_permit_seen", "SELECT", using=SOMEBODY),
        *rls.policy("assist_permit", "assist_permit_added", "INSERT", check=f"{HELD} AND {MINE}"),
        *rls.append_only("assist_permit"),
        *rls.force("assist_asking"),
        *rls.policy("assist_asking", "assist_asking_seen", "SELECT", using=HELD),
        *rls.policy(
            "assist_asking",
            "assist_asking_added",
            "INSERT",
            check=f"{HELD} AND (by IS NULL OR {MINE})",
        ),
        *rls.append_only("assist_asking"),
        *rls.protect("assist_exchange"),
        *rls.append_only("assist_exchange"),
        *rls.protect("assist_spending"),
        *rls.policy(
            "assist_spending",
            "assist_spending_sum",
            "SELECT",
            using="true",
            role="caseloom_search",
        ),
        *rls.append_only("assist_spending"),
        migrations.RunSQL(SPENT, NOT_SPENT),
    ]
