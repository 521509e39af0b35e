"""What tips mean is kept sealed, beside their marks, for who sees the tip."""

import django.db.models.deletion
from django.db import migrations, models

from caseloom.access import rls

# As on the other tables of a tip: what names somebody who came later is hidden from him.
HIDDEN = """
CREATE POLICY tips_meaning_not_mine ON tips_meaning AS RESTRICTIVE FOR ALL TO caseloom_app
 USING (NOT tip_id = ANY ((SELECT tips_closed_mine())::uuid[]))
"""
# Many are fetched in one piece, so all have one length: nonce, 512 numbers, tag.
LENGTH = """
ALTER TABLE tips_meaning ADD CONSTRAINT tips_meaning_length CHECK (octet_length(numbers) = 540)
"""
NO_LENGTH = "ALTER TABLE tips_meaning DROP CONSTRAINT tips_meaning_length"
NOT_HIDDEN = "DROP POLICY tips_meaning_not_mine ON tips_meaning"


class Migration(migrations.Migration):
    dependencies = [("tips", "0016_publication_locks")]

    operations = [
        migrations.CreateModel(
            name="Meaning",
            fields=[
                (
                    "tip",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="tips.tip",
                    ),
                ),
                ("scope", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("numbers", models.BinaryField(max_length=1024)),
            ],
            options={
                "indexes": [models.Index(fields=["scope", "-at"], name="tips_meaning_newest")],
            },
        ),
        *rls.protect("tips_meaning"),
        *rls.append_only("tips_meaning"),
        migrations.RunSQL(LENGTH, NO_LENGTH),
        migrations.RunSQL(HIDDEN, NOT_HIDDEN),
    ]
