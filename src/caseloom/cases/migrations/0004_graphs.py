"""Saved graphs: in the scope of their case, ended but never removed."""

import django.db.models.deletion
from django.db import migrations, models

import caseloom.kernel.ids
from caseloom.access import rls

KEPT = """
ALTER TABLE cases_graph ADD CONSTRAINT cases_graph_same_scope
    FOREIGN KEY (case_id, scope) REFERENCES cases_case (id, scope);
REVOKE DELETE, TRUNCATE ON cases_graph FROM caseloom_app;
"""
LOOSE = """
GRANT DELETE ON cases_graph TO caseloom_app;
ALTER TABLE cases_graph DROP CONSTRAINT cases_graph_same_scope;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_note_scopes")]

    operations = [
        migrations.CreateModel(
            name="Graph",
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
                ("title", models.CharField(max_length=300)),
                ("focus", models.UUIDField(null=True)),
                ("places", models.JSONField(default=list)),
                ("filters", models.JSONField(default=dict)),
                ("saved_at", models.DateTimeField()),
                ("saved_by", models.UUIDField()),
                ("removed_at", models.DateTimeField(null=True)),
                ("removed_by", models.UUIDField(null=True)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case"),
                ),
            ],
        ),
        migrations.RunSQL(KEPT, LOOSE),
        *rls.protect("cases_graph"),
    ]
