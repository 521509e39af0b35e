"""Tips are found by what they share, within the scopes of whoever asks."""

from django.db import migrations

from caseloom.access import rls

# Overlap of arrays is not leak-proof, so a policy alone would turn its index off: the function
# looks with the index and keeps to the viewer's scopes itself.
ALIKE = """
CREATE INDEX tips_likeness_marks ON tips_likeness USING gin (marks);
CREATE FUNCTION tips_alike(wanted bigint[], most int)
RETURNS TABLE (tip uuid, marks bigint[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT l.tip_id, l.marks FROM tips_likeness l
     WHERE l.marks && wanted AND l.scope = ANY (caseloom_scopes())
     ORDER BY l.at DESC, l.tip_id LIMIT most
$$;
GRANT SELECT ON tips_likeness TO caseloom_search;
GRANT CREATE ON SCHEMA public TO caseloom_search;
ALTER FUNCTION tips_alike(bigint[], int) OWNER TO caseloom_search;
REVOKE EXECUTE ON FUNCTION tips_alike(bigint[], int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tips_alike(bigint[], int) TO caseloom_app;
"""
NOT_ALIKE = """
DROP FUNCTION tips_alike(bigint[], int);
REVOKE SELECT ON tips_likeness FROM caseloom_search;
DROP INDEX tips_likeness_marks;
"""


class Migration(migrations.Migration):
    dependencies = [("tips", "0003_likeness")]

    operations = [
        migrations.RunSQL(ALIKE, NOT_ALIKE),
        *rls.protect("tips_likeness"),
        *rls.policy(
            "tips_likeness", "tips_likeness_lookup", "SELECT", using="true", role="caseloom_search"
        ),
        *rls.append_only("tips_likeness"),
        *rls.protect("tips_rarity"),
    ]
