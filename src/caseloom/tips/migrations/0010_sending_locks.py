"""Tips of one sender are found by keyed values, within the scopes of whoever asks."""

from django.db import migrations

from caseloom.access import rls

# As tips_alike: overlap of arrays is not leak-proof, so the function looks with the index and
# keeps to the viewer's scopes itself.
ALIKE = """
CREATE INDEX tips_sending_copies ON tips_sending USING gin (copies);
CREATE INDEX tips_sending_reach ON tips_sending USING gin (reach);
CREATE INDEX tips_sending_sender ON tips_sending (sender);
CREATE FUNCTION tips_sent_alike(near bigint[], reached bigint[], within int, most int)
RETURNS TABLE (tip uuid, sender uuid, copies bigint[], reach bigint[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.tip_id, s.sender, s.copies, s.reach FROM tips_sending s
     WHERE (s.copies && near OR s.reach && reached) AND s.scope = ANY (caseloom_scopes())
       AND (within IS NULL OR s.scope = within)
     ORDER BY s.at DESC, s.tip_id LIMIT most
$$;
GRANT SELECT ON tips_sending TO caseloom_search;
GRANT CREATE ON SCHEMA public TO caseloom_search;
ALTER FUNCTION tips_sent_alike(bigint[], bigint[], int, int) OWNER TO caseloom_search;
REVOKE EXECUTE ON FUNCTION tips_sent_alike(bigint[], bigint[], int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tips_sent_alike(bigint[], bigint[], int, int) TO caseloom_app;
"""
NOT_ALIKE = """
DROP FUNCTION tips_sent_alike(bigint[], bigint[], int, int);
REVOKE SELECT ON tips_sending FROM caseloom_search;
DROP INDEX tips_sending_copies, tips_sending_reach, tips_sending_sender;
"""


class Migration(migrations.Migration):
    dependencies = [("tips", "0009_sending")]

    operations = [
        migrations.RunSQL(ALIKE, NOT_ALIKE),
        *rls.protect("tips_sending"),
        *rls.policy(
            "tips_sending", "tips_sending_lookup", "SELECT", using="true", role="caseloom_search"
        ),
        *rls.append_only("tips_sending"),
    ]
