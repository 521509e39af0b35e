"""Whom a person reports to, and a compartment that leaves some of a team out."""

from django.db import migrations, models

# Only for a scope made in this very transaction, which alone is held by whoever made it so.
SHARE = """
CREATE FUNCTION caseloom_share_scope(
    given int, made int, without uuid[], also int, made_at timestamptz)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE shared int := 0;
        source int;
BEGIN
    IF NOT (given = ANY (caseloom_scopes()) AND made = ANY (caseloom_scopes())
            AND EXISTS (SELECT 1 FROM access_scope WHERE id = made AND kind = 'sealed'
                           AND key LIKE 'tip:%')) THEN
        RAISE EXCEPTION 'this scope cannot be shared' USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOREACH source IN ARRAY ARRAY[given, also] LOOP
        INSERT INTO access_membership (id, scope, person_id, reason, granted_at, revoked_reason)
        SELECT gen_random_uuid(), made, m.person_id, 'holds the team of the tip', made_at, ''
          FROM access_membership m JOIN access_person p ON p.id = m.person_id
         WHERE m.scope = source AND m.revoked_at IS NULL AND p.is_active
           AND NOT m.person_id = ANY (without)
        ON CONFLICT DO NOTHING;
        GET DIAGNOSTICS shared = ROW_COUNT;
        EXIT WHEN shared > 0;
    END LOOP;
    RETURN shared;
END $$;
GRANT SELECT ON access_person TO caseloom_search;
GRANT CREATE ON SCHEMA public TO caseloom_search;
ALTER FUNCTION caseloom_share_scope(int, int, uuid[], int, timestamptz) OWNER TO caseloom_search;
REVOKE EXECUTE ON FUNCTION caseloom_share_scope(int, int, uuid[], int, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION caseloom_share_scope(int, int, uuid[], int, timestamptz)
    TO caseloom_app;
"""
UNSHARE = "DROP FUNCTION caseloom_share_scope(int, int, uuid[], int, timestamptz)"


class Migration(migrations.Migration):
    dependencies = [("access", "0004_random_numbers")]

    operations = [
        migrations.AddField("person", "reports_to", models.UUIDField(null=True)),
        migrations.RunSQL(SHARE, UNSHARE),
    ]
