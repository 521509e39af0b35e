"""A case's scope may become sealed, and a case's again. Only one of its holders can do it."""

from django.db import migrations

CONFINE = """
GRANT UPDATE (kind) ON access_scope TO caseloom_search;
GRANT CREATE ON SCHEMA public TO caseloom_search;
CREATE FUNCTION caseloom_confine_scope(scope_id int, seal boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE access_scope SET kind = CASE WHEN seal THEN 'sealed' ELSE 'case' END
     WHERE id = scope_id AND id = ANY (caseloom_scopes()) AND key LIKE 'case:%'
       AND kind = CASE WHEN seal THEN 'case' ELSE 'sealed' END;
    RETURN FOUND;
END $$;
ALTER FUNCTION caseloom_confine_scope(int, boolean) OWNER TO caseloom_search;
REVOKE EXECUTE ON FUNCTION caseloom_confine_scope(int, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION caseloom_confine_scope(int, boolean) TO caseloom_app;
"""
RELEASE = """
DROP FUNCTION caseloom_confine_scope(int, boolean);
REVOKE UPDATE (kind) ON access_scope FROM caseloom_search;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0002_row_security")]

    operations = [migrations.RunSQL(CONFINE, RELEASE)]
