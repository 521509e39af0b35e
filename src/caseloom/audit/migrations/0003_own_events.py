"""Own events are a person's: all of the public act under one name, and nobody of them sees any."""

from django.db import migrations

NARROW = """
ALTER POLICY audit_event_read ON audit_event USING (
    (SELECT caseloom_is_auditor())
    OR (actor_kind <> 'anonymous' AND actor_id = (SELECT caseloom_person())))
"""
WIDE = """
ALTER POLICY audit_event_read ON audit_event USING (
    (SELECT caseloom_is_auditor()) OR actor_id = (SELECT caseloom_person()))
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_locks")]

    operations = [migrations.RunSQL(NARROW, WIDE)]
