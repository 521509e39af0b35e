"""The locks on what is asserted, and the view of what stands now."""

from django.db import migrations

from caseloom.access import rls

# A view with the reader's own rights: a definer's view would show hidden rows.
CURRENT = """
CREATE VIEW store_current WITH (security_invoker = true) AS
SELECT r.* FROM store_record r
 WHERE NOT EXISTS (
       SELECT 1 FROM store_retraction t
        WHERE t.record_id = r.id AND t.retracted
          AND NOT EXISTS (SELECT 1 FROM store_retraction u
                           WHERE u.record_id = t.record_id AND u.position > t.position))
"""


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial"), ("access", "0002_row_security")]

    operations = [
        *rls.protect("store_source"),
        *rls.protect("store_run"),
        *rls.protect("store_record"),
        *rls.protect("store_retraction"),
        *rls.append_only("store_record"),
        *rls.append_only("store_retraction"),
        migrations.RunSQL(
            "REVOKE DELETE, TRUNCATE ON store_source, store_run FROM caseloom_app",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(CURRENT, "DROP VIEW store_current"),
    ]
