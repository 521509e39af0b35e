"""An upload is its owner's own until it has become records."""

from django.db import migrations

from caseloom.access import rls

OWN = "person_id::text = (SELECT caseloom_person())"


class Migration(migrations.Migration):
    dependencies = [("ingest", "0001_initial"), ("access", "0002_row_security")]

    operations = [
        *rls.force("ingest_upload"),
        *rls.policy("ingest_upload", "ingest_upload_own", "ALL", using=OWN, check=OWN),
    ]
