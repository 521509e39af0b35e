"""Failures to sign in, kept in the database so that a restart does not forget them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="SignInAttempts",
            fields=[
                (
                    "key",
                    models.CharField(max_length=64, primary_key=True, serialize=False),
                ),
                ("failures", models.IntegerField()),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "db_table": "web_sign_in_attempts",
                "indexes": [models.Index(fields=["last_at"], name="web_sign_in_attempts_last_at")],
            },
        )
    ]
