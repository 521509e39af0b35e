"""The functions that row-level security stands on, and the locks on people's scopes."""

from django.db import migrations

from caseloom.access import rls

# Settings are local to a transaction and empty outside `as_viewer`: then nothing is visible.
SETTINGS = """
CREATE FUNCTION caseloom_scopes() RETURNS int[] LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(nullif(current_setting('caseloom.scopes', true), ''), '{}')::int[];
CREATE FUNCTION caseloom_person() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(current_setting('caseloom.person', true), '');
CREATE FUNCTION caseloom_is_auditor() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(current_setting('caseloom.auditor', true), '') = 'on';
CREATE FUNCTION caseloom_is_administrator() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(current_setting('caseloom.administrator', true), '') = 'on';
CREATE FUNCTION caseloom_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
"""

# These see every scope, so they answer one narrow question each, with a pinned search_path.
LOOKUPS = """
CREATE FUNCTION caseloom_scopes_of(person uuid, reads_records boolean) RETURNS int[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(id ORDER BY id), '{}') FROM (
        SELECT id FROM access_scope
         WHERE kind = 'public' OR (kind = 'agency' AND reads_records)
        UNION
        SELECT scope FROM access_membership
         WHERE person_id = person AND revoked_at IS NULL) held
$$;
CREATE FUNCTION caseloom_open_scopes() RETURNS int[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(id ORDER BY id), '{}') FROM access_scope WHERE kind <> 'sealed'
$$;
CREATE FUNCTION caseloom_add_scope(
    scope_kind text, scope_key text, scope_title text, held boolean, made_at timestamptz)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE made int;
BEGIN
    INSERT INTO access_scope (kind, key, title, created_at)
    VALUES (scope_kind, scope_key, scope_title, made_at) RETURNING id INTO made;
    IF held AND scope_kind NOT IN ('public', 'agency', 'team') THEN
        INSERT INTO access_membership (id, scope, person_id, reason, granted_at, granted_by,
                                       revoked_reason)
        VALUES (gen_random_uuid(), made, caseloom_person()::uuid, 'made it', made_at,
                caseloom_person()::uuid, '');
    END IF;
    PERFORM set_config('caseloom.scopes', array_append(caseloom_scopes(), made)::text, true);
    RETURN made;
END $$;
ALTER FUNCTION caseloom_scopes_of(uuid, boolean) OWNER TO caseloom_search;
ALTER FUNCTION caseloom_open_scopes() OWNER TO caseloom_search;
ALTER FUNCTION caseloom_add_scope(text, text, text, boolean, timestamptz) OWNER TO caseloom_search;
REVOKE EXECUTE ON FUNCTION caseloom_scopes_of(uuid, boolean) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION caseloom_open_scopes() FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION caseloom_add_scope(text, text, text, boolean, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION caseloom_scopes_of(uuid, boolean) TO caseloom_app;
GRANT EXECUTE ON FUNCTION caseloom_open_scopes() TO caseloom_app;
GRANT EXECUTE ON FUNCTION caseloom_add_scope(text, text, text, boolean, timestamptz)
    TO caseloom_app;
"""

GRANTS = """
GRANT SELECT, INSERT ON access_scope, access_membership TO caseloom_search;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO caseloom_search;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON access_scope FROM caseloom_app;
REVOKE DELETE, TRUNCATE ON access_membership, access_person, access_token FROM caseloom_app;
"""

COMMON = """
INSERT INTO access_scope (id, kind, key, title, created_at) VALUES
    (1, 'public', 'public', 'Public', now()), (2, 'agency', 'agency', 'Agency', now());
SELECT setval(pg_get_serial_sequence('access_scope', 'id'), 2);
"""

HELD = "scope = ANY ((SELECT caseloom_scopes())::int[])"
# An administrator sees compartments that teams share, never those of cases.
ADMINISTERED = (
    "(SELECT caseloom_is_administrator()) AND EXISTS (SELECT 1 FROM access_scope s"
    " WHERE s.id = access_membership.scope AND s.kind IN ('public', 'agency', 'team', 'source'))"
)


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [
        migrations.RunSQL(SETTINGS, migrations.RunSQL.noop),
        migrations.RunSQL("GRANT CREATE ON SCHEMA public TO caseloom_search", migrations.RunSQL.noop),
        migrations.RunSQL(COMMON, migrations.RunSQL.noop),
        migrations.RunSQL(LOOKUPS, migrations.RunSQL.noop),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        *rls.force("access_scope"),
        *rls.policy(
            "access_scope", "access_scope_held", "SELECT",
            using="id = ANY ((SELECT caseloom_scopes())::int[]) OR kind = 'public' OR"
            " ((SELECT caseloom_is_administrator())"
            " AND kind IN ('public', 'agency', 'team', 'source'))",
        ),
        *rls.policy("access_scope", "access_scope_lookup", "ALL", using="true", check="true",
                    role="caseloom_search"),
        *rls.force("access_membership"),
        *rls.policy("access_membership", "access_membership_held", "ALL",
                    using=f"{HELD} OR ({ADMINISTERED})", check=f"{HELD} OR ({ADMINISTERED})"),
        *rls.policy("access_membership", "access_membership_lookup", "ALL", using="true",
                    check="true", role="caseloom_search"),
    ]  # fmt: skip
