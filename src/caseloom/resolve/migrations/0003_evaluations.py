"""Evaluations that somebody handed over, on which a threshold can rest."""

from django.db import migrations

from caseloom.access import rls

EVALUATION = """
CREATE TABLE resolve_evaluation (
    id uuid PRIMARY KEY,
    truth text NOT NULL,
    evaluation jsonb NOT NULL,
    measured_by text NOT NULL,
    at timestamptz NOT NULL
);
COMMENT ON TABLE resolve_evaluation IS
    'Unscoped, append-only: figures that were handed over for thresholds; no value of a record.';
"""


class Migration(migrations.Migration):
    dependencies = [("resolve", "0002_hashed_keys")]

    operations = [
        migrations.RunSQL(EVALUATION, "DROP TABLE resolve_evaluation"),
        *rls.append_only("resolve_evaluation"),
    ]
