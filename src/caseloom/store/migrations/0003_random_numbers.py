"""Sources get random numbers: a running one tells how many others were added, hidden ones too."""

from django.db import migrations, models

import caseloom.kernel.ids


class Migration(migrations.Migration):
    dependencies = [("store", "0002_row_security")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="source",
                    name="id",
                    field=models.IntegerField(
                        default=caseloom.kernel.ids.new_number, primary_key=True, serialize=False
                    ),
                )
            ],
            # Django would alter the type too, which a policy on the column forbids.
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE store_source ALTER COLUMN id DROP IDENTITY", migrations.RunSQL.noop
                )
            ],
        ),
    ]
