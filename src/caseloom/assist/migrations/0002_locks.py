"""Who sees a suggestion: whoever sees the thing it is about. Nothing here is ever changed."""

from django.db import migrations

from caseloom.access import rls

HELD = rls.IN_SCOPE.format(column="scope")
MINE = "by::text = (SELECT caseloom_person())"
SOMEBODY = "(SELECT caseloom_person()) <> ''"
# A row-level policy asks the suggestion, whose own policy answers for the viewer.
SEEN = "EXISTS (SELECT 1 FROM assist_suggestion s WHERE s.id = suggestion_id)"


class Migration(migrations.Migration):
    dependencies = [("assist", "0001_initial"), ("access", "0002_row_security")]

    operations = [
        *rls.force("assist_suggestion"),
        *rls.policy("assist_suggestion", "assist_suggestion_seen", "SELECT", using=HELD),
        *rls.policy("assist_suggestion", "assist_suggestion_added", "INSERT", check=HELD),
        *rls.append_only("assist_suggestion"),
        *rls.force("assist_outcome"),
        *rls.policy("assist_outcome", "assist_outcome_seen", "SELECT", using=SEEN),
        *rls.policy("assist_outcome", "assist_outcome_added", "INSERT", check=f"{SEEN} AND {MINE}"),
        *rls.append_only("assist_outcome"),
        *rls.force("assist_switch"),
        *rls.policy("assist_switch", "assist_switch_seen", "SELECT", using=SOMEBODY),
        *rls.policy("assist_switch", "assist_switch_added", "INSERT", check=MINE),
        *rls.append_only("assist_switch"),
    ]
