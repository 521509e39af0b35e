"""The mailbox of a line is its team's and the administrators'; what was set aside is only added."""

from django.db import migrations

from caseloom.access import rls

HELD = rls.IN_SCOPE.format(column="scope")
ADMINISTERS = "(SELECT caseloom_is_administrator())"
EITHER = f"{HELD} OR {ADMINISTERS}"


class Migration(migrations.Migration):
    dependencies = [("tips", "0011_mail")]

    operations = [
        *rls.force("tips_mailaccount"),
        *rls.policy("tips_mailaccount", "tips_mailaccount_seen", "SELECT", using=EITHER),
        *rls.policy("tips_mailaccount", "tips_mailaccount_added", "INSERT", check=ADMINISTERS),
        *rls.policy(
            "tips_mailaccount", "tips_mailaccount_changed", "UPDATE", using=EITHER, check=EITHER
        ),
        migrations.RunSQL(
            "REVOKE DELETE, TRUNCATE ON tips_mailaccount FROM caseloom_app",
            "GRANT DELETE ON tips_mailaccount TO caseloom_app",
        ),
        *rls.force("tips_setaside"),
        *rls.policy("tips_setaside", "tips_setaside_seen", "SELECT", using=EITHER),
        *rls.policy("tips_setaside", "tips_setaside_added", "INSERT", check=HELD),
        *rls.append_only("tips_setaside"),
    ]
