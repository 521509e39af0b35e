"""Whether a line's counts are public is known to all; only people of its team change it."""

from django.db import migrations

from caseloom.access import rls

SEEN = "EXISTS (SELECT 1 FROM tips_line l WHERE l.id = line_id)"
LED = (
    "by::text = (SELECT caseloom_person()) AND EXISTS (SELECT 1 FROM tips_line l"
    " WHERE l.id = line_id AND l.scope = ANY ((SELECT caseloom_scopes())::int[]))"
)


class Migration(migrations.Migration):
    dependencies = [("tips", "0015_publication")]

    operations = [
        *rls.force("tips_publication"),
        *rls.policy("tips_publication", "tips_publication_seen", "SELECT", using=SEEN),
        *rls.policy("tips_publication", "tips_publication_added", "INSERT", check=LED),
        *rls.append_only("tips_publication"),
    ]
