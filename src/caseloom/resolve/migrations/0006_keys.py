"""By which keys a run found its pairs, kept with it: kinds, sizes and counts, no values."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("resolve", "0005_grouped")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE resolve_run ADD COLUMN keys jsonb NOT NULL DEFAULT '{}'",
            "ALTER TABLE resolve_run DROP COLUMN keys",
        )
    ]
