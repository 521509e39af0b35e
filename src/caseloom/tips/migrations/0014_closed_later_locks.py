"""What names somebody who came later is hidden from him, wherever a row of it lies."""

from django.db import migrations

from caseloom.access import rls

# Everything of tips that were closed later to whoever acts. Others, machines and reporters have
# none; asked once per query.
CLOSED = """
CREATE INDEX tips_closure_person ON tips_closure ((person::text)) WHERE later;
CREATE FUNCTION tips_closed_mine() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH closed AS (SELECT tip_id FROM tips_closure
                     WHERE later AND person::text = caseloom_person())
    SELECT coalesce(array_agg(id), '{}') FROM (
        SELECT tip_id AS id FROM closed
        UNION ALL SELECT r.id FROM tips_identityrequest r JOIN closed USING (tip_id)
        UNION ALL SELECT d.id FROM tips_dissemination d JOIN closed USING (tip_id)) of_it
$$;
GRANT SELECT ON tips_closure, tips_identityrequest, tips_dissemination TO caseloom_search;
GRANT CREATE ON SCHEMA public TO caseloom_search;
ALTER FUNCTION tips_closed_mine() OWNER TO caseloom_search;
REVOKE EXECUTE ON FUNCTION tips_closed_mine() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tips_closed_mine() TO caseloom_app, caseloom_search;
"""
NOT_CLOSED = """
DROP FUNCTION tips_closed_mine();
REVOKE SELECT ON tips_closure, tips_identityrequest, tips_dissemination FROM caseloom_search;
DROP INDEX tips_closure_person;
"""

# They look beneath the policies, so they keep to this one themselves.
ALIKE = """
CREATE OR REPLACE FUNCTION tips_alike(wanted bigint[], most int)
RETURNS TABLE (tip uuid, marks bigint[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT l.tip_id, l.marks FROM tips_likeness l
     WHERE l.marks && wanted AND l.scope = ANY (caseloom_scopes()){closed}
     ORDER BY l.at DESC, l.tip_id LIMIT most
$$;
CREATE OR REPLACE FUNCTION tips_sent_alike(near bigint[], reached bigint[], within int, most int)
RETURNS TABLE (tip uuid, sender uuid, copies bigint[], reach bigint[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT l.tip_id, l.sender, l.copies, l.reach FROM tips_sending l
     WHERE (l.copies && near OR l.reach && reached) AND l.scope = ANY (caseloom_scopes())
       AND (within IS NULL OR l.scope = within){closed}
     ORDER BY l.at DESC, l.tip_id LIMIT most
$$;
"""
HIDDEN = "\n       AND NOT l.tip_id = ANY ((SELECT tips_closed_mine())::uuid[])"
NOT_MINE = "NOT {column} = ANY ((SELECT tips_closed_mine())::uuid[])"
TABLES = {
    "tips_tip": "id", "tips_likeness": "tip_id", "tips_sending": "tip_id",
    "workflow_transition": "object_id", "assist_suggestion": "object_id",
}  # fmt: skip


def _hide(table: str, column: str) -> migrations.RunSQL:
    rule = NOT_MINE.format(column=column)
    # The search role looks for others, and asks by itself.
    return migrations.RunSQL(
        f"CREATE POLICY {table}_not_mine ON {table} AS RESTRICTIVE FOR ALL TO caseloom_app"
        f" USING ({rule})",
        f"DROP POLICY {table}_not_mine ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("tips", "0013_closed_later"),
        ("workflow", "0002_rules"),
        ("assist", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(CLOSED, NOT_CLOSED),
        *(
            operation
            for table in ("closure", "identityrequest", "dissemination")
            for operation in rls.policy(
                f"tips_{table}", f"tips_{table}_lookup", "SELECT", using="true",
                role="caseloom_search",
            )
        ),
        migrations.RunSQL(ALIKE.replace("{closed}", HIDDEN), ALIKE.replace("{closed}", "")),
        *(_hide(table, column) for table, column in TABLES.items()),
    ]  # fmt: skip
