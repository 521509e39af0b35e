"""How often a step was taken since some day is counted without reading all that ever happened."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflow", "0002_rules")]

    operations = [
        migrations.AddIndex(
            model_name="transition",
            index=models.Index(fields=["machine", "step", "at"], name="workflow_transition_taken"),
        )
    ]
