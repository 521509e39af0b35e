"""Whether a suggested pair is in one group, which a machine needs to judge it by itself."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("resolve", "0004_described")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE resolve_suggestion ADD COLUMN grouped boolean NOT NULL DEFAULT false",
            "ALTER TABLE resolve_suggestion DROP COLUMN grouped",
        )
    ]
