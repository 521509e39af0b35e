"""The weekly lot of what is read again, and to whom each of it was given."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import caseloom.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("tips", "0004_likeness_locks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Draw",
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
                ("scope", models.IntegerField()),
                ("week", models.DateField()),
                ("at", models.DateTimeField()),
                ("share", models.FloatField()),
                ("seed", models.CharField(max_length=64)),
                ("population", models.IntegerField()),
                (
                    "among",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None
                    ),
                ),
                (
                    "drawn",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reread",
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
                ("number", models.IntegerField()),
                ("reader", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reread", True)), fields=("tip",), name="tips_assessment_reread"
            ),
        ),
        migrations.AddField(
            model_name="draw",
            name="line",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="tips.line"),
        ),
        migrations.AddField(
            model_name="reread",
            name="draw",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="tips.draw"),
        ),
        migrations.AddField(
            model_name="reread",
            name="tip",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="tips.tip"),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.UniqueConstraint(
                fields=("line", "scope", "week"), name="tips_draw_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(("share__gte", 0.02), ("share__lte", 1)), name="tips_draw_share"
            ),
        ),
        migrations.AddIndex(
            model_name="reread",
            index=models.Index(fields=["reader"], name="tips_reread_reader"),
        ),
        migrations.AddConstraint(
            model_name="reread",
            constraint=models.UniqueConstraint(fields=("tip", "number"), name="tips_reread_number"),
        ),
    ]
