from django.db import migrations, models

import caseloom.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Upload",
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
                ("person_id", models.UUIDField()),
                ("name", models.TextField()),
                ("size", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("mapping", models.TextField(blank=True, default="")),
                ("source_key", models.CharField(blank=True, default="", max_length=100)),
                ("run_id", models.UUIDField(null=True)),
            ],
        ),
    ]
